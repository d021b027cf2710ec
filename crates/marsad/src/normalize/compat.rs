//! Profiles that give exactly what another program gives: its steps, its tables, its mistakes.
//!
//! A peer's profile is data: steps that run one after the other, or a function that cuts tokens.
//! What becomes of a character whatever stands around it goes into a table for the byte scanner,
//! the one own profiles use; neighbouring steps of this kind share a table. All else is told to a
//! [`Rewrite`], which writes text and offset map. The laws of own profiles do not bind a peer: most
//! are not idempotent, and what they give depends on how the text was encoded.
//!
//! One file a peer; the words of `docs/compat.md` say what each does and where it surprises.

mod arabert;
mod bert;
mod camel;
mod html;
mod lucene;
mod pyarabic;
mod python;
mod rewrite;
mod snowball;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use super::pass::Record;
use crate::chars::Kernel;
use crate::chars::scan::{Entry, FoldTable, fold, same};
use crate::error::TextTooLong;
use crate::offsets::{MapBuilder, OffsetMap, Trace};
use crate::span::{Orig, Span};

pub(super) use rewrite::Rewrite;
use rewrite::Writer;

/// Raised when code gives other results for a peer of the same version.
const REVISION: u32 = 1;

/// The profiles of each peer, peers by name.
static PEERS: [&[Compat]; 7] = [
    &arabert::PROFILES,
    &camel::PROFILES,
    &bert::PROFILES,
    &lucene::PROFILES,
    &pyarabic::PROFILES,
    &snowball::PROFILES,
    &pyarabic::TASHAPHYNE_PROFILES,
];

/// Another program that a profile reproduces.
///
/// ```
/// use marsad::Profile;
/// let peer = Profile::named("lucene-ar").and_then(|profile| profile.peer()).unwrap();
/// assert_eq!((peer.name, peer.version), ("Lucene", "8.8.1"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// The version that is reproduced. Another may do otherwise.
    pub version: &'static str,
}

/// A piece of text that a profile of tokens gives.
///
/// ```
/// use marsad::{Profile, tokens};
/// let profile = Profile::named("lucene-ar-analyzer").unwrap();
/// let (text, mut out) = ("والكتابُ من المكتبة", Vec::new());
/// tokens(&profile, text, &mut out)?;
/// let read: Vec<_> = out.iter().map(|t| (&*t.text, &text[t.span.range()])).collect();
/// assert_eq!(read, [("كتاب", "والكتابُ"), ("مكتب", "المكتبة")]);
/// assert_eq!(out[1].position_increment, 2); // a stop word stands between
/// # Ok::<(), marsad::TextTooLong>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// What the token says, after all the profile does to it. It may be empty.
    pub text: String,
    /// Where it stands in the text.
    pub span: Span<Orig>,
    /// How many tokens on from the one before: 1, or more where words were left out.
    pub position_increment: u32,
    /// What the peer calls this kind of token, if it has kinds.
    pub kind: Option<&'static str>,
}

/// What becomes of a character, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    Same,
    Delete,
    Char(char),
    Str(&'static str),
    /// The first so many of these.
    Chars([char; 3], usize),
}

/// One step of a profile.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// What each character becomes, whatever its neighbours.
    Chars(fn(char) -> To),
    /// Goes over the whole text and tells all of it, in ascending order.
    Text(fn(&str, &mut dyn Rewrite)),
}

/// What a profile does.
#[derive(Debug, Clone, Copy)]
enum Work {
    Steps(&'static [Step]),
    Tokens(fn(&str, &mut Vec<Token>)),
}

/// The profile of a peer.
#[derive(Debug)]
pub(super) struct Compat {
    pub(super) name: &'static str,
    pub(super) peer: Peer,
    /// One line for readers.
    pub(super) about: &'static str,
    work: Work,
    /// Whether a text may be cut between two characters so that both parts alone give what they
    /// give together. Without it a text is held back whole.
    cut: Option<fn(char, char) -> bool>,
    ready: OnceLock<Ready>,
}

impl Compat {
    /// A profile of steps. One of characters alone may be cut anywhere.
    pub(super) const fn steps(
        name: &'static str,
        peer: Peer,
        about: &'static str,
        steps: &'static [Step],
    ) -> Compat {
        Compat { name, peer, about, work: Work::Steps(steps), cut: None, ready: OnceLock::new() }
    }

    /// A profile that gives tokens, in the order of the text and apart from each other.
    pub(super) const fn tokens(
        name: &'static str,
        peer: Peer,
        about: &'static str,
        cut: fn(&str, &mut Vec<Token>),
    ) -> Compat {
        Compat { name, peer, about, work: Work::Tokens(cut), cut: None, ready: OnceLock::new() }
    }

    /// Says where a text may be cut: see the field.
    pub(super) const fn cut_where(mut self, cut: fn(char, char) -> bool) -> Compat {
        self.cut = Some(cut);
        self
    }

