//! Words of a text by the obvious definition, for counting: no code is shared with the engine but
//! the profile that folds letters.

use std::ops::Range;

use marsad::{Profile, normalize_into};
use unicode_normalization::char::is_combining_mark;

/// The words of `text`: runs of letters, digits, marks, tatweel and characters without width.
pub(crate) fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let (mut start, mut has_letter) = (None, false);
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        if is_word_char(c) {
            start.get_or_insert(at);
            has_letter |= c.is_alphanumeric();
        } else if let Some(start) = start.take() {
            if has_letter {
                words.push(start..at);
            }
            has_letter = false;
        }
    }
    words
}

/// Whether `c` stands inside words.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '\u{640}' | '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// `text` as the level `folded` compares it: the `search` profile, and ة at the end of a word as ه.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    let mut searched = String::with_capacity(text.len());
    normalize_into(&Profile::search(), text, &mut searched);
    let mut chars = searched.chars().peekable();
    while let Some(c) = chars.next() {
        let is_last = !chars.peek().is_some_and(|next| is_word_char(*next));
        out.push(if c == 'ة' && is_last { 'ه' } else { c });
    }
}

/// As [`fold_into`].
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_folded_form() {
        let text = "«قالَ» أحمـد، 3.5٪ من قمّة -";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word]).collect();
        assert_eq!(found, ["قالَ", "أحمـد", "3", "5", "من", "قمّة"]);
        assert_eq!(fold("قمّة أحمـد، مدينةٌ"), "قمه احمد، مدينه");
        assert_eq!(fold("ةا"), "ةا");
    }
}
