//! What a profile does to which letters, found by trying.

use super::normalize;
use super::profile::Profile;

/// What a profile does to the characters of one class, each tried alone between two letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The class, in English.
    pub class: &'static str,
    /// Its characters that stay as they are.
    pub kept: Vec<char>,
    /// Its characters that are deleted.
    pub deleted: Vec<char>,
    /// Its characters that become something else, and what.
    pub mapped: Vec<(char, String)>,
}

/// Classes of characters, in the order of a table for readers, by inclusive ranges.
const CLASSES: [(&str, &[(char, char)]); 26] = [
    ("vowel marks", &[('\u{64B}', '\u{652}')]),
    ("madda and hamza as marks", &[('\u{653}', '\u{655}')]),
    ("further marks", &[('\u{656}', '\u{65F}'), ('\u{610}', '\u{61A}')]),
    ("dagger alef", &[('\u{670}', '\u{670}')]),
    (
        "Quranic marks",
        &[
            ('\u{6D6}', '\u{6DC}'),
            ('\u{6DF}', '\u{6E4}'),
            ('\u{6E7}', '\u{6E8}'),
            ('\u{6EA}', '\u{6ED}'),
        ],
    ),
    ("marks of Arabic Extended A", &[('\u{8D3}', '\u{8E1}'), ('\u{8E3}', '\u{8FF}')]),
    ("small waw and yeh", &[('\u{6E5}', '\u{6E6}')]),
    ("end of ayah and other signs", &[('\u{6DD}', '\u{6DE}'), ('\u{6E9}', '\u{6E9}')]),
    ("tatweel", &[('\u{640}', '\u{640}')]),
    ("alef with hamza or madda", &[('\u{622}', '\u{623}'), ('\u{625}', '\u{625}')]),
    ("alef with wasla or wavy hamza", &[('\u{671}', '\u{673}'), ('\u{675}', '\u{675}')]),
    ("hamza on waw or yeh", &[('\u{624}', '\u{624}'), ('\u{626}', '\u{626}')]),
    ("hamza on the line", &[('\u{621}', '\u{621}')]),
    ("alef maksura", &[('\u{649}', '\u{649}')]),
    ("teh marbuta", &[('\u{629}', '\u{629}')]),
    (
        "look-alikes of yeh, kaf, heh, teh marbuta",
        &[
            ('\u{6CC}', '\u{6CC}'),
            ('\u{6D0}', '\u{6D0}'),
            ('\u{6D2}', '\u{6D3}'),
            ('\u{6A9}', '\u{6AA}'),
            ('\u{6BE}', '\u{6BE}'),
            ('\u{6C0}', '\u{6C3}'),
            ('\u{6D5}', '\u{6D5}'),
        ],
    ),
    (
        "letters for foreign sounds",
        &[
            ('\u{67E}', '\u{67E}'),
            ('\u{686}', '\u{686}'),
            ('\u{698}', '\u{698}'),
            ('\u{6A4}', '\u{6A4}'),
            ('\u{6AF}', '\u{6AF}'),
        ],
    ),
    ("presentation forms", &[('\u{FB50}', '\u{FDFC}'), ('\u{FE70}', '\u{FEFC}')]),
    ("Arabic-Indic digits", &[('\u{660}', '\u{669}')]),
    ("extended Arabic-Indic digits", &[('\u{6F0}', '\u{6F9}')]),
    ("Latin capitals", &[('A', 'Z')]),
    (
        "Arabic punctuation",
        &[('\u{60C}', '\u{60C}'), ('\u{61B}', '\u{61B}'), ('\u{61F}', '\u{61F}')],
    ),
    (
        "joiners and other zero-width characters",
        &[('\u{200B}', '\u{200D}'), ('\u{2060}', '\u{2060}')],
    ),
    (
        "direction marks",
        &[
            ('\u{200E}', '\u{200F}'),
            ('\u{61C}', '\u{61C}'),
            ('\u{202A}', '\u{202E}'),
            ('\u{2066}', '\u{2069}'),
        ],
    ),
    (
        "soft hyphen, byte order mark, variation selectors",
        &[('\u{AD}', '\u{AD}'), ('\u{FEFF}', '\u{FEFF}'), ('\u{FE00}', '\u{FE0F}')],
    ),
    (
        "white space",
        &[
            ('\t', '\r'),
            ('\u{85}', '\u{85}'),
            ('\u{A0}', '\u{A0}'),
            ('\u{2000}', '\u{200A}'),
            ('\u{2028}', '\u{2029}'),
            ('\u{202F}', '\u{202F}'),
        ],
    ),
];

/// What `profile` does to each class of characters. Slow: tries some thousand characters.
///
/// ```
/// use marsad::{Profile, effects};
/// let effects = effects(&Profile::search());
/// let teh = effects.iter().find(|effect| effect.class == "teh marbuta").unwrap();
/// assert_eq!(teh.kept, ['ة']);
/// ```
pub fn effects(profile: &Profile) -> Vec<Effect> {
    let classes = CLASSES.iter();
    classes.map(|&(class, ranges)| effect(profile, class, ranges)).collect()
}

fn effect(profile: &Profile, class: &'static str, ranges: &[(char, char)]) -> Effect {
    // a peer may change the letters at both sides too
    let (before, after) = (normalize(profile, "ص"), normalize(profile, "ض"));
    let mut effect = Effect { class, kept: Vec::new(), deleted: Vec::new(), mapped: Vec::new() };
    for c in ranges.iter().flat_map(|&(first, last)| first..=last) {
        let text = format!("ص{c}ض");
        let result = normalize(profile, &text);
        let inner = result.strip_prefix(&*before).and_then(|rest| rest.strip_suffix(&*after));
        match inner.unwrap_or(&result) {
            "" => effect.deleted.push(c),
            same if same.chars().eq([c]) => effect.kept.push(c),
            other => effect.mapped.push((c, other.to_owned())),
        }
    }
    effect
}
