//! Operations, each a switch, and sets of them.

use std::fmt;

/// One thing normalization can do. Each can be switched alone, except [`Op::Nfc`], which is always
/// on: it is what makes two encodings of one text equal.
///
/// ```
/// use marsad::Op;
/// assert_eq!(Op::named("digits"), Some(Op::Digits));
/// assert_eq!(Op::Teh.name(), "teh");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Arabic that was decoded with the wrong encoding read again.
    Mojibake,
    /// Arabic presentation forms and ligatures to letters.
    Forms,
    /// Canonical composition.
    Nfc,
    /// Invisible controls out.
    Controls,
    /// Runs of blanks to one, line ends to line feeds.
    Spacing,
    /// Misplaced spaces around punctuation repaired.
    Punctuation,
    /// Arabic marks out, hamza above and below kept where they make a letter.
    Marks,
    /// Tatweel out.
    Tatweel,
    /// Persian, Urdu and other look-alikes of Arabic letters to these.
    Lookalikes,
    /// Every white space a space, one for one.
    Whitespace,
    /// Alef with hamza, madda or wasla to bare alef.
    Alef,
    /// Alef maksura to yeh.
    Yeh,
    /// Arabic digits to ASCII.
    Digits,
    /// Latin letters to lower case.
    Case,
    /// Teh marbuta to heh.
    Teh,
    /// Hamza on waw dropped.
    WawHamza,
    /// Hamza on yeh dropped.
    YehHamza,
    /// Hamza on the line dropped.
    Hamza,
    /// Alef wasla to bare alef.
    Wasla,
    /// The madda of an alef dropped.
    Madda,
    /// Dagger alef to alef, but in words that are written without.
    DaggerAlef,
    /// Small waw, yeh and noon to letters, or dropped.
    SmallLetters,
    /// Hamzas and dots that writers leave out or add, where the right spelling is certain.
    Orthography,
}

impl Op {
    /// All operations, in the order in which profiles list them.
    pub const ALL: [Op; 23] = [
        Op::Mojibake,
        Op::Forms,
        Op::Nfc,
        Op::Controls,
        Op::Spacing,
        Op::Punctuation,
        Op::Marks,
        Op::Tatweel,
        Op::Lookalikes,
        Op::Whitespace,
        Op::Alef,
        Op::Yeh,
        Op::Digits,
        Op::Case,
        Op::Teh,
        Op::WawHamza,
        Op::YehHamza,
        Op::Hamza,
        Op::Wasla,
        Op::Madda,
        Op::DaggerAlef,
        Op::SmallLetters,
        Op::Orthography,
    ];

    /// The operation called `name`.
    pub fn named(name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.name() == name)
    }

    /// Its name, as users write it.
    pub const fn name(self) -> &'static str {
        match self {
            Op::Mojibake => "mojibake",
            Op::Forms => "forms",
            Op::Nfc => "nfc",
            Op::Controls => "controls",
            Op::Spacing => "spacing",
            Op::Punctuation => "punctuation",
            Op::Marks => "marks",
            Op::Tatweel => "tatweel",
            Op::Lookalikes => "lookalikes",
            Op::Whitespace => "whitespace",
            Op::Alef => "alef",
            Op::Yeh => "yeh",
            Op::Digits => "digits",
            Op::Case => "case",
            Op::Teh => "teh",
            Op::WawHamza => "waw-hamza",
            Op::YehHamza => "yeh-hamza",
            Op::Hamza => "hamza",
            Op::Wasla => "wasla",
            Op::Madda => "madda",
            Op::DaggerAlef => "dagger-alef",
            Op::SmallLetters => "small-letters",
            Op::Orthography => "orthography",
        }
    }

    /// What it does, in one English line.
    pub const fn describe(self) -> &'static str {
        match self {
            Op::Mojibake => {
                "Arabic that was decoded with the wrong encoding is read again, where that is certain"
            }
            Op::Forms => "Arabic presentation forms and ligatures become letters (never x² or ½)",
            Op::Nfc => "canonical composition (NFC); part of every profile",
            Op::Controls => {
                "bidi and zero-width controls, joiners, soft hyphen, byte order mark and \
                 variation selectors are deleted"
            }
            Op::Spacing => {
                "runs of blanks become one space, line ends line feeds, three or more line feeds two"
            }
            Op::Punctuation => {
                "spaces on the wrong side of punctuation, doubled commas and spaced dots are repaired"
            }
            Op::Marks => {
                "Arabic marks are deleted; hamza and madda stay where they make a letter with their \
                 base"
            }
            Op::Tatweel => "the stretching stroke ـ is deleted",
            Op::Lookalikes => "ی ے ې ۓ become ي, ک ڪ become ك, ہ ھ ە ۀ ۂ become ه, ۃ becomes ة",
            Op::Whitespace => "every white space becomes a space, one for one (CR LF is one)",
            Op::Alef => "أ إ آ ٱ ٲ ٳ become ا",
            Op::Yeh => "ى becomes ي",
            Op::Digits => "٠–٩ and ۰–۹ become 0–9",
            Op::Case => "Latin letters become lower case",
            Op::Teh => "ة becomes ه",
            Op::WawHamza => "ؤ becomes و",
            Op::YehHamza => "ئ becomes ي",
            Op::Hamza => "ء is deleted",
            Op::Wasla => "ٱ becomes ا",
            Op::Madda => "آ becomes ا: in Quran texts the madda lengthens, and is no hamza",
            Op::DaggerAlef => {
                "dagger alef becomes ا, but in words that are written without (هٰذا, ذٰلك, لٰكن …)"
            }
            Op::SmallLetters => {
                "small waw, yeh and noon become letters, or go where plain spelling has none"
            }
            Op::Orthography => {
                "hamzas and dots left out are restored where that is certain, and taken off hamzat \
                 wasl"
            }
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of operations.
///
/// ```
/// use marsad::{Op, Ops};
/// let ops = Ops::from_iter([Op::Digits, Op::Nfc]);
/// assert!(ops.contains(Op::Digits) && !ops.contains(Op::Case));
/// assert_eq!(ops.to_string(), "nfc, digits");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ops(u32);

impl Ops {
    /// The set of no operation.
    pub const NONE: Ops = Ops(0);

    /// This set and `op`.
    #[must_use]
    pub const fn with(self, op: Op) -> Ops {
        Ops(self.0 | 1 << op as u32)
    }

    /// This set without `op`.
    #[must_use]
    pub const fn without(self, op: Op) -> Ops {
        Ops(self.0 & !(1 << op as u32))
    }

    /// Whether `op` is in the set.
    pub const fn contains(self, op: Op) -> bool {
        self.0 >> op as u32 & 1 == 1
    }

    /// The operations of the set, in the order of [`Op::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Op> {
        Op::ALL.into_iter().filter(move |&op| self.contains(op))
    }
}

impl FromIterator<Op> for Ops {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> Ops {
        ops.into_iter().fold(Ops::NONE, Ops::with)
    }
}

impl fmt::Display for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for op in self.iter() {
            write!(f, "{separator}{op}")?;
            separator = ", ";
        }
        Ok(())
    }
}
