//! `/v1/explain`: why a name is found in a text, or at which step it fails.

use std::sync::Arc;

use axum::extract::{Request, State};
use marsad::{Diagnosis, Engine, Entity, Level, MatchOptions, Step, Unit, UnitIndex};
use marsad_schema::{EntityRecord, LevelName, MatchRecord, match_records};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::find::engine_level;
use super::{Answer, caller, check_text, json_bytes, with_json, wrong};
use crate::auth::Scope;
use crate::cpu::Deadline;
use crate::error::Problem;
use crate::lists::value;
use crate::openapi::Contract;
use crate::state::App;

/// Spellings with a smaller score are like nothing.
const LEAST_SCORE: f32 = 0.5;

/// Most bytes of a text that is explained.
const MAX_TEXT: usize = 1 << 20;

/// A text, and the name that is or is not found in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainRequest {
    /// The text.
    text: String,
    /// The name.
    name: String,
    /// The level it is looked for at; `folded` if not given.
    #[schemars(with = "Option<Contract<LevelName>>")]
    level: Option<LevelName>,
}

/// Why it is found, or why not.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExplainAnswer {
    /// The name.
    name: String,
    /// The level it was looked for at.
    #[schemars(with = "Contract<LevelName>")]
    level: LevelName,
    /// Whether it is found.
    found: bool,
    /// Where, each with its reasons.
    #[schemars(with = "Vec<Contract<MatchRecord<'static>>>")]
    matches: Vec<serde_json::Value>,
    /// Where it came closest, and the step that failed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<Failed>,
    /// The spelling of the text that is most like it, though not enough or at a looser level only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Contract<MatchRecord<'static>>>")]
    closest: Option<serde_json::Value>,
}

/// The step at which a name failed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Failed {
    /// `no-word-alike`: no word of the text is like the first of the name. `letters`: a word differs in
    /// its letters. `prefix`: the word ends as the name's, but what is in front is no string of particles.
    /// `gap`: something parts the words. `function-word`: the word folds to the name, but is a function
    /// word. `level`: equal only at a looser level.
    step: &'static str,
    /// Words of the name that were found before.
    words_found: usize,
    /// The part of the name that was looked for there.
    expected: String,
    /// The place in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Where it begins, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    /// Where it ends, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    /// Where it begins, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    char_start: Option<u32>,
    /// Where it ends, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    char_end: Option<u32>,
}

/// Explains one name in one text.
pub(crate) async fn explain(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Read)?;
    with_json(&app, request, work).await.map(json_bytes)
}

fn work(asked: ExplainRequest, app: &App, _: Deadline) -> Result<Vec<u8>, Problem> {
    let ExplainRequest { text, name, level } = asked;
    check_text(app, "text", &text)?;
    if text.len() > MAX_TEXT {
        let message = format!("the text has {} bytes", text.len());
        return Err(Problem::new(crate::error::Code::TextTooLong, message)
            .field("text")
            .expected("at most 1 MiB: the passage in which the name should be found"));
    }
    let level = level.unwrap_or(LevelName::Folded);
    let records = [EntityRecord::new(name.clone(), name.clone())];
    let engine = Engine::builder()
        .entities(records.iter().map(Entity::from))
        .build()
        .map_err(|error| wrong("name", error.to_string(), "a name that can be looked for"))?;
    let options = MatchOptions { level: engine_level(level), ..MatchOptions::default() };
    let too_long = |error: marsad::TextTooLong| wrong("text", error.to_string(), "a shorter text");
    let mut worker = engine.worker();
    let hits = worker.find(&text, &options).map_err(too_long)?.to_vec();
    let matches = match_records(&engine, &text, &hits, true).iter().map(value).collect();
    let (mut failed, mut closest) = (None, None);
    if hits.is_empty() {
        let loosest = MatchOptions { level: Level::Variant, min_score: LEAST_SCORE, ..options };
        let alike = worker.find(&text, &loosest).map_err(too_long)?;
        let best = alike.iter().max_by(|a, b| a.score.total_cmp(&b.score)).copied();
        failed = engine.diagnose(&text, &options).map(|diagnosis| tell(&diagnosis, &text));
        closest =
            best.and_then(|hit| match_records(&engine, &text, &[hit], true).first().map(value));
    }
    let found = !hits.is_empty();
    serde_json::to_vec(&ExplainAnswer { name, level, found, matches, failed, closest })
        .map_err(|error| Problem::internal(error.to_string()))
}

fn tell(diagnosis: &Diagnosis, text: &str) -> Failed {
    let step = match diagnosis.step {
        Step::NoWordAlike => "no-word-alike",
        Step::Letters => "letters",
        Step::Prefix => "prefix",
        Step::Gap => "gap",
        Step::FunctionWord => "function-word",
        Step::Level => "level",
    };
    let span = diagnosis.span;
    let chars = span.map(|span| UnitIndex::new(text).span(Unit::Chars, span));
    let (char_start, char_end) = chars.unzip();
    Failed {
        step,
        words_found: diagnosis.words_found,
        expected: diagnosis.expected.clone(),
        text: span.and_then(|span| text.get(span.range())).map(str::to_owned),
        start: span.map(|span| span.start),
        end: span.map(|span| span.end),
        char_start,
        char_end,
    }
}
