//! One pass over documents: read, work on all threads, write in order.

use std::io::Write;

use anyhow::Context;
use marsad::pipeline::{Batching, Flow, Outcome, ordered};
use marsad_io::{InputDocument, InputError, Record, Records};
use rayon::ThreadPoolBuilder;

use crate::args::Cli;
use crate::exit::Exit;
use crate::inputs::{self, Inputs};
use crate::progress::Meter;
use crate::{interrupt, output};

/// What work on a document gives: the bytes to write, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub bytes: Vec<u8>,
    pub found: u64,
}

/// Sums of a run.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Totals {
    pub documents: u64,
    pub found: u64,
    /// U+FFFD put in for what was no Unicode.
    pub replaced: u64,
    /// Inputs and records that could not be read.
    pub unread: u64,
}

/// Runs `work` over all documents on `cli.threads` threads and writes the answers in input order.
///
/// `sum_up` gives the last words of the summary. Inputs that can not be read are named and passed
/// over.
///
/// # Errors
/// Standard output that fails, a closed pipe among it; threads that can not be started.
pub(crate) fn documents<S: Send>(
    cli: &Cli,
    inputs: Inputs,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &InputDocument) -> anyhow::Result<Answer> + Sync,
    sum_up: impl Fn(&Totals) -> String,
) -> anyhow::Result<(Totals, Exit)> {
    interrupt::listen()?;
    let pool = ThreadPoolBuilder::new()
        .num_threads(cli.threads)
        .thread_name(|k| format!("marsad-{k}"))
        .build()
        .context("threads could not be started")?;
    let records = Records::new(inputs.sources, inputs.options);
    let mut meter = Meter::new(records.progress(), inputs.bytes, cli.quiet);
    let mut totals = Totals { unread: inputs.refused as u64, ..Totals::default() };
    let mut out = output::stdout();
    let mut failure = None;
    let outcome = ordered(
        &pool,
        Batching::default(),
        records,
        |record: &Result<Record, InputError>| {
            record.as_ref().map_or(64, |record| usize::try_from(record.bytes()).unwrap_or(usize::MAX))
        },
        state,
        |state, record| {
            let document = record.and_then(Record::parse)?;
            let answer = work(state, &document)?;
            anyhow::Ok((answer, document.replaced))
        },
        interrupt::asked,
        |batch| {
            let mut taken = Ok(());
            let bar = meter.bar();
            let take = || taken = take(batch, &mut out, &mut totals, &mut meter);
            match bar {
                Some(bar) if output::is_terminal() => bar.suspend(take),
                _ => take(),
            }
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
    out.flush().context("standard output")?;
    meter.finish(totals.documents, &sum_up(&totals));
    if totals.replaced > 0 {
        output::say_warning(&format!(
            "{} invalid sequences were read as U+FFFD",
            totals.replaced
        ));
    }
    let exit = match outcome {
        Outcome::Stopped => Exit::Interrupted,
        Outcome::Finished if totals.unread > 0 => Exit::SomeUnread,
        Outcome::Finished => Exit::Done,
    };
    Ok((totals, exit))
}

/// Writes the answers of a batch and sends them off, so that a slow stream is answered at once.
fn take(
    batch: Vec<anyhow::Result<(Answer, u32)>>,
    out: &mut impl Write,
    totals: &mut Totals,
    meter: &mut Meter,
) -> anyhow::Result<()> {
    for done in batch {
        match done {
            Ok((answer, replaced)) => {
                totals.documents += 1;
                totals.found += answer.found;
                totals.replaced += u64::from(replaced);
                out.write_all(&answer.bytes).context("standard output")?;
            }
            Err(error) => {
                totals.unread += 1;
                meter.suspend(|| match error.downcast_ref::<InputError>() {
                    Some(error) => inputs::say(error),
                    None => output::say_error(&format!("{error:#}")),
                });
            }
        }
    }
    meter.show(totals.documents);
    out.flush().context("standard output")
}
