//! The particles that Arabic writes glued to the next word: (و|ف)?(ب|ك|ل|س)?(ال)?, where ل before
//! the article makes لل (and للغة is ل + اللغة).
//!
//! A reading is a proposal: it says how a listed first word may stand in a text word. It cuts
//! nothing; whether it counts is the watchlist's word.

use super::codes::{ALEF, BEH, FEH, KAF, LAM, SEEN, WAW, is_arabic};

/// How the article stands between the particles and the name.
///
/// ```
/// use marsad::{Article, Engine, Entity, MatchOptions};
/// let engine = Engine::builder().entity(Entity::new("parliament", ["برلمان"])).build()?;
/// let mut worker = engine.worker();
/// let hits = worker.find("البرلمان وللبرلمان", &MatchOptions::default())?;
/// assert_eq!(hits[0].prefix.article(), Article::Written);
/// assert_eq!((hits[1].prefix.as_str(), hits[1].prefix.article()), ("ولل", Article::AfterLam));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Article {
    /// None, or it belongs to the name.
    #[default]
    None,
    /// Written ال before a name that is listed without it.
    Written,
    /// Written ل, after the particle ل, before a name that is listed without it (للصين, صين).
    AfterLam,
}

/// The particles in front of a name.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions};
/// let engine = Engine::builder().entity(Entity::new("china", ["الصين"])).build()?;
/// let mut worker = engine.worker();
/// let text = "وبالصين";
/// let hits = worker.find(text, &MatchOptions::default())?;
/// assert_eq!(hits[0].prefix.as_str(), "وب");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Prefix {
    /// و or ف.
    conjunction: Option<Conjunction>,
    /// ب, ك, ل or س.
    particle: Option<Particle>,
    article: Article,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Conjunction {
    Waw,
    Feh,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Particle {
    Beh,
    Kaf,
    Lam,
    Seen,
}

impl Prefix {
    /// No particle.
    pub(crate) const NONE: Prefix =
        Prefix { conjunction: None, particle: None, article: Article::None };

    /// The particles as written, without marks and tatweel; empty when there are none.
    pub fn as_str(self) -> &'static str {
        // [none, ال, ل] by (conjunction, particle)
        let row: [&str; 3] = match (self.conjunction, self.particle) {
            (None, None) => ["", "ال", ""],
            (None, Some(Particle::Beh)) => ["ب", "بال", ""],
            (None, Some(Particle::Kaf)) => ["ك", "كال", ""],
            (None, Some(Particle::Lam)) => ["ل", "لال", "لل"],
            (None, Some(Particle::Seen)) => ["س", "سال", ""],
            (Some(Conjunction::Waw), None) => ["و", "وال", ""],
            (Some(Conjunction::Waw), Some(Particle::Beh)) => ["وب", "وبال", ""],
            (Some(Conjunction::Waw), Some(Particle::Kaf)) => ["وك", "وكال", ""],
            (Some(Conjunction::Waw), Some(Particle::Lam)) => ["ول", "ولال", "ولل"],
            (Some(Conjunction::Waw), Some(Particle::Seen)) => ["وس", "وسال", ""],
            (Some(Conjunction::Feh), None) => ["ف", "فال", ""],
            (Some(Conjunction::Feh), Some(Particle::Beh)) => ["فب", "فبال", ""],
            (Some(Conjunction::Feh), Some(Particle::Kaf)) => ["فك", "فكال", ""],
            (Some(Conjunction::Feh), Some(Particle::Lam)) => ["فل", "فلال", "فلل"],
            (Some(Conjunction::Feh), Some(Particle::Seen)) => ["فس", "فسال", ""],
        };
        row[self.article as usize]
    }

    /// Whether there is no particle.
    pub const fn is_empty(self) -> bool {
        self.conjunction.is_none()
            && self.particle.is_none()
            && matches!(self.article, Article::None)
    }

    /// The article among the particles.
    pub const fn article(self) -> Article {
        self.article
    }

    /// The particles that are exactly `codes`, if they are a licensed string.
    fn parse(codes: &[u8]) -> Option<Prefix> {
        let mut prefix = Prefix::default();
        let mut rest = codes;
        if let [c, tail @ ..] = rest {
            prefix.conjunction = match *c {
                WAW => Some(Conjunction::Waw),
                FEH => Some(Conjunction::Feh),
                _ => None,
            };
            if prefix.conjunction.is_some() {
                rest = tail;
            }
        }
        if let [c, tail @ ..] = rest {
            prefix.particle = match *c {
                BEH => Some(Particle::Beh),
                KAF => Some(Particle::Kaf),
                LAM => Some(Particle::Lam),
                SEEN => Some(Particle::Seen),
                _ => None,
            };
            if prefix.particle.is_some() {
                rest = tail;
            }
        }
        prefix.article = match rest {
            [] => Article::None,
            [ALEF, LAM] => Article::Written,
            [LAM] if prefix.particle == Some(Particle::Lam) => Article::AfterLam,
            _ => return None,
        };
        Some(prefix)
    }
}

