//! Whole names: words against words, in order.
//!
//! Words are paired; neighbours may stand joined (عبدالله, شانغفو), words such as بن may be left out,
//! a letter may stand for a word, and a word may be missing. The word pair that is least like one name
//! decides, as a chain is as strong as its weakest link; each step that is no pair of words adds its
//! cost. All costs are in thousandths of a nat, and [`score`] of their sum is the score.

use super::particles::{self, Kind};
use super::rule::Rule;
use super::rules::{self, Relation};
use super::trace::{Piece, millinats};
use super::word::{Script, Word};
use super::{logit, trace};

/// What equal words are worth.
const SAME: i32 = -7_000;

/// What it costs that words are joined, or that their parts are equal but their gap is not.
const JOINED: i32 = 300;
/// That a word such as بن or آل is left out.
const OPTIONAL: i32 = 300;
/// That a particle stands in another form.
const FORM: i32 = 100;
/// That a letter stands for a word, and the worth of the pair.
const INITIAL: (i32, i32) = (-1_700, 200);
/// That a word is missing, and the worth of a name with the gap: inside, and at an end.
const MISSING_INSIDE: (i32, i32) = (-2_200, 500);
const MISSING_AT_END: (i32, i32) = (400, 800);
const MISSING_SON: (i32, i32) = (-1_000, 300);
/// That a title before or behind a name is missing.
const TITLE: (i32, i32) = (-2_500, 200);
/// What can not be one name.
const NEVER: i32 = 20_000;

/// Most words of a name that are looked at; of more, the first are.
const MOST: usize = 16;

/// The score of costs that sum to `cost` thousandths of a nat: 1 / (1 + e^cost).
pub(crate) fn score(cost: i32) -> f32 {
    1.0 / (1.0 + (narrow(cost) / 1000.0).exp())
}

#[expect(clippy::cast_precision_loss, reason = "costs are far below 2^24")]
fn narrow(cost: i32) -> f32 {
    cost as f32
}

/// A name made ready for comparing.
#[derive(Debug, Clone)]
pub(crate) struct Form<'n> {
    text: &'n str,
    tokens: Vec<Token>,
}

#[derive(Debug, Clone)]
struct Token {
    word: Word,
    kind: Kind,
    start: usize,
    end: usize,
    /// Its first letter, folded.
    first: Option<char>,
    /// It was written in one with the next: عبد of عبدالله.
    is_glued: bool,
}

