//! Which instructions the hot passes use, chosen once at run time.

use std::fmt;
use std::sync::LazyLock;

/// A set of instructions. All give the same results.
///
/// ```
/// use marsad::Kernel;
/// assert!(Kernel::available().any(|kernel| kernel == Kernel::Scalar));
/// assert!(Kernel::available().any(|kernel| kernel == Kernel::best()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// No vector instructions; runs everywhere.
    Scalar,
    /// AVX2 with BMI (Haswell, Zen and later).
    Avx2,
    /// AVX-512 with VBMI and VBMI2 (Ice Lake, Zen 4 and later).
    Avx512,
    /// NEON, which every 64-bit Arm has.
    Neon,
}

impl Kernel {
    /// The fastest kernel of this machine. Cost: one load; the machine is asked once a process.
    #[inline]
    pub fn best() -> Kernel {
        static BEST: LazyLock<Kernel> =
            LazyLock::new(|| Kernel::available().max().unwrap_or(Kernel::Scalar));
        *BEST
    }

    /// The kernels that this machine can run.
    pub fn available() -> impl Iterator<Item = Kernel> {
        [Kernel::Scalar, Kernel::Avx2, Kernel::Avx512, Kernel::Neon]
            .into_iter()
            .filter(|kernel| kernel.runs_here())
    }

    /// Whether this machine has all instructions of the kernel. Whoever calls a function with
    /// target features has asked this before.
    pub(crate) fn runs_here(self) -> bool {
        match self {
            Kernel::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
                    && is_x86_feature_detected!("lzcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512cd")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("avx512vbmi2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
                    && is_x86_feature_detected!("lzcnt")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Kernel::Avx2 | Kernel::Avx512 => false,
            Kernel::Neon => cfg!(all(target_arch = "aarch64", target_endian = "little")),
        }
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kernel::Scalar => "scalar",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
            Kernel::Neon => "neon",
        })
    }
}
