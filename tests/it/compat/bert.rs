//! BertNormalizer of Hugging Face tokenizers: its rules written down once more on characters that
//! all its tables know, and what it gave itself.

use marsad::{Profile, normalize};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::recorded;

#[test]
fn the_cases() {
    recorded::check_cases("compat/bert.toml", &["bert"]);
}

/// Text, marks that go, and marks that stay and move.
const CHARS: &str = "أإآؤئۀۂۓٱىةـبتAÉİΣßÅ가힣中豈 \t\n\u{A0}\u{3000}\u{200C}\u{200F}\u{AD}\u{FEFF}\u{6DD}\u{FFFD}\0\u{85}\
                     \u{64B}\u{651}\u{654}\u{670}\u{300}\u{323}\u{345}\u{F73}\u{8D4}\u{8CA}\u{1B44}\u{1B3B}\u{302E}\u{11446}\u{1D15E}\u{1D165}\
                     \u{1D16D}\u{9CB}１٣۴";

/// Marks of [`CHARS`] that its tables do not have, and such that are no nonspacing ones.
const STAYING: &str = "\u{8D4}\u{8CA}\u{1B44}\u{302E}\u{11446}\u{1D165}\u{1D16D}\u{1D158}";

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn oracle(text: &str) -> String {
    let cleaned = text
        .chars()
        .filter(|c| !"\0\u{85}\u{200C}\u{200F}\u{AD}\u{FEFF}\u{6DD}\u{FFFD}".contains(*c));
    let spaced: String = cleaned
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .flat_map(|c| if is_chinese(c) { vec![' ', c, ' '] } else { vec![c] })
        .collect();
    // U+08CA is newer than its tables, which give it no class: what stands around it is apart
    let parts = spaced.split_inclusive('\u{8CA}').map(|part| match part.strip_suffix('\u{8CA}') {
        Some(part) => part.nfd().collect::<String>() + "\u{8CA}",
        None => part.nfd().collect(),
    });
    let is_mark = |c: char| {
        let class = unicode_normalization::char::canonical_combining_class(c);
        class != 0 && !STAYING.contains(c) || c == '\u{1B3A}'
    };
    parts
        .collect::<String>()
        .chars()
        .filter(|&c| !is_mark(c))
        .flat_map(char::to_lowercase)
        .collect()
}

proptest! {
    #[test]
    fn equal_to_its_rules(
        chars in prop::collection::vec(prop::sample::select(CHARS.chars().collect::<Vec<_>>()), 0..12),
    ) {
        let text = String::from_iter(chars);
        prop_assert_eq!(&*normalize(&Profile::named("bert").unwrap(), &text), oracle(&text));
    }
}
