//! The words of Lucene's StandardTokenizer: the rules of Unicode's annex 29 as one pattern a kind of
//! token, over classes of characters, made into one automaton.
//!
//! The longest match counts; of equal ones, the kind that is named first. A character that begins no
//! token is passed over.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::tables::CLASSES;

/// Most UTF-16 units of a token; a longer one is cut.
const LONGEST: usize = 255;

/// Kinds of tokens, as Lucene names them, in the order in which equal matches are chosen.
const KINDS: [&str; 8] = [
    "<EMOJI>",
    "<NUM>",
    "<HANGUL>",
    "<KATAKANA>",
    "<ALPHANUM>",
    "<SOUTHEAST_ASIAN>",
    "<IDEOGRAPHIC>",
    "<HIRAGANA>",
];

/// A set of classes.
type Set = u32;

const fn set(classes: &[u8]) -> Set {
    let (mut set, mut i) = (0, 0);
    while i < classes.len() {
        set |= 1 << classes[i];
        i += 1;
    }
    set
}

// The classes, by their numbers in the table.
const REGIONAL_INDICATOR: Set = set(&[1]);
const EMOJI_MODIFIER: Set = set(&[2]);
const EMOJI_MODIFIER_BASE: Set = set(&[3]);
/// Emoji that a sequence may begin with: with modifier, without, and those that are letters.
const EMOJI: Set = set(&[3, 4, 14]);
const TEXT_SELECTOR: u8 = 6;
const EMOJI_SELECTOR: u8 = 9;
/// `#`, `*` and ASCII digits.
const KEY: Set = set(&[7, 17]);
const KEY_CAP: Set = set(&[8]);
const JOINER: Set = set(&[10]);
const TAG: Set = set(&[11]);
const TAG_END: Set = set(&[12]);
/// What belongs to the character before it: marks, format characters, joiner, selectors, tags.
const EXTEND: Set = set(&[5, TEXT_SELECTOR, 8, EMOJI_SELECTOR, 10, 11, 12, 29]);
const HANGUL: Set = set(&[15]);
const HEBREW: Set = set(&[27]);
const LETTER: Set = set(&[13, 14, 15, 27]);
const NUMERIC: Set = set(&[16, 17]);
const KATAKANA: Set = set(&[18]);
/// Between letters: colons, dots, apostrophe.
const MID_LETTER: Set = set(&[19, 21, 25]);
/// Between digits: commas, dots, apostrophe.
const MID_NUMBER: Set = set(&[20, 21, 25]);
const EXTEND_WORD: Set = set(&[22]);
const HAN: Set = set(&[23]);
const HIRAGANA: Set = set(&[24]);
const SINGLE_QUOTE: Set = set(&[25]);
const DOUBLE_QUOTE: Set = set(&[26]);
const SOUTHEAST_ASIAN: Set = set(&[28, 29]);

/// A pattern over classes.
#[derive(Debug, Clone)]
enum Re {
    Set(Set),
    Seq(Vec<Re>),
    Any(Vec<Re>),
    Star(Box<Re>),
}

fn seq<const N: usize>(parts: [Re; N]) -> Re {
    Re::Seq(parts.into())
}

fn any<const N: usize>(parts: [Re; N]) -> Re {
    Re::Any(parts.into())
}

fn star(re: &Re) -> Re {
    Re::Star(Box::new(re.clone()))
}

fn plus(re: &Re) -> Re {
    seq([re.clone(), star(re)])
}

fn optional(re: Re) -> Re {
    any([re, seq([])])
}

/// A character of the set with what belongs to it.
fn with_marks(set: Set) -> Re {
    seq([Re::Set(set), star(&Re::Set(EXTEND))])
}

/// The same without selectors of presentation, which emoji tell apart.
fn bare(set: Set) -> Re {
    let selectors = 1 << TEXT_SELECTOR | 1 << EMOJI_SELECTOR;
    seq([Re::Set(set), star(&Re::Set(EXTEND & !selectors))])
}

