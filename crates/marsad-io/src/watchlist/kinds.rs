//! Types of entities in the words of the list compiled in, from those of other formats.

/// The type that `word` names, a class of another format: `Person`, `ORG`, `PublicBody`.
pub(super) fn kind(word: &str) -> String {
    match word.trim() {
        "" => "name".to_owned(),
        "PER" | "PERS" => "person".to_owned(),
        "ORG" => "organisation".to_owned(),
        word if word.eq_ignore_ascii_case("organization") => "organisation".to_owned(),
        word => lower_words(word),
    }
}

/// `PublicBody` as `public_body`, `PERSON` as `person`.
fn lower_words(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    let mut is_behind_lower = false;
    for c in word.chars() {
        if c.is_uppercase() && is_behind_lower {
            out.push('_');
        }
        is_behind_lower = c.is_lowercase();
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn one_word_for_one_thing() {
        for (word, expected) in [
            ("Person", "person"),
            ("PERSON", "person"),
            ("PER", "person"),
            ("Organization", "organisation"),
            ("ORGANIZATION", "organisation"),
            ("ORG", "organisation"),
            ("PublicBody", "public_body"),
            ("GPE", "gpe"),
            (" ", "name"),
        ] {
            assert_eq!(kind(word), expected, "{word}");
        }
    }
}
