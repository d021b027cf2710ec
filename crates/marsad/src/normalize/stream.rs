//! Normalization of a text that comes in pieces.

use super::pass;
use super::profile::Profile;
use super::repair::{Repair, Sink};
use super::rules::Rules;

/// Normalises one text after another, each given in chunks of any size; the output is that of
/// [`normalize_into`](crate::normalize_into) on the whole text.
///
/// It holds back what the next chunk could still change: the last character with its marks, and for
/// profiles that repair spaces or punctuation the last line. Its memory is used again.
///
/// ```
/// use marsad::{Normalizer, Profile};
/// let mut normalizer = Normalizer::new(Profile::search());
/// let mut out = String::new();
/// for chunk in ["مجلس ا", "\u{654}من", "اء"] {
///     normalizer.push(chunk, &mut out);
/// }
/// normalizer.finish(&mut out);
/// assert_eq!(out, "مجلس امناء");
/// ```
#[derive(Debug)]
pub struct Normalizer {
    profile: Profile,
    /// What the pass has not seen: empty, or from a segment border on.
    held: String,
    /// What the repair has not seen: the last line.
    line: String,
    repair: Repair,
}

impl Normalizer {
    /// A normaliser at the start of a text. Allocates nothing yet.
    pub fn new(profile: Profile) -> Normalizer {
        Normalizer { profile, held: String::new(), line: String::new(), repair: Repair::default() }
    }

    /// Its profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Goes on with `chunk`; appends to `out` what no later chunk can change. Linear in the length
    /// of the chunk, with what it held back of the chunks before.
    pub fn push(&mut self, chunk: &str, out: &mut String) {
        let rules = self.profile.rules();
        let first = if self.held.is_empty() { 0 } else { first_cut(rules, &self.held, chunk) };
        let (head, rest) = chunk.split_at_checked(first).unwrap_or((chunk, ""));
        self.held.push_str(head);
        if rest.is_empty() {
            return;
        }
        let (body, tail) = rest.split_at_checked(last_cut(rules, rest)).unwrap_or((rest, ""));
        let wanted = Repair::is_wanted(rules);
        let seen = self.line.len();
        let target = if wanted { &mut self.line } else { &mut *out };
        pass::run(rules, &self.held, target, &mut ());
        pass::run(rules, body, target, &mut ());
        self.held.clear();
        self.held.push_str(tail);
        if self.line.get(seen..).is_some_and(|new| new.contains('\n')) {
            let mut sink = Sink { out, record: &mut (), watch: &mut () };
            let done = self.repair.lines(rules, &self.line, &mut sink);
            self.line.drain(..done);
        }
    }

    /// Ends the text: appends what was held back. The next push begins another text.
    pub fn finish(&mut self, out: &mut String) {
        let rules = self.profile.rules();
        let wanted = Repair::is_wanted(rules);
        pass::run(rules, &self.held, if wanted { &mut self.line } else { &mut *out }, &mut ());
        self.held.clear();
        if wanted {
            let mut sink = Sink { out, record: &mut (), watch: &mut () };
            self.repair.finish(rules, &self.line, &mut sink);
            self.line.clear();
        }
    }
}

/// Whether a text can be cut before `c` when `last` stands before it, so that both parts normalise
/// alone as they do together. A line feed joins a carriage return, maybe over deleted characters.
fn is_cut(rules: &Rules, last: char, c: char) -> bool {
    let joined = c == '\n' && rules.joins_crlf() && (last == '\r' || !rules.is_boundary(last));
    rules.is_boundary(c) && !joined
}

/// The first place in `chunk` where the text, with `held` before it, can be cut; or its end.
fn first_cut(rules: &Rules, held: &str, chunk: &str) -> usize {
    let mut last = held.chars().next_back();
    for (at, c) in chunk.char_indices() {
        if last.is_some_and(|last| is_cut(rules, last, c)) {
            return at;
        }
        last = Some(c);
    }
    chunk.len()
}

/// The last place in `text` where it can be cut; its start, if nowhere else.
fn last_cut(rules: &Rules, text: &str) -> usize {
    let mut after: Option<(usize, char)> = None;
    for (at, c) in text.char_indices().rev() {
        if let Some((place, next)) = after
            && is_cut(rules, c, next)
        {
            return place;
        }
        after = Some((at, c));
    }
    0
}
