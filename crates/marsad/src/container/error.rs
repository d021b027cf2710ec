//! Why bytes are no compiled list, or none for this program.

use std::fmt;

/// Bytes that are no compiled list, a damaged one, or one for another version of the program. The
/// message says what was found and what was expected.
///
/// ```
/// use marsad::{Engine, Entity};
/// let engine = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
/// let mut bytes = engine.to_bytes()?.into_owned();
/// bytes[100] ^= 1;
/// let error = Engine::open(bytes).unwrap_err();
/// assert!(error.is_damage() && error.to_string().starts_with("damaged: "), "{error}");
/// let error = Engine::open("{}").unwrap_err();
/// assert_eq!(error.to_string(), "no compiled list: it has 2 bytes and does not begin as one");
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    NoMagic { len: u64 },
    OtherOrder,
    Version { found: u32 },
    Fingerprint { expected: u64, found: u64 },
    Length { expected: u64, found: u64 },
    Checksum { what: Option<u32>, expected: u64, found: u64 },
    Damage(Damage),
}

/// A part of a list that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    what: &'static str,
    expected: String,
    found: String,
}

impl Damage {
    /// A number that can not be.
    #[cold]
    pub(crate) fn number(
        what: &'static str,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Self {
        Damage { what, expected: expected.to_string(), found: found.to_string() }
    }

    /// Anything else that can not be.
    #[cold]
    pub(crate) fn text(what: &'static str, expected: &str, found: &str) -> Self {
        Damage { what, expected: expected.to_owned(), found: found.to_owned() }
    }
}

impl From<Kind> for OpenError {
    #[cold]
    fn from(kind: Kind) -> Self {
        OpenError(kind)
    }
}

impl From<Damage> for OpenError {
    #[cold]
    fn from(damage: Damage) -> Self {
        OpenError(Kind::Damage(damage))
    }
}

impl OpenError {
    /// Whether the bytes are a compiled list that was changed or cut. One of another version, one made
    /// with other folding and what never was a list are no damage.
    pub fn is_damage(&self) -> bool {
        matches!(self.0, Kind::Length { .. } | Kind::Checksum { .. } | Kind::Damage(_))
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = super::VERSION;
        match &self.0 {
            Kind::NoMagic { len } => {
                write!(f, "no compiled list: it has {len} bytes and does not begin as one")
            }
            Kind::OtherOrder => f.write_str(
                "the list was compiled for machines of the other order of bytes; compile it on one like \
                 this",
            ),
            Kind::Version { found } => write!(
                f,
                "the list has format version {found}, this program reads version {version}; compile it \
                 again"
            ),
            Kind::Fingerprint { expected, found } => write!(
                f,
                "the list was compiled with folding {found:016x}, this program folds by \
                 {expected:016x}; compile it again"
            ),
            Kind::Length { expected, found } => {
                write!(f, "damaged: it has {found} bytes, expected {expected}")
            }
            Kind::Checksum { what, expected, found } => {
                match what {
                    Some(kind) => write!(f, "damaged: the checksum of section {kind}")?,
                    None => f.write_str("damaged: the checksum of the header")?,
                }
                write!(f, " is {found:016x}, expected {expected:016x}")
            }
            Kind::Damage(Damage { what, expected, found }) => {
                write!(f, "damaged: {what}: found {found}, expected {expected}")
            }
        }
    }
}

impl std::error::Error for OpenError {}
