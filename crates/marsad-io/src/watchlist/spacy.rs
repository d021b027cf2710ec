//! Patterns of spaCy's entity ruler and span ruler.
//!
//! Source: spacy.io/api/entityruler and spacy.io/usage/rule-based-matching. A line is an object with
//! `label`, `pattern` and perhaps `id`. The pattern is a phrase, or a list of tokens, each an object of
//! conditions. What can be said in names is read: a token that is one word (`ORTH`, `TEXT`, `LOWER`,
//! `NORM`, in either case) or one of several (`IN`), and that may be missing (`"OP": "?"`). All else,
//! such as lemmas, parts of speech, regular expressions and repetition, is a problem of its line.
//! Patterns of one id are one entity; a pattern without an id is an entity named by itself.

use marsad_schema::EntityRecord;
use serde_json::{Map, Value};

use super::Reason;
use super::kinds::kind;
use super::read::{Item, string_field};

/// The most names that one pattern may stand for.
const MAX_NAMES: usize = 64;

/// The part of an entity that a pattern is.
pub(super) fn item(mut object: Map<String, Value>) -> Result<Item, Reason> {
    let label = string_field(&mut object, "label")?
        .ok_or_else(|| Reason::Format("no field \"label\"".to_owned()))?;
    let id = string_field(&mut object, "id")?;
    let names = match object.shift_remove("pattern") {
        Some(Value::String(phrase)) => vec![phrase],
        Some(Value::Array(tokens)) => names_of(&tokens)?,
        _ => {
            let reason = "the field \"pattern\" is neither a phrase nor a list of tokens";
            return Err(Reason::Format(reason.to_owned()));
        }
    };
    let id = id.or_else(|| names.first().map(|name| name.trim().to_owned())).unwrap_or_default();
    let mut part = EntityRecord::new(id, "");
    part.names = names;
    part.kind = kind(&label);
    part.data = object;
    Ok(Item::Part(part))
}

/// All names that a list of tokens accepts.
fn names_of(tokens: &[Value]) -> Result<Vec<String>, Reason> {
    let mut names = vec![String::new()];
    for (k, token) in tokens.iter().enumerate() {
        let choices = choices(token).map_err(|reason| {
            Reason::Format(format!(
                "token {} of the pattern {reason}; a name can not say that",
                k + 1
            ))
        })?;
        if names.len().saturating_mul(choices.len()) > MAX_NAMES {
            let reason = format!("the pattern stands for more than {MAX_NAMES} names");
            return Err(Reason::Format(reason));
        }
        names =
            names.iter().flat_map(|start| choices.iter().map(|word| joined(start, word))).collect();
    }
    super::names::distinct(&mut names);
    names.retain(|name| !name.is_empty());
    if names.is_empty() {
        return Err(Reason::Format("the pattern has no words".to_owned()));
    }
    Ok(names)
}

/// The words that a token may be, an empty one if it may be missing; or what it says that no word can.
fn choices(token: &Value) -> Result<Vec<&str>, String> {
    let Value::Object(conditions) = token else {
        return Err("is no object".to_owned());
    };
    let mut words: Option<Vec<&str>> = None;
    let mut may_be_missing = false;
    for (condition, value) in conditions {
        match (condition.to_ascii_uppercase().as_str(), value) {
            ("OP", Value::String(op)) if op == "?" => may_be_missing = true,
            ("OP", Value::String(op)) if op == "1" || op == "{1}" => {}
            ("OP", op) => return Err(format!("has the operator {op}")),
            ("ORTH" | "TEXT" | "LOWER" | "NORM", value) if words.is_none() => {
                let word = words_of(value);
                words = Some(word.ok_or_else(|| format!("has \"{condition}\" of {value}"))?);
            }
            _ => return Err(format!("asks for \"{condition}\"")),
        }
    }
    // a token without conditions is any token
    let mut words = words.ok_or_else(|| "may be any word".to_owned())?;
    if may_be_missing {
        words.push("");
    }
    Ok(words)
}

/// The word, or one of the words, that a value asks for.
fn words_of(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(word) => Some(vec![word.trim()]),
        Value::Object(object) if object.len() == 1 => {
            let words = object.get("IN").or_else(|| object.get("in"))?.as_array()?;
            words.iter().map(|word| word.as_str().map(str::trim)).collect()
        }
        _ => None,
    }
}

/// A name with another token, which stands without a blank where spaCy has cut one word at a hyphen or
/// an apostrophe.
fn joined(start: &str, word: &str) -> String {
    let is_inside = |text: &str| matches!(text, "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}");
    let last = start.rsplit(' ').next().unwrap_or_default();
    let ends_inside = last.chars().last().is_some_and(|c| is_inside(c.encode_utf8(&mut [0; 4])));
    match start.is_empty() || word.is_empty() || is_inside(word) || ends_inside {
        true => format!("{start}{word}"),
        false => format!("{start} {word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str) -> Result<Vec<String>, String> {
        let tokens: Vec<Value> = serde_json::from_str(pattern).unwrap();
        names_of(&tokens).map_err(|reason| reason.to_string())
    }

    #[test]
    fn tokens_that_are_words_are_names() {
        for (pattern, expected) in [
            (r#"[{"LOWER":"bank"},{"LOWER":"misr"}]"#, vec!["bank misr"]),
            (r#"[{"TEXT":"بنك"},{"orth":"مصر"}]"#, vec!["بنك مصر"]),
            (r#"[{"LOWER":"al"},{"ORTH":"-"},{"LOWER":"ahram"}]"#, vec!["al-ahram"]),
            (r#"[{"LOWER":"al","OP":"?"},{"LOWER":"ahram"}]"#, vec!["al ahram", "ahram"]),
            (
                r#"[{"LOWER":{"IN":["bank","banque"]}},{"LOWER":"misr","OP":"1"}]"#,
                vec!["bank misr", "banque misr"],
            ),
        ] {
            assert_eq!(names(pattern).unwrap(), expected, "{pattern}");
        }
    }

    #[test]
    fn what_no_name_can_say_is_named() {
        for (pattern, reason) in [
            (
                r#"[{"LOWER":"bank"},{"IS_ALPHA":true}]"#,
                "token 2 of the pattern asks for \"IS_ALPHA\"; a name can not say that",
            ),
            (
                r#"[{"LOWER":"bank","OP":"+"}]"#,
                "token 1 of the pattern has the operator \"+\"; a name can not say that",
            ),
            (
                r#"[{"TEXT":{"REGEX":"^a"}}]"#,
                "token 1 of the pattern has \"TEXT\" of {\"REGEX\":\"^a\"}; a name can not say that",
            ),
            ("[{}]", "token 1 of the pattern may be any word; a name can not say that"),
            ("[5]", "token 1 of the pattern is no object; a name can not say that"),
            ("[]", "the pattern has no words"),
            (r#"[{"LOWER":"a","OP":"?"}]"#, ""),
        ] {
            match reason {
                "" => assert_eq!(names(pattern).unwrap(), ["a"]),
                _ => assert_eq!(names(pattern).unwrap_err(), reason, "{pattern}"),
            }
        }
        let seven_times_two = format!("[{}]", [r#"{"LOWER":{"IN":["a","b"]}}"#; 7].join(","));
        assert_eq!(
            names(&seven_times_two).unwrap_err(),
            "the pattern stands for more than 64 names"
        );
    }
}