/// Letters of the longest string of particles.
pub(super) const MOST_PARTICLES: usize = 4;

/// The codes of all strings of particles that can stand before a name, the empty one among them.
pub(super) fn all_particles() -> impl Iterator<Item = Vec<u8>> {
    const CONJUNCTIONS: [&[u8]; 3] = [&[], &[WAW], &[FEH]];
    const PARTICLES: [&[u8]; 5] = [&[], &[BEH], &[KAF], &[LAM], &[SEEN]];
    const ARTICLES: [&[u8]; 3] = [&[], &[ALEF, LAM], &[LAM]];
    CONJUNCTIONS
        .into_iter()
        .flat_map(|conjunction| PARTICLES.map(|particle| [conjunction, particle]))
        .flat_map(|[conjunction, particle]| {
            ARTICLES.map(|article| [conjunction, particle, article].concat())
        })
        .filter(|codes| Prefix::parse(codes).is_some())
}

/// How a listed first word stands in a text word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) prefix: Prefix,
    /// Letters of the text word in front of the name.
    pub(crate) cut: usize,
    /// Letters at the start of the name that the text does not write: ا in للصين (الصين), ال in
    /// للغة (اللغة).
    pub(crate) elided: usize,
}

impl Reading {
    /// The word is the name, behind nothing.
    pub(crate) const BARE: Reading = Reading { prefix: Prefix::NONE, cut: 0, elided: 0 };
}

/// Letters that a name has left when ل has taken its article.
const MIN_LETTERS: usize = 2;
/// A word that begins so takes no further article: the key form of a word drops two.
const TWO_ARTICLES: [u8; 4] = [ALEF, LAM, ALEF, LAM];

/// Reads the text word `word` as `name`, the first word of a name, behind particles; both as
/// letter codes. `alone` tells that the name has no other word: then a single Arabic letter takes no
/// particles, for too many words end so.
///
/// At most one reading exists: the particles are what is left over in front of the name.
pub(crate) fn read(name: &[u8], word: &[u8], alone: bool) -> Option<Reading> {
    if let Some(particles) = word.strip_suffix(name) {
        let prefix = Prefix::parse(particles)?;
        let allowed = match name {
            [letter] if alone => particles.is_empty() || !is_arabic(*letter),
            _ => prefix.article == Article::None || !name.starts_with(&TWO_ARTICLES),
        };
        return allowed.then_some(Reading { prefix, cut: particles.len(), elided: 0 });
    }
    // ل takes the alef of the article: للصين; and one of three lams is not written: للغة
    let bare = name.strip_prefix(&[ALEF, LAM])?;
    if bare.len() < MIN_LETTERS || bare.starts_with(&TWO_ARTICLES) {
        return None;
    }
    let before = word.strip_suffix(bare)?;
    let (particles, elided) =
        if bare.starts_with(&[LAM]) { (before, 2) } else { (before.strip_suffix(&[LAM])?, 1) };
    let prefix = Prefix::parse(particles)?;
    let lam_last = prefix.particle == Some(Particle::Lam) && prefix.article == Article::None;
    lam_last.then_some(Reading { prefix, cut: particles.len(), elided })
}

impl Reading {
    /// The letters at the start of the name that the text does not write.
    pub(crate) fn article(&self) -> &'static str {
        Reading::article_of(self.elided)
    }

    /// So many letters of the article.
    pub(crate) fn article_of(elided: usize) -> &'static str {
        match elided {
            0 => "",
            1 => "ا",
            _ => "ال",
        }
    }
}

