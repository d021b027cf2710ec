//! Profiles: named sets of operations, with a version and a fingerprint.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use super::op::{Op, Ops};
use super::rules::Rules;
use crate::chars::Kernel;
use crate::error::ProfileError;

/// Raised whenever one of the own profiles changes what it does to any text.
const VERSION: u32 = 1;

const CLEAN: Ops = Ops::NONE
    .with(Op::Forms)
    .with(Op::Nfc)
    .with(Op::Controls)
    .with(Op::Spacing)
    .with(Op::Punctuation);
const STRICT: Ops = Ops::NONE
    .with(Op::Forms)
    .with(Op::Nfc)
    .with(Op::Controls)
    .with(Op::Marks)
    .with(Op::Tatweel)
    .with(Op::Lookalikes)
    .with(Op::Whitespace);
const SEARCH: Ops = STRICT.with(Op::Alef).with(Op::Yeh).with(Op::Digits).with(Op::Case);
const LOOSE: Ops = SEARCH.with(Op::Teh).with(Op::WawHamza).with(Op::YehHamza).with(Op::Hamza);

static CLEAN_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(CLEAN));
static STRICT_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(STRICT));
static SEARCH_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(SEARCH));
static LOOSE_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(LOOSE));

/// A named set of operations. Cheap to clone; the tables behind it are built once.
///
/// ```
/// use marsad::{Profile, normalize};
/// assert_eq!(normalize(&Profile::search(), "إجتمـاعُه"), "اجتماعه");
/// let digits_kept = Profile::search().with_ops("-digits")?;
/// assert_eq!(normalize(&digits_kept, "٢٠٢٤م"), "٢٠٢٤م");
/// # Ok::<(), marsad::ProfileError>(())
/// ```
#[derive(Clone)]
pub struct Profile {
    name: Cow<'static, str>,
    ops: Ops,
    rules: Source,
}

#[derive(Clone)]
enum Source {
    Own(&'static LazyLock<Rules>),
    Made(Arc<Rules>),
}

impl Profile {
    /// For reading: presentation forms to letters, invisible controls out, spaces and punctuation
    /// repaired; no letter changes.
    pub const fn clean() -> Profile {
        Profile::own("clean", CLEAN, &CLEAN_RULES)
    }

    /// The letters, for matching: marks, tatweel and controls out, look-alikes to Arabic letters,
    /// every white space a space.
    pub const fn strict() -> Profile {
        Profile::own("strict", STRICT, &STRICT_RULES)
    }

    /// `strict`, and alef with hamza to alef, alef maksura to yeh, digits to ASCII, Latin to lower
    /// case.
    pub const fn search() -> Profile {
        Profile::own("search", SEARCH, &SEARCH_RULES)
    }

    /// `search`, and teh marbuta to heh, every other hamza off its seat or dropped.
    pub const fn loose() -> Profile {
        Profile::own("loose", LOOSE, &LOOSE_RULES)
    }

    const fn own(name: &'static str, ops: Ops, rules: &'static LazyLock<Rules>) -> Profile {
        Profile { name: Cow::Borrowed(name), ops, rules: Source::Own(rules) }
    }

    /// All named profiles, from the one that changes least.
    pub const fn all() -> [Profile; 4] {
        [Profile::clean(), Profile::strict(), Profile::search(), Profile::loose()]
    }

    /// The profile called `name`.
    pub fn named(name: &str) -> Option<Profile> {
        Profile::all().into_iter().find(|profile| profile.name() == name)
    }

    /// This profile with operations added (`+name`) and taken out (`-name`), separated by commas.
    /// The name of the result is the name and `spec`; an empty `spec` changes nothing. Any set of
    /// operations keeps the laws of normalization. Builds tables: make a profile once, not per text.
    ///
    /// # Errors
    /// An operation that is not known (the error lists all that are), has no sign, or is `-nfc`.
    ///
    /// ```
    /// use marsad::{Op, Profile};
    /// let profile = Profile::strict().with_ops("+digits, -marks")?;
    /// assert!(profile.ops().contains(Op::Digits) && !profile.ops().contains(Op::Marks));
    /// assert_eq!(profile.name(), "strict+digits-marks");
    /// # Ok::<(), marsad::ProfileError>(())
    /// ```
    pub fn with_ops(&self, spec: &str) -> Result<Profile, ProfileError> {
        let mut ops = self.ops;
        let mut name = self.name.to_string();
        for part in spec.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (add, op) = match (part.strip_prefix('+'), part.strip_prefix('-')) {
                (Some(op), _) => (true, op),
                (_, Some(op)) => (false, op),
                _ => return Err(ProfileError::no_sign(part)),
            };
            let Some(op) = Op::named(op.trim()) else {
                return Err(ProfileError::unknown(op, Ops::from_iter(Op::ALL).to_string()));
            };
            if op == Op::Nfc && !add {
                return Err(ProfileError::always_on(op.name()));
            }
            ops = if add { ops.with(op) } else { ops.without(op) };
            name.push(if add { '+' } else { '-' });
            name.push_str(op.name());
        }
        if ops == self.ops {
            return Ok(self.clone());
        }
        let rules = Source::Made(Arc::new(Rules::new(ops)));
        Ok(Profile { name: Cow::Owned(name), ops, rules })
    }

    /// The same profile on another kernel than the fastest; one that this machine can not run is
    /// replaced by the fastest. For tests and benches: results do not depend on it. Builds tables
    /// of its own.
    ///
    /// ```
    /// use marsad::{Kernel, Profile, normalize};
    /// let portable = Profile::search().with_kernel(Kernel::Scalar);
    /// assert_eq!(normalize(&portable, "أُمَّة"), normalize(&Profile::search(), "أُمَّة"));
    /// ```
    #[must_use]
    pub fn with_kernel(&self, kernel: Kernel) -> Profile {
        let kernel = Kernel::available().find(|here| *here == kernel);
        let rules = Rules { kernel: kernel.unwrap_or_else(Kernel::best), ..Rules::new(self.ops) };
        Profile { rules: Source::Made(Arc::new(rules)), ..self.clone() }
    }

    /// Its name; of a changed profile, the name of its origin and the changes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of the rules; a new one may give other results.
    pub const fn version(&self) -> u32 {
        VERSION
    }

    /// Its operations.
    pub const fn ops(&self) -> Ops {
        self.ops
    }

    /// A hash of its version, its operations and all tables they use, the same in every run and on
    /// every machine. Equal fingerprints normalise every text equally.
    pub fn fingerprint(&self) -> u64 {
        self.rules().fingerprint(VERSION)
    }

    #[inline]
    pub(crate) fn rules(&self) -> &Rules {
        match &self.rules {
            Source::Own(rules) => rules,
            Source::Made(rules) => rules,
        }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("name", &self.name)
            .field("ops", &format_args!("{}", self.ops))
            .finish_non_exhaustive()
    }
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.ops == other.ops && self.name == other.name
    }
}

impl Eq for Profile {}
