//! Why a hit counts as the name: every difference between the spelling and the name as listed, by
//! cause, in text order. Computed on request, for reported hits only.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::variant::judge;
use super::verify::is_word_char;
use super::{Hit, NameKind};
use crate::names::{Piece, Rule};
use crate::normalize::{Profile, normalize_into};
use crate::watchlist::{Level, Name};
use crate::words::{LetterCodes, Reading, is_mark};

/// One difference between a spelling and the name.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions, Rule};
/// let engine = Engine::builder().entity(Entity::new("makkah", ["مكة"])).build()?;
/// let text = "مكـه";
/// let hit = engine.worker().find(text, &MatchOptions::default())?[0];
/// let rules: Vec<Rule> = engine.evidence(text, &hit).iter().map(|why| why.rule).collect();
/// assert_eq!(rules, [Rule::Tatweel, Rule::Teh]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence<'a> {
    /// Its cause.
    pub rule: Rule,
    /// What the text has; empty where the name has more.
    pub from: Cow<'a, str>,
    /// What the name has; empty where the text has more.
    pub to: Cow<'a, str>,
    /// What it takes from the log odds of the score, in thousandths: at level variant the score is
    /// 1 / (1 + e^sum), with the sum of all costs. Differences that other levels hold equal cost
    /// nothing.
    pub cost: f32,
}

impl Evidence<'static> {
    /// A piece of a comparison by the name model.
    pub(crate) fn of(piece: Piece) -> Self {
        Evidence {
            rule: piece.rule,
            from: Cow::Owned(piece.from),
            to: Cow::Owned(piece.to),
            cost: thousandths(piece.cost),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "costs are far below 2^24 thousandths")]
fn thousandths(cost: i32) -> f32 {
    cost as f32 / 1000.0
}

/// Collects the evidence of `hit`, found in `text`.
pub(crate) fn evidence<'a>(
    codes: &LetterCodes,
    name: &Name<'a>,
    text: &'a str,
    hit: &Hit,
) -> Vec<Evidence<'a>> {
    let mut out = Vec::new();
    let mut add = |rule, from: &'a str, to: &'a str| {
        out.push(Evidence { rule, from: from.into(), to: to.into(), cost: 0.0 });
    };
    let listed = name.text();
    if !hit.prefix.is_empty() {
        add(Rule::Prefix, hit.prefix.as_str(), "");
    }
    if hit.kind == NameKind::Weak {
        add(Rule::Weak, "", listed);
    }
    if hit.level == Level::Variant {
        let article = Reading::article_of(usize::from(hit.elided));
        if !article.is_empty() {
            add(Rule::Article, "", article);
        }
        let slice = text.get(hit.span.range()).unwrap_or_default();
        let pieces = judge::pieces(&format!("{article}{slice}"), listed);
        out.extend(pieces.into_iter().map(|piece| -> Evidence<'a> { Evidence::of(piece) }));
        if let Some(prefix) = out.first_mut().filter(|first| first.rule == Rule::Prefix) {
            prefix.cost = thousandths(judge::behind(hit.prefix, hit.n_words));
        }
        return out;
    }
    let listed = words_only(codes, listed);
    let (article, listed) = listed.split_at(leading_bytes(codes, listed, hit.elided));
    if !article.is_empty() {
        add(Rule::Article, "", article);
    }
    let slice = words_only(codes, text.get(hit.span.range()).unwrap_or_default());
    compare(codes, slice, listed, hit.in_ligature, &mut add);
    out
}

/// Where two spellings differ that fold to the same.
pub(super) fn differences<'a>(
    codes: &LetterCodes,
    text: &'a str,
    name: &'a str,
) -> Vec<Evidence<'a>> {
    let mut out = Vec::new();
    let mut add = |rule, from: &'a str, to: &'a str| {
        out.push(Evidence { rule, from: from.into(), to: to.into(), cost: 0.0 });
    };
    compare(codes, words_only(codes, text), words_only(codes, name), 0, &mut add);
    out
}

/// A phrase without what stands before its first letter and behind its last, marks of that kept: a
/// name is found whether these stand in the text or not (ياهو!).
fn words_only<'a>(codes: &LetterCodes, phrase: &'a str) -> &'a str {
    let letter = |c: char| is_letter(codes, c);
    let phrase = phrase.trim_start_matches(|c| !letter(c));
    let Some((last, rest)) = phrase.rfind(letter).and_then(|at| phrase.split_at_checked(at)) else {
        return phrase;
    };
    let after = rest.char_indices().skip(1).find(|(_, c)| codes.count(*c) > 0);
    phrase.get(..last.len() + after.map_or(rest.len(), |(at, _)| at)).unwrap_or(phrase)
}

/// Whether `c` is a letter or a digit and no mark, control or separator.
fn is_letter(codes: &LetterCodes, c: char) -> bool {
    is_word_char(c) && codes.count(c) > 0
}

/// Bytes of the first `n` letters of a name.
fn leading_bytes(codes: &LetterCodes, name: &str, n: u8) -> usize {
    let mut left = usize::from(n);
    let mut ends = name.char_indices().skip_while(|(_, c)| {
        let letters = codes.count(*c);
        let within = left > 0 || (letters == 0 && n > 0);
        left = left.saturating_sub(letters);
        within
    });
    ends.next().map_or(name.len(), |(at, _)| at)
}

