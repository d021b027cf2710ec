//! Normalization of a text that comes in pieces.

use super::mojibake::Mojibake;
use super::op::Op;
use super::orthography;
use super::pass;
use super::profile::{Form, Profile};
use super::repair::{Repair, Sink};
use super::rules::Rules;
use super::uthmani;

/// Normalises one text after another, each given in chunks of any size; the output is that of
/// [`normalize_into`](crate::normalize_into) on the whole text.
///
/// It holds back what the next chunk could still change: the last character with its marks, for
/// profiles that write small letters out the last word, for those that repair spaces or
/// punctuation the last line, and with `mojibake` the last token and up to sixteen doubtful ones. A peer's profile that does more than
/// change characters one by one may hold back the whole text. Its memory is used again.
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
    mojibake: Mojibake,
    /// What that step gives the pass: scratch.
    read: String,
    /// What the pass has not seen: empty, or from a segment border on.
    held: String,
    /// What the step that looks at words has not seen: the last word.
    word: String,
    /// What the step that spells words has not seen: the last token.
    token: String,
    /// What the repair has not seen: the last line.
    line: String,
    repair: Repair,
}

impl Normalizer {
    /// A normaliser at the start of a text. Allocates nothing yet.
    pub fn new(profile: Profile) -> Normalizer {
        Normalizer {
            profile,
            mojibake: Mojibake::default(),
            read: String::new(),
            held: String::new(),
            word: String::new(),
            token: String::new(),
            line: String::new(),
            repair: Repair::default(),
        }
    }

    /// Its profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Goes on with `chunk`; appends to `out` what no later chunk can change. Linear in the length
    /// of the chunk, with what it held back of the chunks before.
    pub fn push(&mut self, chunk: &str, out: &mut String) {
        let Normalizer { profile, mojibake, read, held, word, token, line, repair } = self;
        match profile.form() {
            Form::Own(rules) => {
                let chunk = if rules.has(Op::Mojibake) {
                    read.clear();
                    mojibake.push(rules, chunk, read);
                    read.as_str()
                } else {
                    chunk
                };
                let repairs = Repair::is_wanted(rules);
                let words = uthmani::is_on(rules);
                let seen = line.len();
                let spells = orthography::is_on(rules);
                let repaired = if repairs { &mut *line } else { &mut *out };
                let worded = if spells { &mut *token } else { &mut *repaired };
                let passed = if words { &mut *word } else { &mut *worded };
                let is_cut = |last, c| is_cut(rules, last, c);
                release(held, chunk, is_cut, |text| pass::run(rules, text, passed, &mut ()));
                if words {
                    let end = uthmani::whole_words(word);
                    let done = word.get(..end).unwrap_or_default();
                    let mut sink = Sink { out: worded, record: &mut (), watch: &mut () };
                    uthmani::run(rules, done, &mut sink);
                    word.drain(..end);
                }
                if spells {
                    let end = orthography::whole_tokens(token);
                    let done = token.get(..end).unwrap_or_default();
                    let mut sink = Sink { out: repaired, record: &mut (), watch: &mut () };
                    orthography::run(rules, done, &mut sink);
                    token.drain(..end);
                }
                if repairs && line.get(seen..).is_some_and(|new| new.contains('\n')) {
                    let mut sink = Sink { out, record: &mut (), watch: &mut () };
                    let done = repair.lines(rules, line, &mut sink);
                    line.drain(..done);
                }
            }
            Form::Peer(peer) => {
                let is_cut = |last, c| peer.is_cut(last, c);
                release(held, chunk, is_cut, |text| peer.run_into(text, out));
            }
        }
    }

    /// Ends the text: appends what was held back. The next push begins another text.
    pub fn finish(&mut self, out: &mut String) {
        if let Form::Own(rules) = self.profile.form()
            && rules.has(Op::Mojibake)
        {
            self.read.clear();
            self.mojibake.finish(rules, &mut self.read);
            self.held.push_str(&self.read);
        }
        match self.profile.form() {
            Form::Peer(peer) => peer.run_into(&self.held, out),
            Form::Own(rules) => {
                let Normalizer { held, word, token, line, repair, .. } = self;
                let repairs = Repair::is_wanted(rules);
                let spells = orthography::is_on(rules);
                let repaired = if repairs { &mut *line } else { &mut *out };
                let worded = if spells { &mut *token } else { &mut *repaired };
                if uthmani::is_on(rules) {
                    pass::run(rules, held, word, &mut ());
                    let mut sink = Sink { out: worded, record: &mut (), watch: &mut () };
                    uthmani::run(rules, word, &mut sink);
                    word.clear();
                } else {
                    pass::run(rules, held, worded, &mut ());
                }
                if spells {
                    let mut sink = Sink { out: repaired, record: &mut (), watch: &mut () };
                    orthography::run(rules, token, &mut sink);
                    token.clear();
                }
                if repairs {
                    let mut sink = Sink { out, record: &mut (), watch: &mut () };
                    repair.finish(rules, line, 0, &mut sink);
                    line.clear();
                }
            }
        }
        self.held.clear();
    }
}

/// Gives to `done` what the text after `chunk` can not change any more, and holds back the rest.
fn release(
    held: &mut String,
    chunk: &str,
    is_cut: impl Fn(char, char) -> bool,
    mut done: impl FnMut(&str),
) {
    let first = if held.is_empty() { 0 } else { first_cut(&is_cut, held, chunk) };
    let (head, rest) = chunk.split_at_checked(first).unwrap_or((chunk, ""));
    held.push_str(head);
    if rest.is_empty() {
        return;
    }
    let (body, tail) = rest.split_at_checked(last_cut(&is_cut, rest)).unwrap_or((rest, ""));
    done(held);
    done(body);
    held.clear();
    held.push_str(tail);
}

/// Whether a text can be cut before `c` when `last` stands before it, so that both parts normalise
/// alone as they do together. A line feed joins a carriage return, maybe over deleted characters.
fn is_cut(rules: &Rules, last: char, c: char) -> bool {
    let joined = c == '\n' && rules.joins_crlf() && (last == '\r' || !rules.is_boundary(last));
    rules.is_boundary(c) && !joined
}

/// The first place in `chunk` where the text, with `held` before it, can be cut; or its end.
fn first_cut(is_cut: impl Fn(char, char) -> bool, held: &str, chunk: &str) -> usize {
    let mut last = held.chars().next_back();
    for (at, c) in chunk.char_indices() {
        if last.is_some_and(|last| is_cut(last, c)) {
            return at;
        }
        last = Some(c);
    }
    chunk.len()
}

/// The last place in `text` where it can be cut; its start, if nowhere else.
fn last_cut(is_cut: impl Fn(char, char) -> bool, text: &str) -> usize {
    let mut after: Option<(usize, char)> = None;
    for (at, c) in text.char_indices().rev() {
        if let Some((place, next)) = after
            && is_cut(c, next)
        {
            return place;
        }
        after = Some((at, c));
    }
    0
}
