//! Where a long text may be cut, so that its parts can be normalised apart.

use memchr::{memrchr, memrchr_iter};

use super::op::Op;
use super::profile::{Form, Profile};
use super::rules::Rules;

/// Where a text may be cut so that its parts, each normalised alone, give together what the whole
/// text gives; see [`Profile::cut`].
///
/// ```
/// use marsad::{Cut, Profile};
/// assert_eq!(Profile::search().cut(), Cut::Blank);
/// assert_eq!(Profile::clean().cut(), Cut::Line);
/// let text = "قال بوتين\nأمس إن";
/// let at = Cut::Line.last(text.as_bytes()).unwrap();
/// assert_eq!(&text[at..], "أمس إن");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before any space (U+0020).
    Blank,
    /// Between a line feed and an ASCII letter or digit or an Arabic letter.
    Line,
    /// Nowhere that could be told from a few bytes.
    Nowhere,
}

impl Cut {
    /// The last such place in `bytes`, behind the first byte. `bytes` are text in UTF-8 or in another
    /// encoding in which ASCII is one byte a character and no byte of another character is ASCII.
    /// Looks from the end, no further than that place.
    pub fn last(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Cut::Blank => memrchr(b' ', bytes).filter(|at| *at > 0),
            Cut::Line => memrchr_iter(b'\n', bytes)
                .map(|at| at + 1)
                .find(|at| bytes.get(*at..).is_some_and(begins_like_a_line)),
            Cut::Nowhere => None,
        }
    }
}

/// Whether text begins with a letter or digit that no profile deletes or joins with what is before:
/// ASCII, U+0622–063A or U+0641–064A. Hamza on the line, U+0621, may be deleted.
fn begins_like_a_line(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', ..]
            | [0xD8, 0xA2..=0xBA, ..]
            | [0xD9, 0x81..=0x8A, ..]
    )
}

impl Profile {
    /// Where texts may be cut under this profile.
    pub fn cut(&self) -> Cut {
        match self.form() {
            // all is one line: the pass makes it, before the repair sees it
            Form::Own(rules) if by_line(rules) && rules.has(Op::Whitespace) => Cut::Nowhere,
            Form::Own(rules) if by_line(rules) => Cut::Line,
            // marks, and at most the letters of a word
            Form::Own(_) => Cut::Blank,
            Form::Peer(peer) if peer.is_by_character() => Cut::Blank,
            Form::Peer(_) => Cut::Nowhere,
        }
    }
}

fn by_line(rules: &Rules) -> bool {
    super::Repair::is_wanted(rules) || rules.has(Op::Mojibake)
}