/// Walks over spelling and name piece by piece; a piece is a letter with its marks, or a gap.
/// `in_ligature` letters at the start of the text are no part of the name.
fn compare<'a>(
    codes: &LetterCodes,
    text: &'a str,
    name: &'a str,
    in_ligature: u8,
    add: &mut impl FnMut(Rule, &'a str, &'a str),
) {
    if text == name {
        return; // as most hits are
    }
    let mut text_pieces = Pieces { codes, rest: text };
    let mut name_pieces = Pieces { codes, rest: name };
    // Pieces are taken until both sides have folded to the same length: a ligature is one piece
    // against several.
    let (mut text_from, mut name_from) = (0, 0);
    // all particles are of two bytes
    let (mut text_folded, mut name_folded) = (0, 2 * usize::from(in_ligature));
    loop {
        let side = if text_folded <= name_folded { &mut text_pieces } else { &mut name_pieces };
        let Some(piece) = side.next() else { break };
        let folded = folded_len(codes, piece);
        if text_folded <= name_folded {
            text_folded += folded
        } else {
            name_folded += folded
        }
        if text_folded == name_folded {
            let text_to = text.len() - text_pieces.rest.len();
            let name_to = name.len() - name_pieces.rest.len();
            if let (Some(from), Some(to)) =
                (text.get(text_from..text_to), name.get(name_from..name_to))
            {
                causes(codes, from, to, add);
            }
            (text_from, name_from) = (text_to, name_to);
        }
    }
    let (from, to) = (text.get(text_from..), name.get(name_from..));
    if let (Some(from), Some(to)) = (from, to) {
        causes(codes, from, to, add);
    }
}

struct Pieces<'c, 'a> {
    codes: &'c LetterCodes,
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'_, 'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let first = self.rest.chars().next()?;
        let in_word = is_letter(self.codes, first);
        let end = self
            .rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| match in_word {
                true => self.codes.count(*c) > 0,
                false => is_letter(self.codes, *c),
            })
            .map_or(self.rest.len(), |(at, _)| at);
        let (piece, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(piece)
    }
}

/// Bytes of the folded piece; every gap counts as one.
fn folded_len(codes: &LetterCodes, piece: &str) -> usize {
    if !piece.chars().any(|c| is_letter(codes, c)) {
        return 1;
    }
    let mut folded = String::new();
    normalize_into(&Profile::search(), piece, &mut folded);
    folded.len()
}

/// The causes of the difference between two pieces that fold to the same.
fn causes<'a>(
    codes: &LetterCodes,
    text: &'a str,
    name: &'a str,
    add: &mut impl FnMut(Rule, &'a str, &'a str),
) {
    if text == name {
        return;
    }
    if !text.chars().chain(name.chars()).any(|c| is_letter(codes, c)) {
        add(Rule::Gap, text, name);
        return;
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    if nfc.normalize(text) == nfc.normalize(name) {
        add(Rule::Composition, text, name);
        return;
    }
    let deleted = |piece: &'a str| {
        let all = piece.char_indices().filter(|(_, c)| codes.count(*c) == 0);
        all.filter_map(|(at, c)| Some((c, piece.get(at..at + c.len_utf8())?)))
    };
    let mut only_name: Vec<(char, &str)> = deleted(name).collect();
    for (c, from) in deleted(text) {
        match only_name.iter().position(|(other, _)| *other == c) {
            Some(k) => drop(only_name.remove(k)),
            None => add(deleted_rule(c), from, ""),
        }
    }
    for (c, to) in only_name {
        add(deleted_rule(c), "", to);
    }
    let letters = |piece: &'a str| piece.trim_matches(|c| codes.count(c) == 0);
    let (from, to) = (letters(text), letters(name));
    if from != to {
        add(letter_rule(from, to), from, to);
    }
}

fn deleted_rule(c: char) -> Rule {
    match c {
        '\u{640}' => Rule::Tatweel,
        '\u{653}'..='\u{655}' | '\u{674}' => Rule::Hamza,
        c if is_mark(c) => Rule::Mark,
        _ => Rule::Control,
    }
}

fn letter_rule(from: &str, to: &str) -> Rule {
    let any = |of: fn(char) -> bool| from.chars().chain(to.chars()).any(of);
    if any(|c| matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')) {
        Rule::Form
    } else if any(|c| c.is_numeric()) {
        Rule::Digit
    } else if any(|c| c == 'ة') {
        Rule::Teh
    } else if any(|c| matches!(c, 'أ' | 'إ' | 'آ' | '\u{671}'..='\u{673}' | '\u{675}')) {
        Rule::Hamza
    } else if any(|c| matches!(c, '\u{6A9}' | '\u{6AA}' | '\u{6BE}'..='\u{6D5}')) {
        Rule::LookAlike
    } else if any(|c| c == 'ى') {
        Rule::Yeh
    } else if from.to_lowercase() == to.to_lowercase() {
        Rule::Case
    } else {
        Rule::Letter
    }
}
