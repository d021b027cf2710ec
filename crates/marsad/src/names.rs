//! Is this one name, written in two ways?
//!
//! The question is asked of words here: [`logit`] gives the log odds that two [`Word`]s are one name,
//! calibrated for pairs of which half are; [`trace`] says why. Nothing here knows a text or a
//! watchlist.
//!
//! The heart is a table of chunk pairs, learned from names in Arabic and Latin spelling: two chunks
//! of Arabic letters that write one Latin sound cost little beside each other. `docs/names.md`
//! tells what the model is and what it can not tell apart.

mod channel;
mod cross;
mod emissions;
mod fold;
mod graphemes;
mod key;
mod latin;
mod lexicon;
mod origin;
mod particles;
mod prose;
mod rule;
mod rules;
mod score;
mod spelled;
mod table;
mod trace;
mod variants;
mod whole;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use emissions::{Emissions, spell};
pub(crate) use key::{Sketch, keys};
pub(crate) use prose::{
    differ_by_article, is_attested, is_inflected, is_known_as, is_made_of, is_plainly_same,
    is_prose, n_native_more, plain_key,
};
pub use rule::Rule;
pub use rules::is_ordinary_word;
pub(crate) use spelled::{MOST_SYMBOLS, Symbol};
pub(crate) use trace::Piece;
pub use variants::{Variant, variants};
pub(crate) use whole::{Form, score, word_cost};
pub(crate) use word::{Script, Word};

use self::latin::LATIN;
use self::table::TABLE;

/// Log odds of words that fold to the same letters.
const SAME: f32 = 7.0;

/// Log odds of words that are not letters, or can not be compared, and differ.
const DIFFERENT: f32 = -20.0;

/// The log odds that two words are one name, calibrated for pairs of which half are; in thousandths.
/// Symmetric; words that fold to the same letters have the highest. Cost: well under a microsecond
/// for two Arabic words; allocates nothing.
pub(crate) fn logit(a: &Word, b: &Word) -> f32 {
    quantised(if a.is_same(b) {
        SAME
    } else {
        match (a.script(), b.script()) {
            (Script::Arabic, Script::Arabic) => {
                score::compare(&TABLE, a, b).0.logit(&TABLE.weights)
            }
            (Script::Latin, Script::Arabic) => cross::logit(a.spelled(), b.spelled()),
            (Script::Arabic, Script::Latin) => cross::logit(b.spelled(), a.spelled()),
            (Script::Latin, Script::Latin) => latin::logit_latin(&LATIN, a.codes(), b.codes()),
            _ => DIFFERENT,
        }
    })
}

/// Why [`logit`] is what it is: pieces whose costs sum to the negative log odds exactly. Chunks that
/// differ come first, in order. Allocates.
pub(crate) fn trace(a: &Word, b: &Word) -> Vec<Piece> {
    if a.script() == Script::Arabic && b.script() == Script::Arabic && !a.is_same(b) {
        let (features, one, other) = score::compare(&TABLE, a, b);
        return trace::pieces(&TABLE, one, other, &features);
    }
    match (a.script(), b.script()) {
        (Script::Latin, Script::Arabic) => return cross::pieces(a.spelled(), b.spelled()),
        (Script::Arabic, Script::Latin) => {
            let mut pieces = cross::pieces(b.spelled(), a.spelled());
            for piece in &mut pieces {
                std::mem::swap(&mut piece.from, &mut piece.to);
            }
            return pieces;
        }
        _ => {}
    }
    let cost = trace::millinats(-logit(a, b));
    let rule = if cost < 0 { Rule::Alike } else { Rule::Letter };
    vec![Piece { rule, from: a.written(), to: b.written(), cost }]
}

/// A number in thousandths.
fn quantised(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}
