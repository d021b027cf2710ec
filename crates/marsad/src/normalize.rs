//! Normalization: profiles of separate operations in one pass.
//!
//! Inside a profile the order is decompose, delete, fold, compose. It makes the result independent
//! of how the text was encoded, stable under repetition, and equal for any cutting into chunks.
//! Any text is accepted; nothing here can fail or panic. The repair of spaces and punctuation of
//! the `clean` profile is a second, line-wise step.

mod compat;
mod cut;
mod effects;
mod explain;
mod marked;
mod mojibake;
mod op;
mod orthography;
mod pass;
mod profile;
mod repair;
mod rules;
mod segment;
mod stream;
mod uthmani;

use std::borrow::Cow;

use crate::chars::scan::splice;
use crate::error::TextTooLong;
use crate::offsets::{MapBuilder, OffsetMap, compose};
use crate::span::Span;

pub use compat::{Peer, Token};
pub use cut::Cut;
pub use effects::{Effect, effects};
pub use explain::{Change, explain};
pub use op::{Op, Ops};
pub use profile::Profile;
pub use stream::Normalizer;

pub(crate) use rules::digit;

use mojibake::Mojibake;
use profile::Form;
use repair::{Repair, Sink};
use rules::Rules;

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
    let rules = match profile.form() {
        Form::Own(rules) => rules,
        Form::Peer(peer) => return peer.run(text),
    };
    match read_again(rules, text) {
        Some(read) => Cow::Owned(read_right(rules, &read).into_owned()),
        None => read_right(rules, text),
    }
}

/// The text before the pass, when `mojibake` changed it.
fn read_again(rules: &Rules, text: &str) -> Option<String> {
    if !rules.has(Op::Mojibake) || Mojibake::is_clean(text) {
        return None;
    }
    let mut read = String::with_capacity(text.len());
    let mut sink = Sink { out: &mut read, record: &mut (), watch: &mut () };
    Mojibake::default().whole(rules, text, &mut sink);
    (read != text).then_some(read)
}

/// The pass and what comes behind it.
fn read_right<'t>(rules: &Rules, text: &'t str) -> Cow<'t, str> {
    let same = pass::unchanged(rules, text);
    let mut passed = Cow::Borrowed(text);
    if same < text.len() {
        let mut out = String::with_capacity(text.len() + 8);
        out.push_str(text.get(..same).unwrap_or_default());
        pass::run_from(rules, text, same, &mut out, &mut ());
        passed = Cow::Owned(out);
    }
    if uthmani::is_wanted(rules, &passed) {
        let mut out = String::with_capacity(passed.len() + 8);
        uthmani::run(rules, &passed, &mut Sink { out: &mut out, record: &mut (), watch: &mut () });
        if out != passed {
            passed = Cow::Owned(out);
        }
    }
    if orthography::is_on(rules) {
        let mut out = String::with_capacity(passed.len());
        let mut sink = Sink { out: &mut out, record: &mut (), watch: &mut () };
        orthography::run(rules, &passed, &mut sink);
        if out != passed {
            passed = Cow::Owned(out);
        }
    }
    if !Repair::is_wanted(rules) {
        return passed;
    }
    let mut repaired = String::new();
    let mut sink = Sink { out: &mut repaired, record: &mut (), watch: &mut () };
    match Repair::part(rules, &passed, &mut sink) {
        Some(part) if passed.get(part.clone()) != Some(&repaired) => {
            let mut out = passed.into_owned();
            splice(&mut out, part, &repaired);
            Cow::Owned(out)
        }
        _ => passed,
    }
}

/// Appends the normal form of `text` to `out`.
///
/// Allocates nothing when `out` has room for the length of the text and 64 bytes more, unless there
/// are spaces or punctuation to repair; a [`Normalizer`] keeps the memory of these.
///
/// ```
/// use marsad::{Profile, normalize_into};
/// let mut out = String::new();
/// normalize_into(&Profile::search(), "شى جين بينغ", &mut out);
/// assert_eq!(out, "شي جين بينغ");
/// ```
pub fn normalize_into(profile: &Profile, text: &str, out: &mut String) {
    let rules = match profile.form() {
        Form::Own(rules) => rules,
        Form::Peer(peer) => return peer.run_into(text, out),
    };
    let read = read_again(rules, text);
    let text = read.as_deref().unwrap_or(text);
    let start = out.len();
    pass::run(rules, text, out, &mut ());
    if uthmani::is_wanted(rules, out.get(start..).unwrap_or_default()) {
        let passed = out.split_off(start);
        uthmani::run(rules, &passed, &mut Sink { out, record: &mut (), watch: &mut () });
    }
    if orthography::is_on(rules) {
        let passed = out.split_off(start);
        orthography::run(rules, &passed, &mut Sink { out, record: &mut (), watch: &mut () });
    }
    if Repair::is_wanted(rules) {
        let mut repaired = String::new();
        let mut sink = Sink { out: &mut repaired, record: &mut (), watch: &mut () };
        let passed = out.get(start..).unwrap_or_default();
        if let Some(part) = Repair::part(rules, passed, &mut sink) {
            splice(out, start + part.start..start + part.end, &repaired);
        }
    }
}

