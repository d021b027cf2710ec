//! The order of a text: a chain of order two over what stands between white space, learned from the
//! articles, with the content words left open.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::Result;
use crate::random::Random;

/// Words that occur this often in the articles stay as they are.
const FREQUENT: usize = 4;
/// Shortest line, in pieces, that is learned from: titles and bylines are not.
const SHORTEST: usize = 6;
/// A paragraph is cut here if the chain has not ended it.
const LONGEST: usize = 120;

/// What stands between two white spaces: a core with signs around it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Piece {
    pub(super) before: String,
    pub(super) core: Core,
    pub(super) after: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Core {
    /// A word, or what is as good as one: `الأول/ديسمبر`.
    Word(String),
    /// Here stands a content word.
    Place,
    /// Here stands a number.
    Number,
    /// Signs alone.
    None,
}

/// What the articles teach.
#[derive(Debug)]
pub(super) struct Articles {
    /// The different pieces; the first is the border of paragraphs.
    pieces: Vec<Piece>,
    /// What follows two pieces, each as often as it does.
    next: HashMap<(usize, usize), Vec<usize>>,
    /// Content words, the most frequent first.
    pub(super) content: Vec<String>,
}

/// Reads the articles in a folder.
pub(super) fn articles(folder: &Path) -> Result<Articles> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    let texts: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
    let lines: Vec<Vec<Piece>> =
        texts.iter().flat_map(|text| text.lines()).filter_map(learnable).collect();
    if lines.is_empty() {
        return Err(format!("no articles in {}", folder.display()).into());
    }
    Ok(learn(lines))
}

/// The pieces of a line that is long enough and not vocalised.
fn learnable(line: &str) -> Option<Vec<Piece>> {
    let n_marks = line.chars().filter(|c| is_haraka(*c)).count();
    let pieces: Vec<Piece> = line.split_whitespace().filter_map(piece).collect();
    (pieces.len() >= SHORTEST && 20 * n_marks < line.chars().count()).then_some(pieces)
}

/// A piece, unless it has characters that plain news does not have.
fn piece(text: &str) -> Option<Piece> {
    let is_core = |c: char| c.is_alphanumeric() || is_haraka(c);
    let signs = |text: &str| text.chars().filter(|c| "،.؛:؟!\"()«»-/%#@_…".contains(*c)).collect();
    let start = text.find(is_core).unwrap_or(text.len());
    let (before, rest) = text.split_at(start);
    let end = rest.char_indices().rfind(|(_, c)| is_core(*c));
    let end = end.map_or(0, |(at, c)| at + c.len_utf8());
    let (core, after) = rest.split_at(end);
    let core = if core.is_empty() {
        Core::None
    } else if core.chars().all(char::is_numeric) {
        Core::Number
    } else if core.chars().all(is_plain) {
        Core::Word(core.to_owned())
    } else {
        return None;
    };
    let piece = Piece { before: signs(before), core, after: signs(after) };
    let is_empty = piece.core == Core::None && piece.before.is_empty() && piece.after.is_empty();
    (!is_empty).then_some(piece)
}

/// Opens the places of content words and counts what follows what.
fn learn(mut lines: Vec<Vec<Piece>>) -> Articles {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for piece in lines.iter().flatten() {
        if let Core::Word(word) = &piece.core {
            *counts.entry(word.clone()).or_default() += 1;
        }
    }
    for piece in lines.iter_mut().flatten() {
        if let Core::Word(word) = &piece.core
            && word.chars().all(is_letter)
            && counts.get(word).is_some_and(|n| *n < FREQUENT)
        {
            piece.core = Core::Place;
        }
    }
    let mut content: Vec<(usize, String)> = counts
        .into_iter()
        .filter(|(word, n)| *n < FREQUENT && word.chars().all(is_letter))
        .map(|(word, n)| (n, word))
        .collect();
    content.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));

    let border = Piece { before: String::new(), core: Core::None, after: String::new() };
    let mut articles = Articles {
        pieces: vec![border.clone()],
        next: HashMap::new(),
        content: content.into_iter().map(|(_, word)| word).collect(),
    };
    let mut ids = HashMap::from([(border, 0)]);
    for line in lines {
        let (mut a, mut b) = (0, 0);
        for piece in line {
            let id = *ids.entry(piece.clone()).or_insert_with(|| {
                articles.pieces.push(piece);
                articles.pieces.len() - 1
            });
            articles.next.entry((a, b)).or_default().push(id);
            (a, b) = (b, id);
        }
        articles.next.entry((a, b)).or_default().push(0);
    }
    articles
}

impl Articles {
    /// The pieces of a new paragraph.
    pub(super) fn paragraph(&self, random: &mut Random) -> Vec<&Piece> {
        let mut pieces = Vec::new();
        let (mut a, mut b) = (0, 0);
        while pieces.len() < LONGEST {
            let next = self.next.get(&(a, b)).map_or(0, |next| random.pick(next));
            let Some(piece) = self.pieces.get(next).filter(|_| next != 0) else { break };
            pieces.push(piece);
            (a, b) = (b, next);
        }
        pieces
    }
}

/// What a word of plain news is made of.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic()
        || is_letter(c)
        || is_haraka(c)
        || matches!(c, '\u{60C}' | '\u{640}' | '\u{660}'..='\u{669}')
}

/// A letter of Arabic as it is written in Arabic.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}')
}

/// A short vowel, tanwin, shadda or sukun.
pub(super) fn is_haraka(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}')
}
