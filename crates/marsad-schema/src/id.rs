//! Identifiers that may be written as a JSON string or a JSON number and are always strings inside.

use serde_json::Value;

/// Doubles above this do not tell neighbouring integers apart, so two ids would become one.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What `value` is as an id: a string as it is, a number in its decimal form, `None` for null.
///
/// # Errors
/// What was found instead, in words that fit after "found".
pub(crate) fn from_value(value: Value) -> Result<Option<String>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(id) => Ok(Some(id)),
        Value::Number(number) => match number.as_f64() {
            Some(double) if number.is_f64() && double.abs() >= LARGEST_EXACT => {
                Err("a number too large to be kept exactly (write it as a string)")
            }
            _ => Ok(Some(number.to_string())),
        },
        other => Err(kind_of(&other)),
    }
}

/// The kind of a JSON value with its article, for messages.
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_numbers_become_strings() {
        let id = |json: &str| from_value(serde_json::from_str(json).unwrap());
        assert_eq!(id(r#""a1""#), Ok(Some("a1".into())));
        assert_eq!(id("17"), Ok(Some("17".into())));
        assert_eq!(id("-3"), Ok(Some("-3".into())));
        assert_eq!(id("18446744073709551615"), Ok(Some("18446744073709551615".into())));
        assert_eq!(id("1.5"), Ok(Some("1.5".into())));
        assert_eq!(id("null"), Ok(None));
    }

    #[test]
    fn what_can_not_be_an_id_is_named() {
        let id = |json: &str| from_value(serde_json::from_str(json).unwrap());
        assert_eq!(id("[1]"), Err("a list"));
        assert_eq!(id("true"), Err("a boolean"));
        let large = id("123456789012345678901234").unwrap_err();
        assert!(large.contains("too large"), "{large}");
    }
}
