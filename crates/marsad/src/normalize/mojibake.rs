//! Undoing wrong decodings: the step before the pass.
//!
//! Text is taken token by token, a token being what stands between ASCII white space. A token is
//! *certain* when a [chain](read) turns it into Arabic letters that are no accident. A certain token
//! carries its neighbours in its line, as far as the same chain reads them: short words, numbers, signs.
//! Everything else stays byte for byte. What is read depends on the composed form of a token, so that
//! two encodings of one text are repaired alike.

mod glyphs;
mod pages;
mod pairs;
mod read;
mod table;

use std::cmp::Reverse;
use std::ops::Range;

use self::glyphs::{Glyph, glyphs};
use self::read::{CHAINS, Chain, Measure, Reading, read};
use super::op::Op;
use super::pass::Record;
use super::repair::Sink;
use super::rules::Rules;
use super::segment::Watch;

/// Raised when the same text is read in another way with the same tables.
const REVISION: u32 = 1;

/// Tokens held back because a certain one may follow.
const PENDING: usize = 16;

/// A hash of all that decides what is read.
pub(super) fn digest() -> u64 {
    let rows = pairs::rows().flatten();
    rows.fold(u64::from(REVISION), |hash, &digit| {
        (hash ^ u64::from(digit)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// The repair of one text, given in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Mojibake {
    /// What is not decided: from the start of a token on.
    held: String,
    /// The chain of the token before, when it was repaired.
    chain: Option<Chain>,
}

/// Parts of a token from different chains.
const PARTS: usize = 8;

/// A token that some chain reads, and none for certain.
struct Pending {
    at: Range<usize>,
    glyphs: Vec<Glyph>,
}

impl Mojibake {
    /// Whether nothing in `text` needs a look.
    pub(super) fn is_clean(text: &str) -> bool {
        next_suspect(text.as_bytes(), 0).is_none()
    }

    /// Goes on with `chunk`; appends what no later chunk can change.
    pub(super) fn push(&mut self, rules: &Rules, chunk: &str, out: &mut String) {
        self.held.push_str(chunk);
        if !chunk.bytes().any(is_white) {
            return;
        }
        let held = std::mem::take(&mut self.held);
        let mut sink = Sink { out, record: &mut (), watch: &mut () };
        let done = self.run(rules, &held, false, &mut sink);
        self.held = held;
        self.held.drain(..done);
    }

    /// Ends the text: appends what was held back.
    pub(super) fn finish(&mut self, rules: &Rules, out: &mut String) {
        let mut held = std::mem::take(&mut self.held);
        self.whole(rules, &held, &mut Sink { out, record: &mut (), watch: &mut () });
        held.clear();
        self.held = held;
    }

    /// Appends all of `text`, which ends the whole text.
    pub(super) fn whole<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) {
        self.run(rules, text, true, sink);
        self.chain = None;
    }

    /// Appends what is decided of `text`, all of it when it `ends` here; returns where the rest
    /// begins.
    fn run<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        ends: bool,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        let bytes = text.as_bytes();
        let mut pending: Vec<Pending> = Vec::new();
        // all before is written
        let mut done = 0;
        let mut at = 0;
        loop {
            if self.chain.is_none() && pending.is_empty() {
                let suspect = next_suspect(bytes, at);
                let before = bytes.get(at..suspect.unwrap_or(bytes.len())).unwrap_or_default();
                let token = at + before.iter().rposition(|&b| is_white(b)).map_or(0, |n| n + 1);
                at = if suspect.is_none() && ends { bytes.len() } else { token };
                copy(text, &mut done, at, sink);
                if suspect.is_none() {
                    return done;
                }
            }
            let blank = at..at + white(bytes, at, true);
            at = blank.end;
            let blank = bytes.get(blank).unwrap_or_default();
            if !rules.has(Op::Whitespace) && blank.iter().any(|b| matches!(b, b'\n'..=b'\r')) {
                // lines are apart, unless they become one
                pending.clear();
                self.chain = None;
                copy(text, &mut done, at, sink);
                if at < bytes.len() {
                    continue;
                }
            }
            let token = at..at + white(bytes, at, false);
            if token.end == bytes.len() && (!ends || token.is_empty()) {
                if pending.is_empty() || ends {
                    copy(text, &mut done, at, sink);
                }
                return done;
            }
            at = token.end;
            self.token(rules, text, token, &mut done, &mut pending, sink);
        }
    }

    /// Decides the token `at`, or adds it to the pending ones.
    fn token<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        at: Range<usize>,
        done: &mut usize,
        pending: &mut Vec<Pending>,
        sink: &mut Sink<'_, R, W>,
    ) {
        let token = text.get(at.clone()).unwrap_or_default();
        if token.is_ascii() {
            // numbers and signs part nothing
            if token.bytes().any(|b| b.is_ascii_alphabetic()) {
                pending.clear();
                self.chain = None;
            }
            if pending.is_empty() {
                copy(text, done, at.end, sink);
            }
            return;
        }
        let read_from = glyphs(rules, token, at.start);
        let carried = self.chain.and_then(|chain| possible(chain, &read_from));
        if let Some(reading) = carried {
            write(text, &settle(reading), at, done, sink);
            return;
        }
        self.chain = None;
        match certain(&read_from, pending) {
            Some(Certain { chain, first, is_open }) => {
                for (i, pending) in pending.drain(..).enumerate() {
                    if i >= first
                        && let Some(reading) = possible(chain, &pending.glyphs)
                    {
                        write(text, &settle(reading), pending.at, done, sink);
                    }
                }
                if let Some(reading) = possible(chain, &read_from) {
                    write(text, &settle(reading), at, done, sink);
                }
                self.chain = Some(chain).filter(|_| !is_open);
            }
            // as the search would find it
            None if pending.is_empty() && Mojibake::is_clean(token) => {
                copy(text, done, at.end, sink);
            }
            None if CHAINS.iter().any(|&chain| possible(chain, &read_from).is_some()) => {
                pending.push(Pending { at, glyphs: read_from });
                if pending.len() > PENDING {
                    pending.remove(0);
                    let next = pending.first().map_or(*done, |next| next.at.start);
                    copy(text, done, next, sink);
                }
            }
            None => {
                pending.clear();
                copy(text, done, at.end, sink);
            }
        }
    }
}