/// The ways to read a text word when its letters may differ from the name's: all that its particles
/// allow. The first is the word as it stands.
pub(crate) fn readings(word: &[u8]) -> impl Iterator<Item = Reading> {
    let cuts = (0..=MOST_PARTICLES).map_while(|cut| word.split_at_checked(cut));
    cuts.filter(|(_, rest)| !rest.is_empty()).flat_map(|(before, rest)| {
        let prefix = Prefix::parse(before);
        let reading =
            move |elided| prefix.map(|prefix| Reading { prefix, cut: before.len(), elided });
        let after_lam = prefix.is_some_and(|prefix| {
            prefix.particle == Some(Particle::Lam)
                && prefix.article == Article::None
                && rest.first() == Some(&LAM)
                && rest.len() > MIN_LETTERS
        });
        let elided = if after_lam { [1, 2].map(Some) } else { [None; 2] };
        reading(0).into_iter().chain(elided.into_iter().flatten().filter_map(reading))
    })
}

/// First words of names that may stand in `word`: each an article that is not written, and the rest.
/// All that [`read`] reads are among them.
pub(crate) fn first_words(word: &[u8]) -> impl Iterator<Item = [&[u8]; 2]> {
    let cuts = (0..=MOST_PARTICLES).map_while(|cut| word.split_at_checked(cut));
    cuts.filter(|(_, rest)| !rest.is_empty()).flat_map(|(before, rest)| {
        let prefix = Prefix::parse(before);
        let with_article = prefix.filter(|prefix| {
            prefix.particle == Some(Particle::Lam) && prefix.article != Article::Written
        });
        let elided: &[u8] = &[ALEF, LAM];
        let bare = prefix.map(|_| [&[], rest]);
        bare.into_iter().chain(with_article.map(|_| [elided, rest]))
    })
}

#[cfg(test)]
mod tests {
    use super::super::codes::LetterCodes;
    use super::*;

    fn codes(text: &str) -> Vec<u8> {
        let (codes, mut out) = (LetterCodes::new(), Vec::new());
        text.chars().for_each(|c| codes.push(c, &mut out));
        out
    }

    fn reading(name: &str, word: &str) -> Option<(&'static str, usize, usize)> {
        read(&codes(name), &codes(word), true).map(|r| (r.prefix.as_str(), r.cut, r.elided))
    }

    #[test]
    fn every_particle_string_is_read() {
        for conjunction in ["", "و", "ف"] {
            for particle in ["", "ب", "ك", "ل", "س"] {
                for article in ["", "ال"] {
                    let prefix = format!("{conjunction}{particle}{article}");
                    let found = reading("موسكو", &format!("{prefix}موسكو")).unwrap();
                    assert_eq!(found, (prefix.as_str(), prefix.chars().count(), 0));
                }
            }
        }
    }

    #[test]
    fn the_article_after_lam() {
        assert_eq!(reading("الصين", "للصين"), Some(("ل", 1, 1)));
        assert_eq!(reading("الصين", "وللصين"), Some(("ول", 2, 1)));
        assert_eq!(reading("صين", "للصين"), Some(("لل", 2, 0)));
        assert_eq!(reading("اللغة", "للغة"), Some(("ل", 1, 2)));
        assert_eq!(reading("اللغة", "فللغة"), Some(("فل", 2, 2)));
        assert_eq!(reading("الله", "لله"), Some(("ل", 1, 2)));
        assert_eq!(reading("لغة", "للغة"), Some(("ل", 1, 0)));
    }

    #[test]
    fn what_is_no_reading() {
        for (name, word) in [
            ("الصين", "صين"),
            ("الصين", "بللصين"),
            ("ليد", "فوليد"),
            ("موسكو", "بومسكو"),
            ("موسكو", "ببموسكو"),
            ("موسكو", "الموسكوف"),
            ("ي", "وي"),
        ] {
            assert_eq!(reading(name, word), None, "{name} {word}");
        }
        assert!(read(&codes("ا"), &codes("لأ"), false).is_some());
        assert_eq!(reading("X", "وX"), Some(("و", 1, 0)));
        assert_eq!(reading("ليد", "وليد"), Some(("و", 1, 0)));
        assert_eq!(reading("وليد", "وليد"), Some(("", 0, 0)));
    }
}
