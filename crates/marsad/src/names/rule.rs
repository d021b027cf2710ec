//! The names of all that evidence can tell: causes of differences, and what speaks for or against one
//! name. Text matching adds its own to those of the name model.

use std::fmt;

/// The cause of a difference.
///
/// ```
/// assert_eq!(marsad::Rule::Hamza.name(), "hamza");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A particle in front of the name (و ف ب ك ل س, with ال).
    Prefix,
    /// Letters of the name's article that ل takes (للصين), or an article that one of two names lacks.
    Article,
    /// A weak name, counted because a full name stands in the same document.
    Weak,
    /// One letter in two Unicode forms.
    Composition,
    /// A haraka or another combining mark.
    Mark,
    /// Tatweel.
    Tatweel,
    /// An invisible control: bidi mark, joiner, soft hyphen.
    Control,
    /// A presentation form or ligature.
    Form,
    /// A letter of another alphabet that looks the same (ی, ک).
    LookAlike,
    /// أ إ آ ٱ and ا.
    Hamza,
    /// ى and ي.
    Yeh,
    /// Final ة and ه.
    Teh,
    /// Arabic-Indic and ASCII digits.
    Digit,
    /// Capital and small Latin letters.
    Case,
    /// What stands between two words of the name.
    Gap,
    /// Another difference that the `search` profile folds; letters that write one sound.
    Letter,
    /// What speaks for one name: letters that are equal, or as good as equal.
    Alike,
    /// What other ways to compare the letters are worth.
    Alternatives,
    /// Both words are native, where each letter counts.
    Native,
    /// The names are known to be two.
    Rival,
    /// Both words are attested as names: as two, or as one where the cost is negative.
    Attested,
    /// Both are ordinary words, or a word and a name.
    Word,
    /// One is the adjective of a land (روسي, روسيا).
    Nisba,
    /// The words are too short to tell.
    Short,
    /// Words that the other name writes as one (عبد الله, عبدالله).
    Joined,
    /// A word that the other name writes as several.
    Split,
    /// A word that may be left out (بن), or stands in another form (أبو, أبي).
    Particle,
    /// A letter for a word (ج. بوش).
    Initial,
    /// A word that the other name does not have.
    Missing,
    /// In running text most words that are like a name are not it.
    Prior,
    /// The words stand in another order.
    Order,
}

impl Rule {
    /// The rule's name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::Prefix => "prefix",
            Rule::Article => "article",
            Rule::Weak => "weak",
            Rule::Composition => "composition",
            Rule::Mark => "mark",
            Rule::Tatweel => "tatweel",
            Rule::Control => "control",
            Rule::Form => "form",
            Rule::LookAlike => "look-alike",
            Rule::Hamza => "hamza",
            Rule::Yeh => "yeh",
            Rule::Teh => "teh",
            Rule::Digit => "digit",
            Rule::Case => "case",
            Rule::Gap => "gap",
            Rule::Letter => "letter",
            Rule::Alike => "alike",
            Rule::Alternatives => "alternatives",
            Rule::Native => "native",
            Rule::Rival => "rival",
            Rule::Attested => "attested",
            Rule::Word => "word",
            Rule::Nisba => "nisba",
            Rule::Short => "short",
            Rule::Joined => "joined",
            Rule::Split => "split",
            Rule::Particle => "particle",
            Rule::Initial => "initial",
            Rule::Missing => "missing",
            Rule::Prior => "prior",
            Rule::Order => "order",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
