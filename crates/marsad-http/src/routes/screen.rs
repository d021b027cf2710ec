//! `/v1/screen`: the entities of watchlists that may bear a name.

use std::sync::Arc;

use axum::extract::{Request, State};
use marsad::ScreenOptions;
use marsad_schema::ScreenRecord;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::documents::Names;
use super::{Answer, caller, check_count, from_json, json_body, json_bytes, wrong};
use crate::auth::Scope;
use crate::error::{Code, Problem};
use crate::lists::value;
use crate::openapi::Contract;
use crate::screening::{View, rank};
use crate::state::App;

/// Most candidates for a name.
const MOST: usize = 1000;

/// Most bytes of a name.
const MAX_NAME: usize = 4096;

/// Whom to look for, and where. Give `name` or `names`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScreenRequest {
    /// One name, in Arabic or Latin letters.
    name: Option<String>,
    /// Several names.
    names: Option<Vec<String>>,
    /// The watchlist or several; `world` if not given.
    #[serde(default)]
    watchlist: Names,
    /// Most entities to give for a name, 1 to 1000; 10 if not given.
    top: Option<usize>,
    /// Least score to report, 0 to 1; 0.5 if not given.
    min_score: Option<f32>,
}

/// Candidates for names.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ScreenAnswer {
    /// The version of the list that was screened; of several lists, the sum of their versions.
    generation: u64,
    /// A result for each name, in their order.
    #[schemars(with = "Vec<Contract<ScreenRecord<'static>>>")]
    results: Vec<serde_json::Value>,
}

/// Ranks the entities that may bear a name.
pub(crate) async fn screen(State(app): State<Arc<App>>, request: Request) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let bytes = json_body(&app, request, app.config.max_body).await?;
    let held = Arc::clone(&app);
    let (asked, names, options) = app.cpu.run(move |_| parse(&held, &bytes)).await?;
    let mut views: Vec<View> = Vec::new();
    for name in asked.watchlist.as_slice() {
        let list = app.list(&caller, name)?;
        views.push(list.screening.view(&app, &list).await?);
    }
    if views.is_empty() {
        return Err(wrong("watchlist", "no list is given".to_owned(), "the name of a list"));
    }
    let work = move |deadline: crate::cpu::Deadline| {
        let mut results = Vec::with_capacity(names.len());
        for query in &names {
            deadline.check()?;
            let mut candidates = Vec::new();
            for view in &views {
                candidates.extend(view.screen(query, &options));
            }
            rank(&mut candidates, options.top);
            results.push(value(&ScreenRecord { query: query.into(), candidates }));
        }
        let generation = views.iter().map(|view| view.version).sum();
        serde_json::to_vec(&ScreenAnswer { generation, results })
            .map_err(|error| Problem::internal(error.to_string()))
    };
    app.cpu.run(work).await.map(json_bytes)
}

type Asked = (ScreenRequest, Vec<String>, ScreenOptions);

fn parse(app: &App, bytes: &[u8]) -> Result<Asked, Problem> {
    let mut asked: ScreenRequest = from_json(bytes)?;
    let names = match (asked.name.take(), asked.names.take()) {
        (Some(name), None) => vec![name],
        (None, Some(names)) => names,
        (Some(_), Some(_)) => {
            let message = "both `name` and `names` are given".to_owned();
            return Err(wrong("names", message, "`name` or `names`"));
        }
        (None, None) => {
            return Err(Problem::new(Code::MissingField, "missing field `name`")
                .field("name")
                .expected("`name` or `names`"));
        }
    };
    check_count(app, "names", names.len())?;
    if let Some(k) = names.iter().position(|name| name.len() > MAX_NAME) {
        let message = format!("a name of more than {MAX_NAME} bytes");
        return Err(Problem::new(Code::TextTooLong, message).field(format!("names[{k}]")));
    }
    let top = asked.top.unwrap_or(10);
    if !(1..=MOST).contains(&top) {
        return Err(wrong("top", format!("top is {top}"), "1 to 1000"));
    }
    let min_score = asked.min_score.unwrap_or(0.5);
    if !(0.0..=1.0).contains(&min_score) {
        return Err(wrong("min_score", format!("the least score is {min_score}"), "0 to 1"));
    }
    Ok((asked, names, ScreenOptions { top, min_score }))
}