/// A run of `item`, with `between` allowed once between two, or any number of signs as `_`.
fn run(item: &Re, between: Option<Set>) -> Re {
    let joins = star(&with_marks(EXTEND_WORD));
    let between = match between {
        Some(set) => any([joins, with_marks(set)]),
        None => joins,
    };
    seq([item.clone(), star(&seq([between, item.clone()]))])
}

/// The pattern of each of the [`KINDS`].
fn patterns() -> [Re; 8] {
    let joiners = star(&Re::Set(JOINER));
    let selector = || optional(Re::Set(1 << EMOJI_SELECTOR));
    let modified = seq([joiners.clone(), bare(EMOJI_MODIFIER_BASE)]);
    let emoji = any([
        seq([joiners, bare(EMOJI), selector()]),
        seq([optional(modified), bare(EMOJI_MODIFIER)]),
    ]);
    let joined = star(&seq([Re::Set(JOINER), emoji.clone()]));
    let tagged = seq([plus(&Re::Set(TAG)), Re::Set(TAG_END)]);
    let flag = with_marks(REGIONAL_INDICATOR);

    let extend = star(&with_marks(EXTEND_WORD));
    let numbers = run(&with_marks(NUMERIC), Some(MID_NUMBER));
    let hebrew = with_marks(HEBREW);
    let quoted = seq([with_marks(DOUBLE_QUOTE), hebrew.clone()]);
    let word = any([
        run(&with_marks(KATAKANA), None),
        plus(&any([
            seq([hebrew, any([with_marks(SINGLE_QUOTE), quoted])]),
            numbers.clone(),
            run(&with_marks(LETTER), Some(MID_LETTER)),
        ])),
    ]);
    let more = star(&seq([plus(&with_marks(EXTEND_WORD)), word.clone()]));
    [
        any([
            seq([emoji, any([joined, tagged])]),
            seq([bare(KEY), selector(), bare(KEY_CAP)]),
            seq([flag.clone(), flag]),
        ]),
        seq([extend.clone(), numbers, extend.clone()]),
        plus(&with_marks(HANGUL)),
        plus(&with_marks(KATAKANA)),
        seq([extend.clone(), word, more, extend]),
        plus(&with_marks(SOUTHEAST_ASIAN)),
        with_marks(HAN),
        with_marks(HIRAGANA),
    ]
}

/// States as sets of places in the patterns.
#[derive(Default)]
struct Nfa {
    /// Of each place: on which classes it goes where.
    steps: Vec<(Set, usize)>,
    /// Of each place: where it goes at once.
    jumps: Vec<Vec<usize>>,
}

impl Nfa {
    fn place(&mut self) -> usize {
        self.steps.push((0, 0));
        self.jumps.push(Vec::new());
        self.steps.len() - 1
    }

    fn jump(&mut self, from: usize, to: usize) {
        if let Some(jumps) = self.jumps.get_mut(from) {
            jumps.push(to);
        }
    }

    /// Adds `re` behind the place `from`; returns the place behind it.
    fn add(&mut self, re: &Re, from: usize) -> usize {
        match re {
            Re::Set(set) => {
                let to = self.place();
                let start = self.place();
                self.jump(from, start);
                if let Some(step) = self.steps.get_mut(start) {
                    *step = (*set, to);
                }
                to
            }
            Re::Seq(parts) => parts.iter().fold(from, |at, part| self.add(part, at)),
            Re::Any(parts) => {
                let end = self.place();
                for part in parts {
                    let start = self.place();
                    self.jump(from, start);
                    let last = self.add(part, start);
                    self.jump(last, end);
                }
                end
            }
            Re::Star(part) => {
                let (start, end) = (self.place(), self.place());
                self.jump(from, start);
                self.jump(start, end);
                let last = self.add(part, start);
                self.jump(last, start);
                end
            }
        }
    }

