//! One pass over documents: read, work on all threads, write in order.

use std::fmt;
use std::io::Write;

use anyhow::Context;
use marsad::Cut;
use marsad::pipeline::{Batching, Flow, Outcome, ordered};
use marsad_io::{Buffer, Buffers, Encoding, InputDocument, InputError, Record, Records, Source};
use rayon::ThreadPoolBuilder;

use crate::args::InputArgs;
use crate::exit::Exit;
use crate::progress::Meter;
use crate::{inputs, interrupt, output};

/// Sums of a run.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub documents: u64,
    pub found: u64,
    /// Inputs and records that could not be read.
    pub unread: u64,
    replaced: Replaced,
    encodings: Encodings,
}

/// U+FFFD put in for what was no Unicode.
#[derive(Debug, Default)]
struct Replaced {
    sequences: u64,
    documents: u64,
    /// Id of the first document that has one.
    first: String,
}

/// The encodings found that are not UTF-8, in the order of their first input.
#[derive(Debug, Default)]
struct Encodings(Vec<Found>);

/// The inputs in one encoding.
#[derive(Debug)]
struct Found {
    encoding: Encoding,
    inputs: u64,
    /// Numbers of the first and of the last of them.
    first: usize,
    last: usize,
}

impl Encodings {
    fn note(&mut self, encoding: Encoding, source: usize) {
        match self.0.iter_mut().find(|found| found.encoding == encoding) {
            Some(found) => {
                found.inputs += u64::from(found.last != source);
                found.last = source;
            }
            None => self.0.push(Found { encoding, inputs: 1, first: source, last: source }),
        }
    }
}

impl Found {
    /// What was found, in words.
    fn told(&self, names: &[String]) -> String {
        let Found { encoding, inputs, first, .. } = self;
        let first = names.get(*first).map_or("", String::as_str);
        match inputs {
            1 => format!("{first}: read as {encoding}"),
            _ => {
                let others = output::counted(inputs - 1, "other input", "other inputs");
                format!("{first} and {others}: read as {encoding}")
            }
        }
    }
}

/// What a command wants of the documents besides their text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wants {
    /// Their places in the bytes of the inputs.
    pub source_map: bool,
    /// Long texts in parts, cut at such places.
    pub parts: Option<Cut>,
}

/// Runs `work` over all documents of the inputs, on all threads, and writes the answers in input
/// order. `work` appends its answer to the bytes it is given, which are empty, and returns how much
/// it found.
///
/// `sum_up` gives the last words of the summary. Inputs that can not be read are named and passed
/// over.
///
/// # Errors
/// Standard output that fails, a closed pipe among it; threads that can not be started.
pub(crate) fn documents<S: Send>(
    args: &InputArgs,
    wants: Wants,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &InputDocument<'_>, &mut Vec<u8>) -> anyhow::Result<u64> + Sync,
    sum_up: impl Fn(&Totals) -> String,
) -> anyhow::Result<(Totals, Exit)> {
    interrupt::listen()?;
    let inputs = inputs::open(args, wants.source_map, wants.parts);
    let pool = ThreadPoolBuilder::new()
        .num_threads(args.threads.into())
        .thread_name(|k| format!("marsad-{k}"))
        .build()
        .context("threads could not be started")?;
    let names: Vec<String> = inputs.sources.iter().map(Source::name).map(str::to_owned).collect();
    let records = Records::new(inputs.sources, inputs.options);
    let meter = Meter::new(records.progress(), inputs.bytes, args.quiet);
    let mut totals = Totals { unread: inputs.refused as u64, ..Totals::default() };
    let mut out = output::data();
    let mut failure = None;
    let buffers = Buffers::default();
    let outcome = ordered(
        &pool,
        Batching::default(),
        records,
        |record: &Result<Record, InputError>| {
            record
                .as_ref()
                .map_or(64, |record| usize::try_from(record.bytes()).unwrap_or(usize::MAX))
        },
        state,
        |state, record| {
            let mut record = record?;
            let document = record.parse()?;
            let mut answer = buffers.take();
            answer.clear();
            let found = work(state, &document, &mut answer)?;
            let replaced = (document.replaced > 0).then_some((document.replaced, document.id));
            anyhow::Ok(Done {
                answer,
                found,
                replaced,
                encoding: document.encoding,
                source: document.source,
                is_last: document.is_last,
            })
        },
        interrupt::asked,
        |batch| {
            let mut taken = Ok(());
            // The bar must not be in the way of what is written to the same terminal.
            let talks = batch.iter().any(Result::is_err);
            let write = || taken = take(batch, &mut out, &mut totals);
            match talks || output::is_terminal() {
                true => meter.suspend(write),
                false => write(),
            }
            meter.show(totals.documents);
            match taken {
                Ok(()) => Flow::Continue,
                Err(error) => {
                    failure = Some(error);
                    Flow::Stop
                }
            }
        },
    );
    if let Some(error) = failure {
        return Err(error);
    }
    let is_stopped = outcome == Outcome::Stopped;
    meter.finish(is_stopped, totals.documents, &sum_up(&totals));
    if args.encoding.0.is_none() && !args.quiet {
        for found in &totals.encodings.0 {
            output::tell(&found.told(&names));
        }
    }
    if totals.replaced.sequences > 0 {
        output::say_warning(&totals.replaced.to_string());
    }
    let exit = match outcome {
        Outcome::Stopped => Exit::Interrupted,
        Outcome::Finished if totals.unread > 0 => Exit::SomeUnread,
        Outcome::Finished => Exit::Done,
    };
    Ok((totals, exit))
}

impl fmt::Display for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Replaced { sequences, documents, first } = self;
        let (sequences, were) = (
            output::counted(*sequences, "invalid sequence", "invalid sequences"),
            if *sequences == 1 { "was" } else { "were" },
        );
        match documents {
            1 => write!(f, "{first}: {sequences} {were} read as U+FFFD"),
            _ => write!(
                f,
                "{first} and {}: {sequences} {were} read as U+FFFD",
                output::counted(documents - 1, "other document", "other documents")
            ),
        }
    }
}

/// A document that is done.
struct Done {
    answer: Buffer,
    found: u64,
    /// If U+FFFD had to be put in, how many and in which document.
    replaced: Option<(u32, String)>,
    encoding: Encoding,
    /// The number of its input.
    source: usize,
    is_last: bool,
}

/// Writes the answers of a batch and sends them off, so that a slow stream is answered at once.
fn take(
    batch: Vec<anyhow::Result<Done>>,
    out: &mut impl Write,
    totals: &mut Totals,
) -> anyhow::Result<()> {
    for done in batch {
        match done {
            Ok(Done { answer, found, replaced, encoding, source, is_last }) => {
                totals.documents += u64::from(is_last);
                if encoding != Encoding::UTF_8 {
                    totals.encodings.note(encoding, source);
                }
                totals.found += found;
                if let Some((sequences, id)) = replaced {
                    let replaced = &mut totals.replaced;
                    replaced.sequences += u64::from(sequences);
                    replaced.documents += 1;
                    if replaced.documents == 1 {
                        replaced.first = id;
                    }
                }
                out.write_all(&answer).context(output::STDOUT)?;
            }
            Err(error) => {
                totals.unread += 1;
                output::say_failure(&error);
            }
        }
    }
    out.flush().context(output::STDOUT)
}
