//! From arguments to opened inputs.

use marsad::Cut;
use marsad_io::{InputOptions, Source, expand};

use crate::args::{InputArgs, InputFormat};
use crate::output;

/// The inputs of a run: what can be read, and how many of the named could not.
#[derive(Debug)]
pub(crate) struct Inputs {
    pub sources: Vec<Source>,
    pub options: InputOptions,
    /// Paths that were refused; each has been named.
    pub refused: usize,
    /// Size on disk of all sources; `None` if one is a stream.
    pub bytes: Option<u64>,
}

/// Looks up all paths; what is missing is named on standard error and passed over.
///
/// `source_map` asks for places in the bytes of the inputs, `parts` for long texts in parts.
pub(crate) fn open(args: &InputArgs, source_map: bool, parts: Option<Cut>) -> Inputs {
    let (mut sources, mut refused) = (Vec::new(), 0);
    for found in expand(&args.paths) {
        match found {
            Ok(source) => sources.push(source),
            Err(error) => {
                output::say_error(&error.to_string());
                refused += 1;
            }
        }
    }
    let options = InputOptions {
        format: match args.input_format {
            InputFormat::Auto => marsad_io::InputFormat::Auto,
            InputFormat::Text => marsad_io::InputFormat::Text,
            InputFormat::Jsonl => marsad_io::InputFormat::Jsonl,
            InputFormat::Csv => marsad_io::InputFormat::Csv,
        },
        text_field: args.field.clone(),
        lines: args.lines,
        max_record: args.max_record,
        encoding: args.encoding.0,
        parts,
        source_map,
    };
    let bytes = sources.iter().map(Source::bytes).sum();
    Inputs { sources, options, refused, bytes }
}
