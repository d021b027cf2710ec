//! `/v1/match/stream`: JSON lines in, JSON lines out, while it runs.
//!
//! One task cuts what arrives into batches of whole lines, another searches them in order and sends the
//! answers. Between them and behind them stand short queues: a client that reads slowly is read from slowly. A
//! line that is no document is answered by an error object in its place.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;
use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use marsad_schema::Document;
use rayon::prelude::*;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::find::{Search, StreamQuery};
use super::{Answer, caller, check_text, from_json, header_text, query, unsupported};
use crate::auth::Scope;
use crate::error::{Code, Problem, ProblemRecord};
use crate::metrics::Count;
use crate::state::{App, Phase};

/// Most bytes of lines that are searched together.
const BATCH: usize = 256 << 10;

/// Batches that may wait to be searched, and to be sent.
const WAITING: usize = 2;

/// The header that tells the version of the lists.
const GENERATION: HeaderName = HeaderName::from_static("marsad-generation");

/// Lines, or what is to be said in their place.
#[derive(Debug)]
enum Batch {
    /// Whole lines, of which the first has this number.
    Lines(u64, Vec<u8>),
    Problem(u64, Problem),
}

/// The answer to a line that is no document.
#[derive(Serialize)]
struct BadLine<'a> {
    line: u64,
    error: ProblemRecord<'a>,
}

/// Searches documents as they come.
pub(crate) async fn stream(State(app): State<Arc<App>>, request: Request) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let kind = header_text(request.headers(), &header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !["application/x-ndjson", "application/jsonl"].contains(&kind) {
        return Err(unsupported("application/x-ndjson"));
    }
    let asked: StreamQuery = query(request.uri())?;
    let search = Arc::new(Search::of_query(&app, &caller, &asked)?);
    let place = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| Problem::busy())?;
    let generation = HeaderValue::from(search.generation);

    let (sender, answers) = Channel::<Bytes, Infallible>::new(WAITING);
    let (batches, to_search) = mpsc::channel(WAITING);
    tokio::spawn(cut(Arc::clone(&app), request.into_body(), batches));
    tokio::spawn(async move {
        app.metrics.streams.add(1);
        search_all(&app, &search, to_search, sender).await;
        app.metrics.streams.take(1);
        drop(place);
    });
    let mut response = Response::new(Body::new(answers));
    let kind = HeaderValue::from_static("application/x-ndjson");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(GENERATION, generation);
    Ok(response)
}

/// Cuts what arrives into whole lines. Ends when the body does, when nobody wants more, or when the server is
/// about to stop.
async fn cut(app: Arc<App>, mut body: Body, batches: mpsc::Sender<Batch>) {
    let mut cutter = Cutter { most: app.config.max_body, ..Cutter::default() };
    loop {
        let frame = tokio::select! {
            frame = timeout(app.config.idle_time(), body.frame()) => frame,
            () = app.draining() => {
                let message = "the server is about to stop: this line and those behind it were not read";
                let problem = Problem::new(Code::NotReady, message).retry_after(1);
                let _ = batches.send(Batch::Problem(cutter.next_line, problem)).await;
                return;
            }
        };
        let stop = match frame {
            Ok(None) => {
                if let Some(batch) = cutter.end() {
                    let _ = batches.send(batch).await;
                }
                return;
            }
            Ok(Some(Ok(frame))) => {
                let Ok(data) = frame.into_data() else { continue };
                for batch in cutter.take(&data) {
                    if batches.send(batch).await.is_err() {
                        return;
                    }
                }
                continue;
            }
            Ok(Some(Err(error))) => Problem::new(Code::BadRequest, format!("broke off: {error}")),
            Err(_) => Problem::new(Code::BodyTimeout, "no further line came in time"),
        };
        let _ = batches.send(Batch::Problem(cutter.next_line, stop)).await;
        return;
    }
}

/// Lines, as they become whole.
#[derive(Debug)]
struct Cutter {
    most: usize,
    /// The beginning of a line.
    rest: Vec<u8>,
    /// The line is too long and is passed over to its end.
    is_too_long: bool,
    next_line: u64,
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter { most: usize::MAX, rest: Vec::new(), is_too_long: false, next_line: 1 }
    }
}

