//! `/v1/match`: names of watchlists in texts.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Request, State};
use marsad::{Engine, Level, MatchOptions, Overlaps, VARIANT_FROM};
use marsad_schema::{Document, DocumentResult, LevelName, match_records};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::documents::{Names, documents};
use super::{Answer, caller, json_bytes, with_json, wrong};
use crate::auth::{Caller, Scope};
use crate::cpu::Deadline;
use crate::error::{Code, Problem};
use crate::openapi::Contract;
use crate::state::{App, Snapshot};

/// What to look for, and in which texts. Give `text` or `documents`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchRequest {
    /// One text; its id in the answer is `0`.
    text: Option<String>,
    /// Several texts. Their other fields come back with the results.
    #[schemars(with = "Option<Vec<Contract<Document>>>")]
    documents: Option<Vec<Document>>,
    /// The watchlist, or several that are searched as one; `world` if not given.
    #[serde(default)]
    watchlist: Names,
    /// How loosely a spelling may differ; `folded` if not given.
    #[schemars(with = "Option<Contract<LevelName>>")]
    level: Option<LevelName>,
    /// Least score to report, 0.5 to 1; 0.8 if not given.
    min_score: Option<f32>,
    /// Of hits on the same words: `longest` or `all`; `longest` if not given.
    overlaps: Option<OverlapsName>,
    /// Positions in UTF-16 units too.
    #[serde(default)]
    utf16: bool,
}

/// The same of a stream, in the address.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamQuery {
    /// The watchlist, or several with commas between, searched as one; `world` if not given.
    watchlist: Option<String>,
    /// How loosely a spelling may differ; `folded` if not given.
    #[schemars(with = "Option<Contract<LevelName>>")]
    level: Option<LevelName>,
    /// Least score to report, 0.5 to 1; 0.8 if not given.
    min_score: Option<f32>,
    /// Of hits on the same words: `longest` or `all`; `longest` if not given.
    overlaps: Option<OverlapsName>,
    /// Positions in UTF-16 units too.
    #[serde(default)]
    utf16: bool,
}

/// Which of overlapping hits are given.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OverlapsName {
    /// The first from the left, then the longest.
    Longest,
    /// All.
    All,
}

/// What was found.
/// It is written piece by piece; this is its schema.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MatchAnswer {
    /// The version of the list that was searched; of several lists, the sum of their versions.
    generation: u64,
    /// A result for each document, in their order.
    #[schemars(with = "Vec<Contract<DocumentResult<'static>>>")]
    results: Vec<()>,
}

/// Lists and options of a search, ready for texts.
#[derive(Debug)]
pub(crate) struct Search {
    engine: Arc<Engine>,
    pub generation: u64,
    options: MatchOptions,
    utf16: bool,
}

impl Search {
    /// # Errors
    /// Lists that are not there or not for `caller`; options that can not be.
    fn new(
        app: &App,
        caller: &Caller,
        names: &[String],
        options: MatchOptions,
        utf16: bool,
    ) -> Result<Search, Problem> {
        if !(0.5..=1.0).contains(&options.min_score) {
            let message = format!("the least score is {}", options.min_score);
            return Err(wrong("min_score", message, "0.5 to 1"));
        }
        let (engine, generation) = joined(app, caller, names)?;
        Ok(Search { engine, generation, options, utf16 })
    }

    /// The search that the address of a stream asks for.
    ///
    /// # Errors
    /// As for [`Search::new`].
    pub(crate) fn of_query(
        app: &App,
        caller: &Caller,
        query: &StreamQuery,
    ) -> Result<Search, Problem> {
        let lists = query.watchlist.as_deref().unwrap_or(crate::lists::WORLD);
        let names: Vec<String> = lists.split(',').map(str::to_owned).collect();
        let options = options(query.level, query.min_score, query.overlaps);
        Search::new(app, caller, &names, options, query.utf16)
    }

