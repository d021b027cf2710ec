//! Normalization: profiles of separate operations in one pass.
//!
//! Inside a profile the order is decompose, delete, fold, compose. It makes the result independent
//! of how the text was encoded, stable under repetition, and equal for any cutting into chunks.
//! Any text is accepted; nothing here can fail or panic. The repair of spaces and punctuation of
//! the `clean` profile is a second, line-wise step.

mod op;
mod pass;
mod profile;
mod rules;
mod segment;

use std::borrow::Cow;

pub use op::{Op, Ops};
pub use profile::Profile;

/// The normal form of `text`; borrowed when nothing changes.
///
/// Linear in the length of the text; allocates only for the result.
///
/// ```
/// use std::borrow::Cow;
/// use marsad::{Profile, normalize};
/// let search = Profile::search();
/// assert_eq!(normalize(&search, "الأُمـم المتّحدة ١٩٤٥"), "الامم المتحدة 1945");
/// assert!(matches!(normalize(&search, "بوتين"), Cow::Borrowed(_)));
/// ```
pub fn normalize<'t>(profile: &Profile, text: &'t str) -> Cow<'t, str> {
    let rules = profile.rules();
    let same = pass::unchanged(rules, text);
    if same == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(text.get(..same).unwrap_or_default());
    pass::run_from(rules, text, same, &mut out, &mut ());
    Cow::Owned(out)
}

/// Appends the normal form of `text` to `out`.
///
/// Allocates nothing when `out` has room for the length of the text and eight bytes more.
///
/// ```
/// use marsad::{Profile, normalize_into};
/// let mut out = String::new();
/// normalize_into(&Profile::search(), "شى جين بينغ", &mut out);
/// assert_eq!(out, "شي جين بينغ");
/// ```
pub fn normalize_into(profile: &Profile, text: &str, out: &mut String) {
    pass::run(profile.rules(), text, out, &mut ());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick() {
        let t = "إِنَّ الأُمـم المتّحدة\u{200C}٢٠ ﷺ ﻻ كاﻹ ىٔ ٵ ﮐ\r\nÉCOLE e\u{301} ـ\u{654}ا\u{654}ء ؤئ ة“x” \u{2003}x";
        for p in Profile::all() {
            eprintln!("{}: {:?}", p.name(), normalize(&p, t));
            let mut o = String::new();
            normalize_into(&p, t, &mut o);
            assert_eq!(o, normalize(&p, t));
            assert_eq!(o, normalize(&p, &o));
        }
    }
}