/// Reads on as long as what was read is certain to be read again: a token may have parts from two
/// chains.
fn settle(mut reading: Reading) -> Reading {
    for _ in 0..PARTS {
        let text: String = reading.glyphs.iter().map(|glyph| glyph.c).collect();
        if Mojibake::is_clean(&text) {
            break;
        }
        let mut token = reading.glyphs.clone();
        token.iter_mut().for_each(|glyph| glyph.is_read = false);
        let again = certain(&token, &[]).and_then(|c| possible(c.chain, &token));
        let Some(again) = again else { break };
        reading = again;
    }
    reading
}

/// The reading of a token beside others.
fn possible(chain: Chain, token: &[Glyph]) -> Option<Reading> {
    read(chain, token).filter(|reading| reading.measure.is_possible(chain))
}

/// A chain that reads the token for certain, alone or with some of those before it.
struct Certain {
    chain: Chain,
    /// The first of the pending tokens that it reads too.
    first: usize,
    /// Whether a rival reads all of them alike, so that the next token is open.
    is_open: bool,
}

fn certain(token: &[Glyph], pending: &[Pending]) -> Option<Certain> {
    // the words of a single-byte encoding are never valid in UTF-8
    let is_utf_8 = CHAINS
        .iter()
        .filter(|chain| chain.is_utf_8())
        .any(|&chain| possible(chain, token).is_some_and(|reading| reading.measure.has_letters()));
    let chains = CHAINS.into_iter().filter(|chain| chain.is_utf_8() || !is_utf_8);
    let readings = chains.filter_map(|chain| Some((chain, Together::read(chain, token, pending)?)));
    let (chain, best) = readings
        .filter(|(chain, all)| {
            all.alone.is_certain(*chain, false) || all.measure.is_certain(*chain, true)
        })
        .min_by_key(|(_, all)| (Reverse(all.before), all.left, all.measure.mean()))?;
    let first = pending.len() - best.before;
    let same = pending.get(first..).unwrap_or_default();
    let rival = chain.rival().and_then(|rival| Together::read(rival, token, same));
    let rival = rival.filter(|rival| rival.before == best.before);
    let is_open = rival.as_ref().is_some_and(|rival| rival.text == best.text);
    let holds = is_open || rival.is_none_or(|rival| best.measure.beats(chain, rival.measure));
    holds.then_some(Certain { chain, first, is_open })
}

/// A token and those right before it as far as one chain reads them.
struct Together {
    alone: Measure,
    measure: Measure,
    /// How many are read before the token.
    before: usize,
    /// How many characters of the token are not read.
    left: usize,
    text: String,
}