    /// All places reached from `places` at once, in order.
    fn closure(&self, places: Vec<usize>) -> Vec<usize> {
        let (mut all, mut left) = (places.clone(), places);
        while let Some(place) = left.pop() {
            for &to in self.jumps.get(place).into_iter().flatten() {
                if !all.contains(&to) {
                    all.push(to);
                    left.push(to);
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A state of the automaton: where each class leads, and what is matched here. State 0 is the start;
/// nothing leads there, so that 0 means that nothing goes on.
#[derive(Debug, Clone, Copy)]
struct State {
    next: [u16; 32],
    kind: Option<&'static str>,
}

struct Automaton {
    states: Vec<State>,
    /// The class of each character of the first plane.
    classes: Vec<u8>,
}

static AUTOMATON: LazyLock<Automaton> = LazyLock::new(Automaton::new);

impl Automaton {
    fn new() -> Automaton {
        let mut nfa = Nfa::default();
        let start = nfa.place();
        let mut ends = Vec::new();
        for (re, kind) in patterns().iter().zip(KINDS) {
            let first = nfa.place();
            nfa.jump(start, first);
            ends.push((nfa.add(re, first), kind));
        }
        let first = nfa.closure(vec![start]);
        let mut known = BTreeMap::from([(first.clone(), 0_usize)]);
        let mut found = vec![first];
        let mut states = Vec::new();
        while let Some(places) = found.get(states.len()).cloned() {
            let matched = ends.iter().find(|(end, _)| places.contains(end));
            let mut state = State { next: [0; 32], kind: matched.map(|&(_, kind)| kind) };
            for (class, next) in state.next.iter_mut().enumerate() {
                let steps = places.iter().filter_map(|&place| nfa.steps.get(place));
                let to: Vec<usize> =
                    steps.filter(|(set, _)| set >> class & 1 == 1).map(|&(_, to)| to).collect();
                if to.is_empty() {
                    continue;
                }
                let to = nfa.closure(to);
                let number = *known.entry(to.clone()).or_insert_with(|| {
                    found.push(to);
                    found.len() - 1
                });
                debug_assert!(number < 1 << 16, "the grammar has fewer states");
                *next = u16::try_from(number).unwrap_or(0);
            }
            states.push(state);
        }
        let mut classes = vec![0; 0x1_0000];
        for (k, &(first, class)) in CLASSES.iter().enumerate() {
            let end = CLASSES.get(k + 1).map_or(u32::MAX, |next| next.0);
            let end = (end as usize).min(classes.len());
            if let Some(places) = classes.get_mut(first as usize..end) {
                places.fill(class);
            }
        }
        Automaton { states, classes }
    }

    fn class(&self, c: char) -> u8 {
        let code = u32::from(c);
        self.classes.get(code as usize).copied().unwrap_or_else(|| {
            let after = CLASSES.partition_point(|&(first, _)| first <= code);
            CLASSES.get(after.wrapping_sub(1)).map_or(0, |&(_, class)| class)
        })
    }
}

/// The first token of `text` from byte `from` on: where it stands, and its kind.
pub(super) fn next_token(text: &str, from: usize) -> Option<(usize, usize, &'static str)> {
    let automaton = &*AUTOMATON;
    let mut start = from;
    loop {
        let rest = text.get(start..)?;
        let first = rest.chars().next()?;
        let (mut state, mut units, mut best) = (0_u16, 0, None);
        for (at, c) in rest.char_indices() {
            units += c.len_utf16();
            if units > LONGEST {
                break;
            }
            let Some(here) = automaton.states.get(usize::from(state)) else { break };
            state = here.next.get(usize::from(automaton.class(c))).copied().unwrap_or(0);
            if state == 0 {
                break;
            }
            if let Some(kind) = automaton.states.get(usize::from(state)).and_then(|s| s.kind) {
                best = Some((start, start + at + c.len_utf8(), kind));
            }
        }
        if best.is_some() {
            return best;
        }
        start += first.len_utf8();
    }
}
