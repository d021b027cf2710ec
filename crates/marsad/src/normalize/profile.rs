//! Profiles: named sets of operations, with a version and a fingerprint.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use super::compat::{Compat, Peer, Ready};
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
const QURAN: Ops =
    STRICT.with(Op::Wasla).with(Op::Madda).with(Op::DaggerAlef).with(Op::SmallLetters);
const LOOSE: Ops = SEARCH.with(Op::Teh).with(Op::WawHamza).with(Op::YehHamza).with(Op::Hamza);

static CLEAN_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(CLEAN));
static STRICT_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(STRICT));
static SEARCH_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(SEARCH));
static QURAN_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(QURAN));
static LOOSE_RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(LOOSE));

/// A named set of operations, or what another program does. Cheap to clone; the tables behind it
/// are built once.
///
/// [`Profile::all`] lists the own profiles, [`Profile::peers`] those that give exactly what a
/// version of another program gives. The latter have no operations, and the laws of own profiles
/// do not bind them.
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
    Peer(&'static Compat),
    PeerMade(&'static Compat, Arc<Ready>),
}

/// What a profile does, with its tables.
pub(super) enum Form<'p> {
    Own(&'p Rules),
    Peer(&'p Ready),
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

    /// `strict` for Quran texts: alef wasla to alef, dagger alef, small waw and small yeh to the
    /// letters of plain spelling.
    pub const fn quran() -> Profile {
        Profile::own("quran", QURAN, &QURAN_RULES)
    }

    const fn own(name: &'static str, ops: Ops, rules: &'static LazyLock<Rules>) -> Profile {
        Profile { name: Cow::Borrowed(name), ops, rules: Source::Own(rules) }
    }

    /// All own profiles: from the one that changes least, and that for Quran texts.
    pub const fn all() -> [Profile; 5] {
        [Profile::clean(), Profile::strict(), Profile::search(), Profile::loose(), Profile::quran()]
    }

    /// The profiles that reproduce another program, peer by peer.
    ///
    /// ```
    /// use marsad::{Profile, normalize};
    /// for profile in Profile::peers() {
    ///     println!("{profile}: {}", normalize(&profile, "مُدَرِّسةٌ"));
    /// }
    /// ```
    pub fn peers() -> Vec<Profile> {
        let peers = Compat::all();
        peers
            .map(|peer| Profile {
                name: Cow::Borrowed(peer.name),
                ops: Ops::NONE,
                rules: Source::Peer(peer),
            })
            .collect()
    }

    /// The profile called `name`, own or a peer's. The latter's name may end with its version, as
    /// `lucene-ar@8.8.1`. Parsing a string says why there is none.
    pub fn named(name: &str) -> Option<Profile> {
        name.parse().ok()
    }

    /// This profile with operations added (`+name`) and taken out (`-name`), separated by commas.
    /// The name of the result is the name and `spec`; an empty `spec` changes nothing. Any set of
    /// operations keeps the laws of normalization. Builds tables: make a profile once, not per text.
    ///
    /// # Errors
    /// An operation that is not known (the error lists all that are), has no sign, or is `-nfc`; a
    /// peer's profile, which has none.
    ///
    /// ```
    /// use marsad::{Op, Profile};
    /// let profile = Profile::strict().with_ops("+digits, -marks")?;
    /// assert!(profile.ops().contains(Op::Digits) && !profile.ops().contains(Op::Marks));
    /// assert_eq!(profile.name(), "strict+digits-marks");
    /// # Ok::<(), marsad::ProfileError>(())
    /// ```
    pub fn with_ops(&self, spec: &str) -> Result<Profile, ProfileError> {
        if self.peer().is_some() && !spec.trim().is_empty() {
            return Err(ProfileError::no_operations(self.name()));
        }
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
        let kernel = kernel.unwrap_or_else(Kernel::best);
        let rules = match self.compat() {
            Some(peer) => Source::PeerMade(peer, Arc::new(peer.with_kernel(kernel))),
            None => Source::Made(Arc::new(Rules { kernel, ..Rules::new(self.ops) })),
        };
        Profile { rules, ..self.clone() }
    }

    /// Its name; of a changed profile, the name of its origin and the changes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of the own rules; a new one may give other results. What a peer's profile gives is
    /// told by the version of its [`peer`](Self::peer).
    pub const fn version(&self) -> u32 {
        VERSION
    }

    /// Its operations; a peer's profile has none.
    pub const fn ops(&self) -> Ops {
        self.ops
    }

    /// The program it reproduces, if it is not one of the own profiles.
    pub fn peer(&self) -> Option<Peer> {
        self.compat().map(|compat| compat.peer)
    }

    /// Of a peer's profile, what it does, in one English line.
    pub fn about(&self) -> Option<&'static str> {
        self.compat().map(|compat| compat.about)
    }

    /// Whether it gives tokens, for [`tokens`](crate::tokens), rather than text. As text, it gives
    /// them with a space between two.
    pub fn is_tokens(&self) -> bool {
        self.compat().is_some_and(Compat::is_tokens)
    }

    /// A hash of its version, its operations and all tables they use, the same in every run and on
    /// every machine. Equal fingerprints normalise every text equally. That of a peer's profile is
    /// found by trying some 70,000 characters, which takes milliseconds.
    pub fn fingerprint(&self) -> u64 {
        match &self.rules {
            Source::Own(rules) => rules.fingerprint(VERSION),
            Source::Made(rules) => rules.fingerprint(VERSION),
            Source::Peer(peer) | Source::PeerMade(peer, _) => peer.fingerprint(),
        }
    }

    fn compat(&self) -> Option<&'static Compat> {
        match self.rules {
            Source::Peer(peer) | Source::PeerMade(peer, _) => Some(peer),
            Source::Own(_) | Source::Made(_) => None,
        }
    }

    #[inline]
    pub(super) fn form(&self) -> Form<'_> {
        match &self.rules {
            Source::Own(rules) => Form::Own(rules),
            Source::Made(rules) => Form::Own(rules),
            Source::Peer(peer) => Form::Peer(peer.ready()),
            Source::PeerMade(_, ready) => Form::Peer(ready),
        }
    }
}

