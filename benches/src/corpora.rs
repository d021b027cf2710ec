//! The corpora: documents in one text, and how they are made.
//!
//! | corpus | what |
//! |---|---|
//! | [`plain`] | news as it comes: about 0.3 % of the bytes are marks |
//! | [`vocalised`] | the same articles fully vocalised: about 42 % of the bytes are marks |
//! | [`persian`] | the same articles with yeh and kaf as Persian writes them: other lead bytes in every line |
//! | [`mixed`] | the same articles with Latin words, both digit sets, presentation forms, Persian letters, invisible controls, tatweel and typographic signs |
//!
//! How `plain` is made. The articles under `fixtures/news` give two things: the **order** of a text
//! (a chain of order two over function words, punctuation and empty places for content words, cut
//! into paragraphs) and the **letters** of Arabic words (a chain of order two over letters). The
//! letter chain makes a lexicon of [`LEXICON`] words, the content words of the articles among the
//! first; a word fills a place by its rank, after Zipf's law in Mandelbrot's form. One place in
//! twenty or so holds a name of one to three words, drawn by Zipf's law from a few thousand, some
//! behind a particle. The constants are set so that the text counts like Arabic news, measured on
//! 864,000 words of it: 10.9 bytes a word with all that surrounds it, 49,000 different words among the
//! first 370,000, a quarter of the text in its 100 most frequent words, 31 words a paragraph,
//! about 0.15 signs a word. What it does not have is sense: no bench should depend on grammar.

mod lexicon;
mod mixed;
mod order;
mod plain;
mod vocalised;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use plain::LEXICON;

use marsad_io::{Documents, InputOptions, Source};

use crate::Result;

/// Documents in one text. A document ends with an empty line and has none inside, so that a file is
/// all a program needs to know them again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    text: String,
    documents: Vec<Range<usize>>,
}

impl Corpus {
    /// Takes `text` apart at its empty lines.
    pub fn parse(text: String) -> Corpus {
        let mut documents = Vec::new();
        let mut start = 0;
        for (at, separator) in text.match_indices("\n\n") {
            documents.push(start..at);
            start = at + separator.len();
        }
        documents.push(start..text.len());
        documents.retain(|document| !document.is_empty());
        Corpus { text, documents }
    }

    /// Puts documents together; their empty lines become line ends.
    pub fn from_documents<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Corpus {
        let mut text = String::new();
        for document in texts {
            let lines = document.as_ref().split('\n').filter(|line| !line.is_empty());
            let before = text.len();
            for line in lines {
                text.push_str(line);
                text.push('\n');
            }
            if text.len() > before {
                text.push('\n');
            }
        }
        Corpus::parse(text)
    }

    /// Reads a corpus: `.jsonl` (its field `text`) and `.csv` by documents, anything else as text
    /// whose documents end with an empty line.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no document.
    pub fn read(path: &Path) -> Result<Corpus> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("jsonl" | "ndjson" | "csv" | "gz" | "zst")) {
            let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            return Ok(Corpus::parse(text));
        }
        let documents = Documents::new(vec![Source::file(path)], InputOptions::default());
        let texts: Vec<String> = documents
            .map(|document| document.map(|d| d.text.into_owned()))
            .collect::<Result<_, _>>()?;
        Ok(Corpus::from_documents(texts))
    }

    /// The documents in order.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = &str> {
        self.documents.iter().map(|range| self.text.get(range.clone()).unwrap_or_default())
    }

    /// Document `k`; empty when there is none.
    pub fn document(&self, k: usize) -> &str {
        let range = self.documents.get(k).cloned().unwrap_or_default();
        self.text.get(range).unwrap_or_default()
    }

    /// All documents with the empty lines between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of the documents, without the empty lines between them: what throughput counts.
    pub fn bytes(&self) -> u64 {
        self.documents.iter().map(|range| range.len() as u64).sum()
    }
}

/// Plain news of at least `bytes` bytes.
///
/// # Errors
/// Articles that cannot be read.
pub fn plain(bytes: usize) -> Result<Corpus> {
    plain::corpus(&order::articles(&fixtures())?, bytes)
}

/// A corpus fully vocalised by rule: each document of `corpus` with harakat on its letters.
pub fn vocalised(corpus: &Corpus) -> Corpus {
    Corpus::from_documents(corpus.documents().map(vocalised::document))
}

/// A corpus that looks like Persian to a scanner of bytes: yeh and kaf are U+06CC and U+06A9.
pub fn persian(corpus: &Corpus) -> Corpus {
    let text = |document: &str| document.replace('ي', "ی").replace('ك', "ک");
    Corpus::from_documents(corpus.documents().map(text))
}

/// A corpus with everything in it that text from the net has: each document of `corpus` with some of
/// its words changed.
pub fn mixed(corpus: &Corpus) -> Corpus {
    mixed::corpus(corpus)
}

/// The documents of `corpus` as the level `folded` compares them, which is what peers without a fold
/// of their own are given.
pub fn folded(corpus: &Corpus) -> Corpus {
    // line by line: the fold makes a space of a line end
    let fold = |document: &str| {
        let lines: Vec<String> = document.split('\n').map(crate::words::fold).collect();
        lines.join("\n")
    };
    Corpus::from_documents(corpus.documents().map(fold))
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/news")
}

#[cfg(test)]
mod tests;
