//! Letters that are not what they look like, and characters that do not look like anything.

use std::sync::LazyLock;

use marsad::{Profile, normalize};

/// Whether a character takes no room and is nobody's letter: controls of direction and joining, soft
/// hyphens, marks of byte order. The non-joiner is one too; folding drops it, and so may the list.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || c.is_control()
}

/// The scripts that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Latin,
    Cyrillic,
    Greek,
}

fn script(c: char) -> Option<Script> {
    if !c.is_alphabetic() {
        return None;
    }
    match c {
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            Some(Script::Latin)
        }
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(Script::Greek),
        '\u{400}'..='\u{52F}' => Some(Script::Cyrillic),
        '\u{600}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{870}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => Some(Script::Arabic),
        _ => None,
    }
}

/// The first letter of another script than what stands before it in its word; of alphabets that look
/// alike, than what stands before it in the name.
pub(super) fn mixed(name: &str) -> Option<char> {
    let mut alphabet = None;
    for word in name.split(|c: char| !c.is_alphanumeric() && !is_invisible(c)) {
        let mut of_word = None;
        for (c, script) in word.chars().filter_map(|c| Some((c, script(c)?))) {
            if *of_word.get_or_insert(script) != script {
                return Some(c);
            }
            if script != Script::Arabic && *alphabet.get_or_insert(script) != script {
                return Some(c);
            }
        }
    }
    None
}

/// Whether a name has what is only equal to itself at level `exact`, and is hardly ever written.
pub(super) fn is_decorated(name: &str) -> bool {
    name.chars().any(|c| {
        matches!(c, '\u{640}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}'
            | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}'
            | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
    })
}

/// Whether a name was decoded wrongly: it has the sign for what could not be read, or it is Arabic in
/// the letters of another encoding.
pub(super) fn is_damaged(name: &str) -> bool {
    if name.contains('\u{FFFD}') {
        return true;
    }
    static PROFILES: LazyLock<Option<(Profile, Profile)>> = LazyLock::new(|| {
        let clean = Profile::clean();
        clean.with_ops("+mojibake").ok().map(|mending| (clean, mending))
    });
    // of Arabic in UTF-8 every second byte is one of these
    name.contains(['Ø', 'Ù', 'Ú', 'Û'])
        && PROFILES
            .as_ref()
            .is_some_and(|(clean, mending)| normalize(clean, name) != normalize(mending, name))
}
