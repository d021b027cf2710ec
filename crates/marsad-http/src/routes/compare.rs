//! `/v1/compare`: whether two spellings are one name.

use std::sync::Arc;

use axum::extract::{Request, State};
use marsad_schema::ComparisonRecord;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, caller, check_count, json_bytes, with_json, wrong};
use crate::auth::Scope;
use crate::cpu::Deadline;
use crate::error::{Code, Problem};
use crate::lists::value;
use crate::openapi::Contract;
use crate::state::App;

/// Most bytes of a name.
const MAX_NAME: usize = 4096;

/// Two spellings, or several pairs of them. Give `a` and `b`, or `pairs`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompareRequest {
    /// One spelling, in Arabic or Latin letters.
    a: Option<String>,
    /// The other.
    b: Option<String>,
    /// Several pairs.
    pairs: Option<Vec<[String; 2]>>,
}

/// How likely the spellings are one name.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CompareAnswer {
    /// A result for each pair, in their order.
    #[schemars(with = "Vec<Contract<ComparisonRecord<'static>>>")]
    results: Vec<serde_json::Value>,
}

/// Compares names.
pub(crate) async fn compare(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Read)?;
    with_json(&app, request, work).await.map(json_bytes)
}

fn work(asked: CompareRequest, app: &App, deadline: Deadline) -> Result<Vec<u8>, Problem> {
    let missing = |field: &'static str| {
        Problem::new(Code::MissingField, format!("missing field `{field}`"))
            .field(field)
            .expected("`a` and `b`, or `pairs`")
    };
    let pairs = match (asked.a, asked.b, asked.pairs) {
        (Some(a), Some(b), None) => vec![[a, b]],
        (None, None, Some(pairs)) => pairs,
        (_, _, Some(_)) => {
            let message = "both a pair and `pairs` are given".to_owned();
            return Err(wrong("pairs", message, "`a` and `b`, or `pairs`"));
        }
        (None, ..) => return Err(missing("a")),
        (_, None, _) => return Err(missing("b")),
    };
    check_count(app, "pairs", pairs.len())?;
    let mut results = Vec::with_capacity(pairs.len());
    for (k, [a, b]) in pairs.iter().enumerate() {
        deadline.check()?;
        if a.len().max(b.len()) > MAX_NAME {
            let message = format!("a name of more than {MAX_NAME} bytes");
            return Err(Problem::new(Code::TextTooLong, message).field(format!("pairs[{k}]")));
        }
        results.push(value(&ComparisonRecord::from((&**a, &**b))));
    }
    serde_json::to_vec(&CompareAnswer { results })
        .map_err(|error| Problem::internal(error.to_string()))
}