impl Together {
    fn read(chain: Chain, token: &[Glyph], pending: &[Pending]) -> Option<Together> {
        let reading = possible(chain, token)?;
        let (measure, left) = (reading.measure, reading.left());
        let text = reading.glyphs.iter().map(|glyph| glyph.c).collect();
        let mut all = Together { alone: measure, measure, before: 0, left, text };
        for before in pending.iter().rev() {
            let Some(reading) = possible(chain, &before.glyphs) else { break };
            all.measure = all.measure.plus(reading.measure);
            all.before += 1;
            all.text.extend(reading.glyphs.iter().map(|glyph| glyph.c));
        }
        Some(all)
    }
}

/// Copies the text from `done` up to `to`.
fn copy<R: Record, W: Watch>(text: &str, done: &mut usize, to: usize, sink: &mut Sink<'_, R, W>) {
    sink.out.push_str(text.get(*done..to).unwrap_or_default());
    *done = to;
}

/// Writes the reading of the token `at`, and what stands before it.
fn write<R: Record, W: Watch>(
    text: &str,
    reading: &Reading,
    at: Range<usize>,
    done: &mut usize,
    sink: &mut Sink<'_, R, W>,
) {
    copy(text, done, at.start, sink);
    let mut changed: Option<Range<usize>> = None;
    let mut rest = reading.glyphs.as_slice();
    while let Some(first) = rest.first() {
        // what comes from one cluster is one unit
        let mut end = first.end;
        let joined = rest.iter().skip(1).take_while(|glyph| {
            let inside = glyph.start < end;
            end = if inside { end.max(glyph.end) } else { end };
            inside
        });
        let len = 1 + joined.count();
        let (unit, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
        rest = after;
        let before = sink.out.len();
        sink.out.extend(unit.iter().map(|glyph| glyph.c));
        let (start, bytes) = (first.start, sink.out.len() - before);
        if sink.out.get(before..) != text.get(start..end) {
            if unit.len() > 1 || bytes > end - start {
                sink.record.replace(start, end, bytes);
            } else {
                sink.record.drop(start + bytes, end);
            }
            changed = Some(changed.map_or(start, |changed| changed.start)..end);
        }
    }
    if let Some(changed) = changed {
        sink.watch.changed(Op::Mojibake, changed.start, changed.end);
    }
    *done = at.end;
}

/// How many bytes from `at` on are ASCII white space, or are not.
fn white(bytes: &[u8], at: usize, wanted: bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take_while(|&&b| is_white(b) == wanted).count()
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Bytes looked at together.
const BLOCK: usize = 64;

/// The first character from `from` on for which a token needs a look: one that any chain into
/// UTF-8 reads as a first byte, or any other as a letter. Arabic text has next to none.
fn next_suspect(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let block = rest.get(..BLOCK).unwrap_or(rest);
        let next = rest.get(1..).unwrap_or_default().iter().chain(&[0]);
        let odd = match rest.get(1..=BLOCK) {
            Some(next) => block.iter().zip(next).fold(false, |odd, (&a, &b)| odd | is_odd(a, b)),
            None => block.iter().zip(next).any(|(&a, &b)| is_odd(a, b)),
        };
        if odd {
            let found = (at..at + block.len()).find(|&at| is_suspect(bytes, at));
            if found.is_some() {
                return found;
            }
        }
        at += block.len();
    }
    None
}

/// Whether `byte`, before `next`, begins anything but an Arabic letter of the usual ones, ASCII
/// or a part of a character.
fn is_odd(byte: u8, next: u8) -> bool {
    (byte >= 0xC0) & (byte != 0xD8) & (byte != 0xD9) | (byte == 0xD9) & (next >= 0xB9)
}

fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    match *rest {
        // Latin and Greek letters, marks of decomposed ones, Ш Щ, boxes
        [0xC3..=0xC5 | 0xCC..=0xCF, ..] => true,
        [0xD0, 0xA8 | 0xA9, ..] | [0xE2, 0x94..=0x96, ..] => true,
        // what is read with ط ظ آ أ before it as one character
        [byte, next, ..] if is_odd(byte, next) => {
            let before = at.checked_sub(2).and_then(|start| bytes.get(start..at));
            // آ and أ may be in two parts
            matches!(before, Some([0xD8, 0xA2 | 0xA3 | 0xB7 | 0xB8] | [0xD9, 0x93 | 0x94]))
        }
        _ => false,
    }
}
