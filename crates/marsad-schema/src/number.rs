//! Scores and costs as they are written: at most four decimals, the same bytes everywhere.

use serde::Serializer;

const PLACES: f64 = 10_000.0;

/// Rounds to four decimals; what is no finite number becomes 0, and so does −0.
pub(crate) fn rounded(value: f64) -> f64 {
    let rounded = (value * PLACES).round() / PLACES;
    // `+ 0.0` turns −0 into 0
    if rounded.is_finite() { rounded + 0.0 } else { 0.0 }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(crate) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_four_decimals() {
        for (value, written) in [
            (1.0, "1.0"),
            (0.97, "0.97"),
            (0.123_456, "0.1235"),
            (0.1 + 0.2, "0.3"),
            (1.0 - 1e-9, "1.0"),
            (-1e-9, "0.0"),
            (f64::NAN, "0.0"),
            (f64::INFINITY, "0.0"),
        ] {
            assert_eq!(serde_json::to_string(&rounded(value)).unwrap(), written);
        }
    }
}