/// Makes `out` the normal form of `text`, and `map` the map between both.
///
/// Whatever `out` and `map` held before is gone; their memory is used again, so that nothing is
/// allocated once they have seen such a text, unless there are spaces or punctuation to repair.
///
/// # Errors
/// [`TextTooLong`] when the text or its normal form has more than 4 GiB − 1 bytes; `out` and `map`
/// are then empty.
///
/// ```
/// use marsad::{OffsetMap, Profile, Span, normalize_with_map};
/// let text = "ﷺ وسَلَّم";
/// let (mut out, mut map) = (String::new(), OffsetMap::new());
/// normalize_with_map(&Profile::search(), text, &mut out, &mut map)?;
/// assert_eq!(out, "صلي الله عليه وسلم وسلم");
/// assert_eq!(&text[map.to_orig(Span::new(0, 6)).range()], "ﷺ");
/// # Ok::<(), marsad::TextTooLong>(())
/// ```
pub fn normalize_with_map(
    profile: &Profile,
    text: &str,
    out: &mut String,
    map: &mut OffsetMap,
) -> Result<(), TextTooLong> {
    out.clear();
    map.clear();
    let len = length(text)?;
    let mut made = Ok(());
    match profile.form() {
        Form::Peer(peer) => made = peer.run_with_map(text, out, map),
        Form::Own(rules) => {
            let mut builder = MapBuilder::new(map, len);
            if rules.has(Op::Mojibake) && !Mojibake::is_clean(text) {
                let mut sink = Sink { out: &mut *out, record: &mut builder, watch: &mut () };
                Mojibake::default().whole(rules, text, &mut sink);
                builder.finish();
                step(out, map, |read, sink| pass::run(rules, read, sink.out, sink.record));
            } else {
                pass::run(rules, text, out, &mut builder);
                builder.finish();
            }
            if uthmani::is_wanted(rules, out) {
                step(out, map, |passed, sink| uthmani::run(rules, passed, sink));
            }
            if orthography::is_on(rules) {
                // no length changes
                let passed = std::mem::take(out);
                let mut sink = Sink { out: &mut *out, record: &mut (), watch: &mut () };
                orthography::run(rules, &passed, &mut sink);
            }
            let mut repair = Repair::default();
            if Repair::is_wanted(rules)
                && let same = repair.skip(rules, out)
                && same < out.len()
            {
                step(out, map, |passed, sink| {
                    sink.out.push_str(passed.get(..same).unwrap_or_default());
                    repair.finish(rules, passed, same, sink);
                });
            }
        }
    }
    if let Err(error) = made.and_then(|()| length(out)) {
        out.clear();
        map.clear();
        return Err(error);
    }
    debug_assert_eq!(map.norm_len() as usize, out.len(), "the map fits its text");
    Ok(())
}

/// Puts a further step behind those that made `out` and `map`. Nothing is done with a text too long
/// to be numbered: that is an error by now.
fn step(
    out: &mut String,
    map: &mut OffsetMap,
    run: impl FnOnce(&str, &mut Sink<'_, MapBuilder<'_>, ()>),
) {
    let Ok(len) = length(out) else { return };
    let passed = std::mem::take(out);
    let (mut step_map, mut whole) = (OffsetMap::new(), OffsetMap::new());
    let mut record = MapBuilder::new(&mut step_map, len);
    run(&passed, &mut Sink { out, record: &mut record, watch: &mut () });
    record.finish();
    compose(map, &step_map, &mut whole);
    *map = whole;
}

/// Makes `out` the tokens of `text`, in its order. A profile that gives text gives one token: the
/// normal form of the whole.
///
/// Allocates for each token; [`Profile::is_tokens`] tells which profiles have tokens.
///
/// # Errors
/// [`TextTooLong`] when the text has more than 4 GiB − 1 bytes; `out` is then empty.
///
/// ```
/// use marsad::{Profile, tokens};
/// let mut out = Vec::new();
/// tokens(&Profile::search(), "قُلْ", &mut out)?;
/// assert_eq!(out[0].text, "قل");
/// # Ok::<(), marsad::TextTooLong>(())
/// ```
pub fn tokens(profile: &Profile, text: &str, out: &mut Vec<Token>) -> Result<(), TextTooLong> {
    out.clear();
    let end = length(text)?;
    if let Form::Peer(peer) = profile.form()
        && peer.tokens(text, out)
    {
        return Ok(());
    }
    let text = normalize(profile, text).into_owned();
    out.push(Token { text, span: Span::new(0, end), position_increment: 1, kind: None });
    Ok(())
}

fn length(text: &str) -> Result<u32, TextTooLong> {
    u32::try_from(text.len()).map_err(|_| TextTooLong::new(text.len() as u64))
}
