//! `marsad normalize`.

use std::borrow::Cow;
use std::mem;

use anyhow::bail;
use marsad::{
    Norm, OffsetMap, Orig, Profile, Span, Token, Unit, UnitIndex, normalize_into,
    normalize_with_map, tokens,
};
use marsad_io::{InputDocument, SourceMap, write_json_line};
use marsad_schema::{NormalizedRecord, token_records};

use super::profiles;
use crate::args::{NormalizeArgs, Offsets, TextFormat};
use crate::exit::Exit;
use crate::run::{self, Wants};

/// Normalises documents.
///
/// # Errors
/// An unknown profile or operation, offsets asked for in plain text, output that fails.
pub(crate) fn run(args: &NormalizeArgs) -> anyhow::Result<Exit> {
    let profile = profile(args)?;
    let with_map = args.offsets.is_some();
    let format = match (args.format, with_map) {
        (Some(TextFormat::Text), true) => bail!("--offsets needs --format jsonl"),
        (Some(format), _) => format,
        (None, true) => TextFormat::Jsonl,
        (None, false) => TextFormat::Text,
    };
    if with_map && profile.is_tokens() {
        bail!("{} gives tokens, which have their positions: leave out --offsets", profile.name());
    }
    let work = |scratch: &mut Scratch,
                document: &InputDocument<'_>,
                answer: &mut Vec<u8>|
     -> anyhow::Result<u64> {
        if format == TextFormat::Text {
            put_text(&profile, document, answer);
            return Ok(0);
        }
        scratch.text.clear();
        let has_tokens = profile.is_tokens();
        if has_tokens {
            tokens(&profile, &document.text, &mut scratch.tokens)?;
        } else if with_map {
            normalize_with_map(&profile, &document.text, &mut scratch.text, &mut scratch.map)?;
        } else {
            normalize_into(&profile, &document.text, &mut scratch.text);
        }
        answer.reserve(scratch.text.len() + 64);
        let record = NormalizedRecord {
            id: Cow::Borrowed(&document.id),
            text: Cow::Borrowed(&scratch.text),
            tokens: has_tokens.then(|| token_records(&document.text, &scratch.tokens)),
            offsets: with_map.then(|| edits(scratch, document, args.units)),
            fields: Cow::Borrowed(&document.fields),
        };
        write_json_line(answer, &record)?;
        Ok(0)
    };
    let wants = Wants {
        source_map: args.offsets == Some(Offsets::Source),
        // a JSON line is whole; text goes out as it comes in
        parts: (format == TextFormat::Text).then(|| profile.cut()),
    };
    let (_, exit) = run::documents(&args.input, wants, Scratch::default, work, |_| String::new())?;
    Ok(exit)
}

/// Makes `answer`, which is empty, a document or a part of one as text; the last part ends in a line
/// end.
fn put_text(profile: &Profile, document: &InputDocument<'_>, answer: &mut Vec<u8>) {
    // its memory is used; nothing has to be checked
    let mut text = String::from_utf8(mem::take(answer)).unwrap_or_default();
    text.reserve(document.text.len() + 72);
    normalize_into(profile, &document.text, &mut text);
    if document.is_last && !text.ends_with('\n') {
        text.push('\n');
    }
    *answer = text.into_bytes();
}

#[derive(Default)]
struct Scratch {
    text: String,
    map: OffsetMap,
    tokens: Vec<Token>,
}

/// The profile asked for, with its operations changed as asked.
fn profile(args: &NormalizeArgs) -> anyhow::Result<Profile> {
    let profile = profiles::named(&args.profile)?;
    match &args.ops {
        Some(spec) => Ok(profile.with_ops(spec)?),
        None => Ok(profile),
    }
}

/// Every place where the length changed, in the normalised text and where it stood: in the text, or
/// in the bytes of the input when the document has places there.
fn edits(scratch: &Scratch, document: &InputDocument<'_>, units: Unit) -> Vec<[u64; 4]> {
    let Scratch { text, map, .. } = scratch;
    let normalized = UnitIndex::new(text);
    let in_normalized = |span: Span<Norm>| {
        let (start, end) = normalized.span(units, span);
        [start.into(), end.into()]
    };
    let Some(source) = &document.source_map else {
        let original = UnitIndex::new(&document.text);
        let both = |(norm, orig): (Span<Norm>, Span<Orig>)| {
            let [norm_start, norm_end] = in_normalized(norm);
            let (start, end) = original.span(units, orig);
            [norm_start, norm_end, start.into(), end.into()]
        };
        return map.edits(&document.text).map(both).collect();
    };
    let index = source.index(&document.text);
    let both = |orig: Span<Orig>| {
        let [norm_start, norm_end] = in_normalized(map.to_norm(orig));
        let range = index.to_source(orig);
        [norm_start, norm_end, range.start, range.end]
    };
    changed(map, source, &document.text).into_iter().map(both).collect()
}

/// The stretches of a text that normalization or decoding changed in length, in order, those that
/// touch joined.
fn changed(map: &OffsetMap, source: &SourceMap, text: &str) -> Vec<Span<Orig>> {
    let mut spans: Vec<Span<Orig>> = map.edits(text).map(|(_, orig)| orig).collect();
    spans.extend(source.edits());
    spans.sort();
    spans.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            *last = Span::new(last.start, last.end.max(next.end));
        }
        touches
    });
    spans
}