    /// All of them, by peer.
    pub(super) fn all() -> impl Iterator<Item = &'static Compat> {
        PEERS.iter().copied().flatten()
    }

    pub(super) fn is_tokens(&self) -> bool {
        matches!(self.work, Work::Tokens(_))
    }

    /// The profile with its tables, built when first asked for.
    pub(super) fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| Ready::new(self, Kernel::best()))
    }

    pub(super) fn with_kernel(&self, kernel: Kernel) -> Ready {
        Ready::new(self, kernel)
    }

    /// FNV-1a hash of name, version, revision, and of what becomes of each character of the first
    /// plane and of the signs beyond between two letters.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for &byte in bytes.iter().chain(&[0xFF]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        eat(self.name.as_bytes());
        eat(self.peer.version.as_bytes());
        eat(&REVISION.to_le_bytes());
        let (ready, mut text, mut out) = (self.ready(), String::new(), String::new());
        for c in
            ('\0'..='\u{FFFF}').chain('\u{10D00}'..='\u{10EFF}').chain('\u{1E000}'..='\u{1FAFF}')
        {
            text.clear();
            text.extend(['ص', c, 'ض']);
            out.clear();
            ready.run_into(&text, &mut out);
            if out != text {
                eat(text.as_bytes());
                eat(out.as_bytes());
            }
        }
        hash
    }
}

/// A profile ready to use: its steps with their tables.
pub(super) struct Ready {
    stages: Vec<Stage>,
    cut: Option<fn(char, char) -> bool>,
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ready").field("stages", &self.stages.len()).finish_non_exhaustive()
    }
}

enum Stage {
    Chars(Chars),
    Text(fn(&str, &mut dyn Rewrite)),
    Tokens(fn(&str, &mut Vec<Token>)),
}

impl Ready {
    fn new(compat: &Compat, kernel: Kernel) -> Ready {
        let mut stages = Vec::new();
        match compat.work {
            Work::Tokens(cut) => stages.push(Stage::Tokens(cut)),
            Work::Steps(steps) => {
                let is_chars = |step: &Step| matches!(step, Step::Chars(_));
                for group in steps.chunk_by(|a, b| is_chars(a) && is_chars(b)) {
                    let mut maps = Vec::new();
                    for step in group {
                        match *step {
                            Step::Chars(map) => maps.push(map),
                            Step::Text(rewrite) => stages.push(Stage::Text(rewrite)),
                        }
                    }
                    if !maps.is_empty() {
                        stages.push(Stage::Chars(Chars::new(maps, kernel)));
                    }
                }
            }
        }
        let anywhere: fn(char, char) -> bool = |_, _| true;
        let mut ready = Ready { stages, cut: compat.cut };
        if ready.is_by_character() {
            ready.cut = Some(anywhere);
        }
        ready
    }

    /// Whether what becomes of a character does not depend on those around it.
    pub(super) fn is_by_character(&self) -> bool {
        self.stages.iter().all(|stage| matches!(stage, Stage::Chars(_)))
    }

    /// Whether a text may be cut between two characters; nowhere if it does not say.
    pub(super) fn is_cut(&self, last: char, next: char) -> bool {
        self.cut.is_some_and(|cut| cut(last, next))
    }

    /// What `text` becomes; borrowed when nothing changes.
    pub(super) fn run<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for stage in &self.stages {
            let same = match stage {
                Stage::Chars(chars) => chars.same(&text),
                Stage::Text(_) | Stage::Tokens(_) => 0,
            };
            if same == text.len() {
                continue;
            }
            let mut out = String::with_capacity(text.len() + 8);
            out.push_str(text.get(..same).unwrap_or_default());
            stage.run(&text, same, &mut out, &mut ());
            if out != text {
                text = Cow::Owned(out);
            }
        }
        text
    }

    /// Appends what `text` becomes.
    pub(super) fn run_into(&self, text: &str, out: &mut String) {
        let Some((last, stages)) = self.stages.split_last() else { return out.push_str(text) };
        let mut text = Cow::Borrowed(text);
        for stage in stages {
            let mut next = String::with_capacity(text.len() + 8);
            stage.run(&text, 0, &mut next, &mut ());
            text = Cow::Owned(next);
        }
        last.run(&text, 0, out, &mut ());
    }

    /// Makes `out` what `text` becomes, and `map`, which is empty, the map between them.
    pub(super) fn run_with_map(
        &self,
        text: &str,
        out: &mut String,
        map: &mut OffsetMap,
    ) -> Result<(), TextTooLong> {
        let mut builder = MapBuilder::new(map, length(text)?);
        match self.stages.as_slice() {
            [] => out.push_str(text),
            [stage] => stage.run(text, 0, out, &mut builder),
            [first, stages @ ..] => {
                // every edit by itself: maps join some, and maps of maps would join them again
                let (mut whole, mut step, mut both) = <(Trace, Trace, Trace)>::default();
                whole.begin(length(text)?);
                first.run(text, 0, out, &mut whole);
                for stage in stages {
                    let passed = std::mem::take(out);
                    step.begin(length(&passed)?);
                    stage.run(&passed, 0, out, &mut step);
                    whole.then(&step, &mut both);
                    std::mem::swap(&mut whole, &mut both);
                }
                whole.tell(&mut builder);
            }
        }
        builder.finish();
        Ok(())
    }

    /// Appends the tokens of `text`; says no if the profile has none.
    pub(super) fn tokens(&self, text: &str, out: &mut Vec<Token>) -> bool {
        let [Stage::Tokens(cut)] = self.stages.as_slice() else { return false };
        cut(text, out);
        true
    }
}