    /// The result for one document, as JSON, appended to `out`.
    ///
    /// # Errors
    /// A text too long to be numbered.
    pub(crate) fn answer(
        &self,
        app: &App,
        document: &Document,
        out: &mut Vec<u8>,
    ) -> Result<(), Problem> {
        app.cpu.with_buffers(|buffers| {
            let mut worker = self.engine.worker_with(buffers);
            let written = match worker.find(&document.text, &self.options) {
                Ok(hits) => {
                    let matches = match_records(&self.engine, &document.text, hits, self.utf16);
                    app.metrics.matched(&document.text, &matches);
                    let result = DocumentResult {
                        id: Cow::Borrowed(document.id.as_deref().unwrap_or_default()),
                        matches,
                        fields: Cow::Borrowed(&document.fields),
                    };
                    serde_json::to_writer(&mut *out, &result)
                        .map_err(|error| Problem::internal(error.to_string()))
                }
                Err(error) => Err(Problem::new(Code::TextTooLong, error.to_string())),
            };
            (written, worker.into_buffers())
        })
    }
}

/// The lists of those names as one, and its generation.
///
/// # Errors
/// Lists that are not there or not for `caller`.
fn joined(app: &App, caller: &Caller, names: &[String]) -> Result<(Arc<Engine>, u64), Problem> {
    let mut snapshots: Vec<Arc<Snapshot>> = Vec::with_capacity(names.len());
    for (k, name) in names.iter().enumerate() {
        if names.iter().take(k).any(|before| before == name) {
            let message = format!("the list `{name}` is given twice");
            return Err(wrong("watchlist", message, "each list once"));
        }
        super::check_count(app, "watchlist", names.len())?;
        snapshots.push(app.list(caller, name)?.snapshot());
    }
    match &snapshots[..] {
        [] => Err(wrong("watchlist", "no list is given".to_owned(), "the name of a list")),
        [one] => Ok((Arc::clone(&one.engine), one.version)),
        many => {
            let engine = Engine::joined(many.iter().map(|one| &*one.engine))
                .map_err(|error| Problem::new(Code::ListTooLarge, error.to_string()))?;
            let generation = many.iter().map(|one| one.version).sum();
            Ok((Arc::new(engine), generation))
        }
    }
}

pub(crate) fn options(
    level: Option<LevelName>,
    min_score: Option<f32>,
    overlaps: Option<OverlapsName>,
) -> MatchOptions {
    MatchOptions {
        level: engine_level(level.unwrap_or(LevelName::Folded)),
        min_score: min_score.unwrap_or(VARIANT_FROM),
        overlaps: match overlaps {
            Some(OverlapsName::All) => Overlaps::All,
            _ => Overlaps::Longest,
        },
    }
}

pub(crate) fn engine_level(level: LevelName) -> Level {
    match level {
        LevelName::Exact => Level::Exact,
        LevelName::Folded => Level::Folded,
        LevelName::Variant => Level::Variant,
    }
}

/// Finds names in texts.
pub(crate) async fn find(State(app): State<Arc<App>>, request: Request) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let work = move |asked: MatchRequest, app: &App, deadline: Deadline| {
        let options = options(asked.level, asked.min_score, asked.overlaps);
        let search = Search::new(app, &caller, asked.watchlist.as_slice(), options, asked.utf16)?;
        let documents = documents(app, asked.text, asked.documents)?;
        let answer = |document: &Document| {
            deadline.check()?;
            let mut out = Vec::new();
            search.answer(app, document, &mut out)?;
            Ok(out)
        };
        let results: Vec<Vec<u8>> = match &documents[..] {
            [one] => vec![answer(one)?],
            many => many.par_iter().map(answer).collect::<Result<_, Problem>>()?,
        };
        Ok(written(search.generation, &results))
    };
    with_json(&app, request, work).await.map(json_bytes)
}

fn written(generation: u64, results: &[Vec<u8>]) -> Vec<u8> {
    let len: usize = results.iter().map(|result| result.len() + 1).sum();
    let mut out = Vec::with_capacity(len + 64);
    out.extend_from_slice(format!("{{\"generation\":{generation},\"results\":[").as_bytes());
    for (k, result) in results.iter().enumerate() {
        if k > 0 {
            out.push(b',');
        }
        out.extend_from_slice(result);
    }
    out.extend_from_slice(b"]}");
    out
}