impl<'n> Form<'n> {
    /// Reads a name in Arabic or Latin letters. Any text is legal. What stands behind a comma comes
    /// first, as in library headings; what stands in brackets is no part of the name, unless there is
    /// nothing else. Cost: linear; allocates.
    pub(crate) fn new(text: &'n str) -> Form<'n> {
        let mut form = Form { text, tokens: Vec::new() };
        let mut parts: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        for (at, comma) in text.match_indices(['،', ',']).chain([(text.len(), "")]) {
            let part = text.get(start..at).unwrap_or_default();
            // behind a name numbers are years
            if part.chars().any(char::is_alphabetic) || parts.is_empty() && at == text.len() {
                parts.push((start, at));
            }
            start = at + comma.len();
        }
        if let [family, given, ..] = parts.as_mut_slice() {
            std::mem::swap(family, given);
        }
        for (start, end) in parts {
            form.read(start, end);
        }
        if form.tokens.is_empty() {
            // nothing but what stands in brackets
            let inside = text.trim_start_matches(|c: char| !is_word_char(c));
            form.read(text.len() - inside.len(), text.len());
        }
        form.tokens.truncate(MOST);
        form
    }

    fn read(&mut self, from: usize, to: usize) {
        let part = self.text.get(from..to).unwrap_or_default();
        let mut start = None;
        let mut depth = 0_u32;
        for (at, c) in part.char_indices().chain([(part.len(), ' ')]) {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            match (is_word_char(c) && depth == 0, start) {
                (true, None) => start = Some(at),
                (false, Some(begin)) => {
                    self.push(from + begin, from + at);
                    start = None;
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        let word = Word::new(text);
        if word.len() == 0 && word.script() != Script::Other {
            return;
        }
        if let Some(cut) = servant(&word, text) {
            let (servant, rest) = (start + cut, end);
            self.push(start, servant);
            self.push(servant, rest);
            if let [.., servant, _] = self.tokens.as_mut_slice() {
                servant.is_glued = true;
            }
            return;
        }
        if word.script() == Script::Other && !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let kind = particles::kind(&word, text);
        let first = word.first();
        self.tokens.push(Token { word, kind, start, end, first, is_glued: false });
    }

    /// What it costs to take both for one name: negative when it speaks for it. Symmetric.
    pub(crate) fn cost(&self, other: &Form<'_>) -> i32 {
        align(self, other).map_or(NEVER, |way| way.total())
    }

    /// Why [`Form::cost`] is what it is: pieces whose costs sum to it. Allocates.
    pub(crate) fn explain(&self, other: &Form<'_>) -> Vec<Piece> {
        let Some(way) = align(self, other) else {
            return vec![Piece::new(Rule::Letter, self.text, other.text, NEVER)];
        };
        let mut pieces = Vec::new();
        let decides = way.steps.iter().position(|step| step.worst == way.worst);
        for (at, step) in way.steps.iter().enumerate() {
            self.tell(other, step, Some(at) == decides, &mut pieces);
        }
        pieces
    }

    /// The words as they are written, in the order in which they are compared; عبدالله is one.
    pub(super) fn words(&self) -> impl Iterator<Item = &'n str> {
        let mut k = 0;
        std::iter::from_fn(move || {
            let glued = self.tokens.get(k..)?.iter().take_while(|token| token.is_glued).count();
            let n = (glued + 1).min(self.tokens.len() - k);
            let word = self.slice(k, n);
            k += n;
            (n > 0).then_some(word)
        })
    }

    fn slice(&self, from: usize, n: usize) -> &'n str {
        let tokens = self.tokens.get(from..from + n).unwrap_or_default();
        let start = tokens.iter().map(|token| token.start).min().unwrap_or(0);
        let end = tokens.iter().map(|token| token.end).max().unwrap_or(0);
        self.text.get(start..end).unwrap_or_default()
    }

    /// One word of `n` tokens; none where they do not stand side by side.
    fn joined(&self, from: usize, n: usize) -> Option<Word> {
        let tokens = self.tokens.get(from..from + n)?;
        let is_near = tokens.windows(2).all(|two| two[0].end <= two[1].start);
        is_near.then(|| Word::new(self.slice(from, n)))
    }

    /// Appends the pieces of one step.
    fn tell(&self, other: &Form<'_>, step: &Step, decides: bool, pieces: &mut Vec<Piece>) {
        let Step { i, j, n, m, worst, add, rule, is_fixed } = *step;
        let (from, to) = (self.slice(i, n), other.slice(j, m));
        let more = if is_fixed && decides { worst - SAME } else { 0 };
        if let Some(rule) = rule.filter(|_| add + more != 0) {
            pieces.push(Piece::new(rule, from, to, add + more));
        }
        if is_fixed {
            if decides {
                pieces.push(Piece::new(Rule::Alike, from, to, SAME));
            }
            return;
        }
        let (Some(a), Some(b)) = (self.joined(i, n), other.joined(j, m)) else { return };
        match rules::known(&a, &b, from, to) {
            Relation::Same if decides => pieces.push(Piece::new(Rule::Alike, from, to, SAME)),
            Relation::Article => {
                if decides {
                    pieces.push(Piece::new(Rule::Alike, from, to, SAME));
                }
                let cost = if decides { rules::ARTICLE } else { 0 };
                pieces.push(Piece::new(Rule::Article, from, to, cost));
            }
            Relation::One if decides => {
                pieces.push(Piece::new(Rule::Attested, from, to, rules::ONE))
            }
            Relation::Unknown if decides => {
                pieces.extend(trace(&a, &b));
                if let Some((rule, cost)) = against(&a, &b, from, to) {
                    pieces.push(Piece::new(rule, from, to, cost));
                }
            }
            Relation::Same => {}
            Relation::One => pieces.push(Piece::new(Rule::Attested, from, to, 0)),
            Relation::Unknown => {
                // another word decides; what differs here is told, and costs nothing more
                let letters = trace(&a, &b).into_iter().filter(|it| it.rule == Rule::Letter);
                pieces.extend(letters.map(|it| Piece { cost: 0, ..it }));
            }
        }
    }
}

/// What stands against two words, where letters alone would take them for one.
fn against(a: &Word, b: &Word, a_text: &str, b_text: &str) -> Option<(Rule, i32)> {
    if logit(a, b) > 0.0 { rules::against(a, b, a_text, b_text) } else { None }
}

/// What it costs to take two words for one.
pub(crate) fn word_cost(a: &Word, b: &Word, a_text: &str, b_text: &str) -> i32 {
    match rules::known(a, b, a_text, b_text) {
        Relation::Same => SAME,
        Relation::One => rules::ONE,
        Relation::Article => SAME + rules::ARTICLE,
        Relation::Unknown => {
            let letters = millinats(-logit(a, b));
            // the rules only take away, and are asked only where there is something to take
            let more = if letters < 0 { rules::against(a, b, a_text, b_text) } else { None };
            letters + more.map_or(0, |(_, cost)| cost)
        }
    }
}

/// One step of a way through both names.
#[derive(Debug, Clone, Copy)]
struct Step {
    i: usize,
    j: usize,
    n: usize,
    m: usize,
    /// What it costs to take the words for one, if they decide.
    worst: i32,
    /// What it costs whatever decides.
    add: i32,
    rule: Option<Rule>,
    /// The cost does not come from the letters.
    is_fixed: bool,
}

/// A way through both names.
#[derive(Debug, Clone, Default)]
struct Way {
    worst: i32,
    add: i32,
    /// Words that were paired.
    n_pairs: usize,
    steps: Vec<Step>,
}

impl Way {
    fn total(&self) -> i32 {
        self.worst + self.add
    }

    fn with(&self, step: Step) -> Way {
        let mut steps = self.steps.clone();
        steps.push(step);
        Way {
            worst: if self.steps.is_empty() { step.worst } else { self.worst.max(step.worst) },
            add: self.add + step.add,
            n_pairs: self.n_pairs + usize::from(step.n > 0 && step.m > 0),
            steps,
        }
    }

    /// Whether it is no better than `other` in any respect.
    fn is_beaten_by(&self, other: &Way) -> bool {
        other.worst <= self.worst && other.add <= self.add && other.n_pairs >= self.n_pairs
    }
}

/// The best way through both names.
fn align(a: &Form<'_>, b: &Form<'_>) -> Option<Way> {
    let (n, m) = (a.tokens.len(), b.tokens.len());
    if n == 0 || m == 0 {
        return None;
    }
    if n == m {
        let mut way = Way::default();
        for i in 0..n {
            way = way.with(pair(a, b, i, i));
        }
        // nothing but words in order, each likely the same
        if way.worst < 0 || n == 1 {
            return Some(way);
        }
    }
    let mut cells: Vec<Vec<Way>> = vec![Vec::new(); (n + 1) * (m + 1)];
    let place = |i: usize, j: usize| i * (m + 1) + j;
    if let Some(first) = cells.first_mut() {
        first.push(Way::default());
    }
    let slack = n.abs_diff(m) + 2;
    for i in 0..=n {
        for j in 0..=m {
            if i.abs_diff(j) > slack {
                continue;
            }
            let ways = std::mem::take(cells.get_mut(place(i, j))?);
            if ways.is_empty() || (i, j) == (n, m) {
                *cells.get_mut(place(i, j))? = ways;
                continue;
            }
            for step in steps(a, b, i, j) {
                let cell = cells.get_mut(place(i + step.n, j + step.m))?;
                for way in &ways {
                    let way = way.with(step);
                    if !cell.iter().any(|other| way.is_beaten_by(other)) {
                        cell.retain(|other| !other.is_beaten_by(&way));
                        cell.push(way);
                    }
                }
            }
        }
    }
    let ends = cells.pop()?;
    ends.into_iter().filter(|way| way.n_pairs > 0).min_by_key(Way::total)
}

/// All steps from words `i` and `j` on.
fn steps(a: &Form<'_>, b: &Form<'_>, i: usize, j: usize) -> Vec<Step> {
    let (left_a, left_b) = (a.tokens.len() - i, b.tokens.len() - j);
    let mut steps = Vec::new();
    if left_a > 0 && left_b > 0 {
        steps.push(pair(a, b, i, j));
    }
    for (n, m) in [(1, 2), (2, 1), (1, 3), (3, 1), (2, 2)] {
        if n <= left_a && m <= left_b {
            steps.extend(joint(a, b, (i, j), (n, m)));
        }
    }
    let is_inside =
        |left: usize, other: usize, other_left: usize| other > 0 && other_left > 0 && left > 1;
    // words are missing on one side; where both have as many, they are other words
    let excess = a.tokens.len().cmp(&b.tokens.len());
    if left_a > 0 {
        let inside = is_inside(left_a, j, left_b) && i > 0;
        let step = skip(a, i, (i, j, 1, 0), inside, i > 0);
        steps.extend((excess.is_gt() || step.rule == Some(Rule::Particle)).then_some(step));
    }
    if left_b > 0 {
        let inside = is_inside(left_b, i, left_a) && j > 0;
        let step = skip(b, j, (i, j, 0, 1), inside, j > 0);
        steps.extend((excess.is_lt() || step.rule == Some(Rule::Particle)).then_some(step));
    }
    steps
}

/// The step that pairs two words.
fn pair(a: &Form<'_>, b: &Form<'_>, i: usize, j: usize) -> Step {
    let fixed = |worst, add, rule| Step { i, j, n: 1, m: 1, worst, add, rule, is_fixed: true };
    let never = fixed(NEVER, 0, Some(Rule::Letter));
    let (Some(one), Some(other)) = (a.tokens.get(i), b.tokens.get(j)) else { return never };
    let is_several = a.tokens.len() > 1 && b.tokens.len() > 1;
    let form = |rule| {
        if one.word.written() == other.word.written() {
            fixed(SAME, 0, None)
        } else {
            fixed(SAME, FORM, Some(rule))
        }
    };
    match (one.kind, other.kind) {
        (Kind::Servant, Kind::Servant) if is_several => match (one.is_glued, other.is_glued) {
            (true, false) => fixed(SAME, FORM, Some(Rule::Split)),
            (false, true) => fixed(SAME, FORM, Some(Rule::Joined)),
            _ => form(Rule::Particle),
        },
        (Kind::Son | Kind::Daughter | Kind::Father | Kind::House, kind)
            if is_several && kind == one.kind =>
        {
            form(Rule::Particle)
        }
        (Kind::Son, Kind::Daughter) | (Kind::Daughter, Kind::Son) => never,
        (Kind::Initial, Kind::Name) | (Kind::Name, Kind::Initial) if is_several => {
            match (one.first, other.first) {
                (Some(x), Some(y))
                    if particles::may_begin_alike(x, y)
                        || particles::is_letter_name(x, &other.word)
                        || particles::is_letter_name(y, &one.word) =>
                {
                    fixed(INITIAL.0, INITIAL.1, Some(Rule::Initial))
                }
                _ => never,
            }
        }
        _ => {
            let worst = word_cost(&one.word, &other.word, a.slice(i, 1), b.slice(j, 1));
            Step { is_fixed: false, worst, rule: None, ..never }
        }
    }
}

/// The step that takes `n` words as one against `m` as one.
fn joint(
    a: &Form<'_>,
    b: &Form<'_>,
    (i, j): (usize, usize),
    (n, m): (usize, usize),
) -> Option<Step> {
    if !may_be_joint(a.tokens.get(i..i + n)?, b.tokens.get(j..j + m)?) {
        return None;
    }
    let (one, other) = (a.joined(i, n)?, b.joined(j, m)?);
    let worst = word_cost(&one, &other, a.slice(i, n), b.slice(j, m));
    // two words against two, as one each, are those that hang together: عبد الفتاح, Abdel Fattah
    let hangs = |tokens: Option<&[Token]>| {
        tokens.is_some_and(|tokens| {
            tokens.iter().any(|token| matches!(token.kind, Kind::Servant | Kind::House))
        })
    };
    let is_loose = match (n, m) {
        (2, 2) => {
            one.script() != other.script()
                && hangs(a.tokens.get(i..i + 2))
                && hangs(b.tokens.get(j..j + 2))
        }
        _ => n + m == 3,
    };
    if worst > 0 || !is_loose && worst != SAME {
        return None;
    }
    let rule = if n > m { Rule::Joined } else { Rule::Split };
    Some(Step { i, j, n, m, worst, add: JOINED, rule: Some(rule), is_fixed: false })
}

/// Whether words may be alike when they are taken as one: their fronts and lengths are not too far
/// apart. This is quick, and most are not.
fn may_be_joint(a: &[Token], b: &[Token]) -> bool {
    let front = |tokens: &[Token]| tokens.first().and_then(|token| token.first);
    let fronts = match (front(a), front(b)) {
        (Some(one), Some(other)) => particles::may_begin_alike(one, other),
        _ => false,
    };
    let len = |tokens: &[Token]| tokens.iter().map(|token| token.word.len()).sum::<usize>();
    let (one, other) = (len(a), len(b));
    fronts && one.abs_diff(other) <= 2 + one.min(other) / 2
}

/// The step that leaves a word of `form` out.
fn skip(
    form: &Form<'_>,
    at: usize,
    (i, j, n, m): (usize, usize, usize, usize),
    is_inside: bool,
    is_behind: bool,
) -> Step {
    let kind = form.tokens.get(at).map_or(Kind::Name, |token| token.kind);
    let (worst, add, rule) = match kind {
        Kind::Son | Kind::Daughter if is_behind => (SAME, OPTIONAL, Rule::Particle),
        Kind::House => (SAME, OPTIONAL, Rule::Particle),
        Kind::Son | Kind::Daughter => (MISSING_SON.0, MISSING_SON.1, Rule::Missing),
        Kind::Honour if at + 1 == form.tokens.len() => (TITLE.0, TITLE.1, Rule::Missing),
        Kind::Title if !is_behind || at + 1 == form.tokens.len() => {
            (TITLE.0, TITLE.1, Rule::Missing)
        }
        Kind::Name | Kind::Father | Kind::Servant | Kind::Initial | Kind::Title | Kind::Honour
            if is_inside =>
        {
            (MISSING_INSIDE.0, MISSING_INSIDE.1, Rule::Missing)
        }
        _ => (MISSING_AT_END.0, MISSING_AT_END.1, Rule::Missing),
    };
    Step { i, j, n, m, worst, add, rule: Some(rule), is_fixed: true }
}

/// Where عبد ends in a word such as عبدالله; nowhere in others.
fn servant(word: &Word, text: &str) -> Option<usize> {
    if word.script() != Script::Arabic || word.len() < 7 {
        return None;
    }
    let mut letters = text.char_indices().filter(|(_, c)| matches!(c, 'ء'..='ي' | 'ٱ'));
    let front = ['ع', 'ب', 'د'];
    if !front.iter().all(|front| letters.next().is_some_and(|(_, c)| c == *front)) {
        return None;
    }
    let (at, alef) = letters.next()?;
    let (_, lam) = letters.next()?;
    (matches!(alef, 'ا' | 'إ' | 'أ' | 'ٱ') && lam == 'ل').then_some(at)
}

/// What words of names are made of.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{640}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}')
        || matches!(c, '\'' | '’' | '‘' | '`' | 'ʿ' | 'ʾ' | '\u{300}'..='\u{36F}')
        || matches!(c, '\u{6D6}'..='\u{6ED}' | '\u{200B}'..='\u{200F}' | '\u{AD}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
