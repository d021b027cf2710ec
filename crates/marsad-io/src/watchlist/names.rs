//! Whether the names of an entity can be matched at all.

use std::collections::HashSet;

use marsad_schema::EntityRecord;

use crate::watchlist::Reason;

/// The most words a name may have.
pub(crate) const MAX_WORDS: usize = 64;

/// Leaves each name once, the first time.
pub(super) fn distinct(names: &mut Vec<String>) {
    if names.len() > 1 {
        let mut seen = HashSet::with_capacity(names.len());
        names.retain(|name| seen.insert(name.clone()));
    }
}

/// Drops the names that can not be matched and reports each; trims the others.
pub(crate) fn check(entity: &mut EntityRecord, mut report: impl FnMut(Reason)) {
    let EntityRecord { names, weak_names, exclude, .. } = entity;
    for (field, names) in [("names", names), ("weak_names", weak_names), ("exclude", exclude)] {
        names.retain_mut(|name| {
            let trimmed = name.trim();
            if trimmed.len() != name.len() {
                *name = trimmed.to_owned();
            }
            match fault(field, name) {
                None => true,
                Some(reason) => {
                    report(reason);
                    false
                }
            }
        });
    }
}

fn fault(field: &'static str, name: &str) -> Option<Reason> {
    if name.is_empty() {
        return Some(Reason::EmptyName { field });
    }
    if !name.contains(is_letter_or_digit) {
        return Some(Reason::NoLetters { name: name.to_owned() });
    }
    // that many bytes can not hold more words, and nearly all names are shorter
    if name.len() <= 2 * MAX_WORDS {
        return None;
    }
    let words = count_words(name);
    (words > MAX_WORDS).then(|| Reason::TooManyWords { name: name.to_owned(), words })
}

/// Letters and digits alone: no marks, though Unicode calls most of the Arabic ones alphabetic, and
/// no tatweel.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !is_inside_only(c)
}

/// Marks, tatweel and the controls that join: a word may hold them and can not consist of them.
fn is_inside_only(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}'
        | '\u{0670}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}'
        | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{0897}'..='\u{089F}'
        | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Runs of letters, marks and digits that hold a letter or digit.
fn count_words(name: &str) -> usize {
    let is_inside = |c: char| c.is_alphanumeric() || is_inside_only(c);
    name.split(|c| !is_inside(c)).filter(|word| word.contains(is_letter_or_digit)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_in_text() {
        for (name, words) in [
            ("روسيا", 1),
            ("كوت ديفوار", 2),
            ("أ.ف.ب", 3),
            ("مُحَمَّد", 1),
            ("الـــروسي", 1),
            ("شانغ-فو", 2),
            ("می\u{200C}خواهم", 1),
            ("\u{064B} ،", 0),
        ] {
            assert_eq!(count_words(name), words, "{name}");
        }
    }

    #[test]
    fn names_have_at_most_64_words() {
        assert_eq!(fault("names", &["a"; 64].join(" ")), None);
        let reason = fault("names", &["a"; 65].join(" "));
        assert!(matches!(reason, Some(Reason::TooManyWords { words: 65, .. })), "{reason:?}");
    }

    #[test]
    fn marks_and_tatweel_are_no_letters() {
        for name in ["\u{064B}\u{0651}", "ــ", "—", "\u{200F}", "!؟"] {
            assert!(matches!(fault("names", name), Some(Reason::NoLetters { .. })), "{name}");
        }
        for name in ["ء", "٣", "G20", "ﷲ"] {
            assert_eq!(fault("names", name), None, "{name}");
        }
    }

    #[test]
    fn bad_names_go_and_good_ones_are_trimmed() {
        let mut entity = EntityRecord::new("a", " دجلة\u{A0}");
        entity.names.push(String::new());
        entity.weak_names = vec!["---".into()];
        entity.exclude = vec!["\t".into()];
        let mut reasons = Vec::new();
        check(&mut entity, |reason| reasons.push(reason.to_string()));
        assert_eq!(entity, EntityRecord::new("a", "دجلة"));
        assert_eq!(
            reasons,
            [
                "an empty name in \"names\"",
                "the name \"---\" has no letter or digit",
                "an empty name in \"exclude\""
            ]
        );
    }
}
