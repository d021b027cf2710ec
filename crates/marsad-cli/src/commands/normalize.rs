//! `marsad normalize`.

use std::borrow::Cow;
use std::io::Write;

use anyhow::bail;
use marsad::{OffsetMap, Profile, Token, normalize_into, normalize_with_map, tokens};
use marsad_io::{InputDocument, write_json_line};
use marsad_schema::{NormalizedRecord, token_records};

use super::profiles;
use crate::args::{NormalizeArgs, TextFormat};
use crate::exit::Exit;
use crate::run::{self, Answer};

/// Normalises documents.
///
/// # Errors
/// An unknown profile or operation, offsets asked for in plain text, output that fails.
pub(crate) fn run(args: &NormalizeArgs) -> anyhow::Result<Exit> {
    let profile = profile(args)?;
    let format = match (args.format, args.offsets) {
        (Some(TextFormat::Text), true) => bail!("--offsets needs --format jsonl"),
        (Some(format), _) => format,
        (None, true) => TextFormat::Jsonl,
        (None, false) => TextFormat::Text,
    };
    if args.offsets && profile.is_tokens() {
        bail!("{} gives tokens, which have their positions: leave out --offsets", profile.name());
    }
    let work = |scratch: &mut Scratch, document: &InputDocument| -> anyhow::Result<Answer> {
        scratch.text.clear();
        let has_tokens = profile.is_tokens() && format == TextFormat::Jsonl;
        if has_tokens {
            tokens(&profile, &document.text, &mut scratch.tokens)?;
        } else if args.offsets {
            normalize_with_map(&profile, &document.text, &mut scratch.text, &mut scratch.map)?;
        } else {
            normalize_into(&profile, &document.text, &mut scratch.text);
        }
        let mut bytes = Vec::with_capacity(scratch.text.len() + 64);
        match format {
            TextFormat::Text => {
                bytes.write_all(scratch.text.as_bytes())?;
                if !scratch.text.ends_with('\n') {
                    bytes.push(b'\n');
                }
            }
            TextFormat::Jsonl => {
                let record = NormalizedRecord {
                    id: Cow::Borrowed(&document.id),
                    text: Cow::Borrowed(&scratch.text),
                    tokens: has_tokens.then(|| token_records(&document.text, &scratch.tokens)),
                    offsets: args.offsets.then(|| edits(&scratch.map, &document.text)),
                    fields: Cow::Borrowed(&document.fields),
                };
                write_json_line(&mut bytes, &record)?;
            }
        }
        Ok(Answer { bytes, found: 0 })
    };
    let (_, exit) = run::documents(&args.input, Scratch::default, work, |_| String::new())?;
    Ok(exit)
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

/// Every place where the length changed, as spans in the normalised and in the original text.
fn edits(map: &OffsetMap, original: &str) -> Vec<[u32; 4]> {
    map.edits(original).map(|(norm, orig)| [norm.start, norm.end, orig.start, orig.end]).collect()
}