fn length(text: &str) -> Result<u32, TextTooLong> {
    u32::try_from(text.len()).map_err(|_| TextTooLong::new(text.len() as u64))
}

impl Stage {
    /// Appends what becomes of `text` from byte `from` on, where the stage may be cut.
    fn run<R: Record>(&self, text: &str, from: usize, out: &mut String, record: &mut R) {
        match self {
            Stage::Chars(chars) => chars.run(text, from, out, record),
            Stage::Text(rewrite) => {
                let mut writer = Writer::new(text, out, record);
                rewrite(text, &mut writer);
                writer.finish();
            }
            Stage::Tokens(cut) => {
                let mut tokens = Vec::new();
                cut(text, &mut tokens);
                let mut writer = Writer::new(text, out, record);
                join(text, &tokens, &mut writer);
                writer.finish();
            }
        }
    }
}

/// Tells the tokens of a text, with a space between two.
fn join(text: &str, tokens: &[Token], out: &mut dyn Rewrite) {
    let mut at = 0;
    for (k, token) in tokens.iter().enumerate() {
        // spans of a text too long to be numbered are cut off; only the words count then
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        let between = if k == 0 { "" } else { " " };
        if text.get(at..start) == Some(between) {
            out.keep(at, start);
        } else {
            out.replace(at, start, between);
        }
        if text.get(start..end) == Some(&token.text) {
            out.keep(start, end);
        } else {
            out.replace(start, end, &token.text);
        }
        at = end;
    }
    out.drop(at, text.len());
}

/// Steps on single characters, as one table.
struct Chars {
    maps: Vec<fn(char) -> To>,
    table: FoldTable,
    kernel: Kernel,
}

impl Chars {
    fn new(maps: Vec<fn(char) -> To>, kernel: Kernel) -> Chars {
        let mut table = FoldTable::all_complex();
        let mut text = String::new();
        for c in (0..FoldTable::LEN).filter_map(char::from_u32) {
            text.clear();
            map_char(&maps, c, &mut text);
            let mut result = text.chars();
            let entry = match (result.next(), result.next()) {
                (None, _) => Entry::Delete,
                (Some(to), None) => Entry::Char(to),
                (Some(_), Some(_)) => Entry::Complex,
            };
            table.set(c, entry);
        }
        Chars { maps, table, kernel }
    }

    /// How many bytes of `text` stay as they are.
    fn same(&self, text: &str) -> usize {
        let (mut at, mut to) = (0, String::new());
        loop {
            at = same(self.kernel, &self.table, text, at);
            let Some(c) = char_at(text, at) else { return text.len() };
            to.clear();
            map_char(&self.maps, c, &mut to);
            if !to.chars().eq([c]) {
                return at;
            }
            at += c.len_utf8();
        }
    }

    fn run<R: Record>(&self, text: &str, from: usize, out: &mut String, record: &mut R) {
        let mut at = from;
        loop {
            at = fold(self.kernel, &self.table, text, at, out, record);
            // past what the table holds, until a character it holds
            loop {
                let Some(c) = char_at(text, at) else { return };
                let (to, before) = (at + c.len_utf8(), out.len());
                map_char(&self.maps, c, out);
                if R::RECORD {
                    tell(c, at, out.get(before..).unwrap_or_default(), record);
                }
                at = to;
                if text.as_bytes().get(at).is_none_or(|&lead| lead < 0xF0) {
                    break;
                }
            }
        }
    }
}

/// Tells what the character `c` at byte `at` became.
fn tell<R: Record>(c: char, at: usize, became: &str, record: &mut R) {
    let (to, len) = (at + c.len_utf8(), became.len());
    match became.chars().count() {
        0 => record.drop(at, to),
        1 if len <= c.len_utf8() => record.drop(at + len, to),
        _ => record.replace(at, to, len),
    }
}

/// Appends what `c` becomes by all the maps, one after the other.
fn map_char(maps: &[fn(char) -> To], c: char, out: &mut String) {
    let Some((map, rest)) = maps.split_first() else { return out.push(c) };
    match map(c) {
        To::Same => map_char(rest, c, out),
        To::Delete => {}
        To::Char(to) => map_char(rest, to, out),
        To::Str(text) => text.chars().for_each(|c| map_char(rest, c, out)),
        To::Chars(chars, len) => {
            chars.into_iter().take(len).for_each(|c| map_char(rest, c, out));
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}