/// The profile of that name; of a peer's profile, the version may follow.
///
/// ```
/// use marsad::Profile;
/// let profile: Profile = "lucene-ar@8.8.1".parse()?;
/// assert_eq!(profile.name(), "lucene-ar");
/// let error = "lucene-ar@9.0".parse::<Profile>().unwrap_err();
/// assert_eq!(error.to_string(), "lucene-ar is offered as of Lucene 8.8.1, not 9.0");
/// # Ok::<(), marsad::ProfileError>(())
/// ```
impl FromStr for Profile {
    type Err = ProfileError;

    fn from_str(name: &str) -> Result<Profile, ProfileError> {
        let (base, version) = match name.split_once('@') {
            Some((base, version)) => (base, Some(version)),
            None => (name, None),
        };
        let mut profiles = Profile::all().into_iter().chain(Profile::peers());
        match (profiles.find(|profile| profile.name() == base), version) {
            (Some(profile), None) => Ok(profile),
            (Some(profile), Some(version)) if let Some(peer) = profile.peer() => {
                if peer.version == version {
                    Ok(profile)
                } else {
                    Err(ProfileError::other_version(base, (peer.name, peer.version), version))
                }
            }
            _ => {
                let own: Vec<String> = Profile::all().iter().map(Profile::to_string).collect();
                Err(ProfileError::unknown_profile(name, own.join(", ")))
            }
        }
    }
}

/// Its name; of a peer's profile with the version behind it, as `lucene-ar@8.8.1`.
impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.peer().map_or(Ok(()), |peer| write!(f, "@{}", peer.version))
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
