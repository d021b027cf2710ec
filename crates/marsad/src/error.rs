//! Errors of the engine: they name both sides, what was found and what is possible. Texts never
//! cause one, apart from a text too long to be numbered.

use std::error::Error;
use std::fmt;

/// A text that is longer than spans can number.
///
/// ```
/// use marsad::TextTooLong;
/// let error = TextTooLong::new(5_000_000_000);
/// assert_eq!(error.to_string(), "the text has 5000000000 bytes; at most 4294967295 are possible");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextTooLong {
    len: u64,
}

impl TextTooLong {
    /// Greatest length of a text, in bytes.
    pub const LIMIT: u32 = u32::MAX;

    /// The error for a text of `len` bytes.
    #[cold]
    pub const fn new(len: u64) -> Self {
        TextTooLong { len }
    }

    /// Length of the refused text, in bytes.
    pub const fn text_len(self) -> u64 {
        self.len
    }
}

impl fmt::Display for TextTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text has {} bytes; at most {} are possible", self.len, Self::LIMIT)
    }
}

impl Error for TextTooLong {}

/// No profile: a name that is none, or operations that make none, see
/// [`Profile::with_ops`](crate::Profile::with_ops).
///
/// ```
/// use marsad::Profile;
/// let error = Profile::search().with_ops("+digit").unwrap_err();
/// assert!(error.to_string().starts_with("unknown operation \"digit\"; known: "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError {
    kind: ProfileErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ProfileErrorKind {
    Unknown { name: String, known: String },
    NoSign { part: String },
    AlwaysOn { name: &'static str },
    NoOperations { profile: String },
    UnknownProfile { name: String, known: String },
    OtherVersion { profile: String, peer: (&'static str, &'static str), asked: String },
}

impl ProfileError {
    #[cold]
    pub(crate) fn unknown(name: &str, known: String) -> Self {
        ProfileError { kind: ProfileErrorKind::Unknown { name: name.to_owned(), known } }
    }

    #[cold]
    pub(crate) fn no_sign(part: &str) -> Self {
        ProfileError { kind: ProfileErrorKind::NoSign { part: part.to_owned() } }
    }

    #[cold]
    pub(crate) fn always_on(name: &'static str) -> Self {
        ProfileError { kind: ProfileErrorKind::AlwaysOn { name } }
    }

    #[cold]
    pub(crate) fn no_operations(profile: &str) -> Self {
        ProfileError { kind: ProfileErrorKind::NoOperations { profile: profile.to_owned() } }
    }

    #[cold]
    pub(crate) fn unknown_profile(name: &str, known: String) -> Self {
        ProfileError { kind: ProfileErrorKind::UnknownProfile { name: name.to_owned(), known } }
    }

    #[cold]
    pub(crate) fn other_version(
        profile: &str,
        peer: (&'static str, &'static str),
        asked: &str,
    ) -> Self {
        let (profile, asked) = (profile.to_owned(), asked.to_owned());
        ProfileError { kind: ProfileErrorKind::OtherVersion { profile, peer, asked } }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ProfileErrorKind::Unknown { name, known } => {
                write!(f, "unknown operation {name:?}; known: {known}")
            }
            ProfileErrorKind::NoSign { part } => {
                write!(f, "{part:?} has no sign: write +name to add an operation, -name to take it")
            }
            ProfileErrorKind::AlwaysOn { name } => {
                write!(f, "the operation {name} is part of every profile and can not be taken out")
            }
            ProfileErrorKind::NoOperations { profile } => {
                write!(f, "{profile} does what its peer does: it has no operations to add or take")
            }
            ProfileErrorKind::UnknownProfile { name, known } => {
                let others = "and those of other programs, such as lucene-ar";
                write!(f, "unknown profile `{name}`; known are {known}, {others}")
            }
            ProfileErrorKind::OtherVersion { profile, peer: (peer, version), asked } => {
                write!(f, "{profile} is offered as of {peer} {version}, not {asked}")
            }
        }
    }
}

impl Error for ProfileError {}