impl Cutter {
    fn take(&mut self, data: &[u8]) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut data = data;
        if self.is_too_long {
            let Some(at) = data.iter().position(|b| *b == b'\n') else { return batches };
            data = data.get(at + 1..).unwrap_or_default();
            self.is_too_long = false;
            self.next_line += 1;
        }
        self.rest.extend_from_slice(data);
        // a long line that goes on is not looked through again
        let mut has_end = data.contains(&b'\n');
        while let Some(end) = has_end.then(|| self.batch_end()).flatten() {
            let tail = self.rest.split_off(end);
            let lines = std::mem::replace(&mut self.rest, tail);
            let n = lines.iter().filter(|b| **b == b'\n').count() as u64;
            batches.push(Batch::Lines(self.next_line, lines));
            self.next_line += n;
            has_end = self.rest.contains(&b'\n');
        }
        if self.rest.len() > self.most {
            self.rest = Vec::new();
            self.is_too_long = true;
            batches.push(Batch::Problem(self.next_line, self.too_long()));
        }
        batches
    }

    /// Behind the last line that ends within a batch, or behind the first.
    fn batch_end(&self) -> Option<usize> {
        let head = self.rest.get(..BATCH).unwrap_or(&self.rest);
        let last = head.iter().rposition(|b| *b == b'\n');
        let end = last.or_else(|| self.rest.iter().position(|b| *b == b'\n'))?;
        Some(end + 1)
    }

    fn end(mut self) -> Option<Batch> {
        let lines = std::mem::take(&mut self.rest);
        (!lines.is_empty()).then_some(Batch::Lines(self.next_line, lines))
    }

    fn too_long(&self) -> Problem {
        let most = self.most;
        Problem::new(Code::BodyTooLarge, format!("the line has more than {most} bytes"))
            .expected(format!("at most {most} bytes"))
    }
}

/// Searches batches in order and sends what they give.
async fn search_all(
    app: &Arc<App>,
    search: &Arc<Search>,
    mut batches: mpsc::Receiver<Batch>,
    mut sender: Sender<Bytes>,
) {
    while let Some(batch) = batches.recv().await {
        let out = match batch {
            Batch::Problem(line, problem) => bad_line(line, &problem),
            Batch::Lines(first, lines) => {
                let (held, search) = (Arc::clone(app), Arc::clone(search));
                let work = move |_| Ok(answer_lines(&held, &search, first, &lines));
                match app.cpu.run_in_turn(work).await {
                    Ok(out) => out,
                    // how many lines it was that are not answered can not be told otherwise
                    Err(problem) => {
                        let _ = sender.send_data(bad_line(first, &problem).into()).await;
                        return;
                    }
                }
            }
        };
        if !out.is_empty() && sender.send_data(out.into()).await.is_err() {
            return;
        }
    }
}

fn answer_lines(app: &App, search: &Search, first: u64, lines: &[u8]) -> Vec<u8> {
    let numbered: Vec<(u64, &[u8])> = (first..)
        .zip(lines.split(|b| *b == b'\n'))
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .collect();
    let answer = |(number, line): &(u64, &[u8])| {
        let mut out = Vec::with_capacity(256);
        match answer_line(app, search, *number, line, &mut out) {
            Ok(()) => out.push(b'\n'),
            Err(problem) => out = bad_line(*number, &problem),
        }
        out
    };
    let answers: Vec<Vec<u8>> = match &numbered[..] {
        [one] => vec![answer(one)],
        many => many.par_iter().map(answer).collect(),
    };
    answers.concat()
}

fn answer_line(
    app: &App,
    search: &Search,
    number: u64,
    line: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), Problem> {
    let mut document: Document = from_json(line.trim_ascii())?;
    check_text(app, "text", &document.text)?;
    document.id.get_or_insert_with(|| number.to_string());
    search.answer(app, &document, out)
}

fn bad_line(line: u64, problem: &Problem) -> Vec<u8> {
    let answer = BadLine { line, error: problem.record(None) };
    // strings and numbers can be written
    let mut out = serde_json::to_vec(&answer).unwrap_or_default();
    out.push(b'\n');
    out
}

impl App {
    /// Waits until the server is about to stop.
    async fn draining(&self) {
        let mut phases = self.subscribe();
        // without a sender there is no server
        let _ = phases.wait_for(|phase| *phase == Phase::Draining).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(batch: &Batch) -> String {
        match batch {
            Batch::Lines(first, lines) => format!("{first}:{}", String::from_utf8_lossy(lines)),
            Batch::Problem(line, problem) => format!("{line}!{}", problem.code().row().0),
        }
    }

    #[test]
    fn lines_are_whole_however_they_arrive() {
        let text = b"a\nbb\n\nccc\nd";
        for cut in 1..text.len() {
            let mut cutter = Cutter::default();
            let mut batches: Vec<Batch> =
                text.chunks(cut).flat_map(|chunk| cutter.take(chunk)).collect();
            batches.extend(cutter.end());
            let all: Vec<u8> = batches
                .iter()
                .flat_map(|batch| match batch {
                    Batch::Lines(_, lines) => lines.clone(),
                    Batch::Problem(..) => Vec::new(),
                })
                .collect();
            assert_eq!(all, text);
            assert_eq!(batches.last().map(told).unwrap(), "5:d");
        }
    }

    #[test]
    fn a_line_too_long_is_told_once_and_passed_over() {
        let mut cutter = Cutter { most: 4, ..Cutter::default() };
        let mut batches = Vec::new();
        for chunk in ["a\n", "12345", "6789", "0\nb\n", "c"] {
            batches.extend(cutter.take(chunk.as_bytes()));
        }
        batches.extend(cutter.end());
        let told: Vec<String> = batches.iter().map(told).collect();
        assert_eq!(told, ["1:a\n", "2!body_too_large", "3:b\n", "4:c"]);
    }
}
