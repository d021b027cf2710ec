//! `/v1/normalize`: texts by a profile.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Request, State};
use marsad::{OffsetMap, Profile, Unit, UnitIndex, normalize_into, normalize_with_map, tokens};
use marsad_schema::{Document, NormalizedRecord, token_records};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::documents::documents;
use super::{Answer, caller, json_bytes, with_json, wrong};
use crate::auth::Scope;
use crate::cpu::Deadline;
use crate::error::Problem;
use crate::lists::value;
use crate::openapi::Contract;
use crate::state::App;

/// Which texts to normalise, and how. Give `text` or `documents`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NormalizeRequest {
    /// One text; its id in the answer is `0`.
    text: Option<String>,
    /// Several texts. Their other fields come back with the results.
    #[schemars(with = "Option<Vec<Contract<Document>>>")]
    documents: Option<Vec<Document>>,
    /// Profile: `clean`, `strict`, `search`, `loose`, `quran` or that of another program; `search` if not
    /// given.
    profile: Option<String>,
    /// Operations to add to the profile or to take from it, as `+digits,-tatweel`.
    ops: Option<String>,
    /// Give with each text the stretches that changed otherwise than letter for letter, as [start, end,
    /// start, end]: first in the normalised text, then in the original.
    #[serde(default)]
    offsets: bool,
    /// What `offsets` counts in; `bytes` if not given.
    units: Option<UnitName>,
}

/// A unit of positions.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UnitName {
    /// Bytes of UTF-8.
    Bytes,
    /// Code points, as in Python.
    Chars,
    /// Units of UTF-16, as in Java and JavaScript.
    Utf16,
}

/// Texts that were normalised.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NormalizeAnswer {
    /// A result for each document, in their order.
    #[schemars(with = "Vec<Contract<NormalizedRecord<'static>>>")]
    results: Vec<serde_json::Value>,
}

/// Normalises texts.
pub(crate) async fn normalize(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Read)?;
    with_json(&app, request, work).await.map(json_bytes)
}

fn work(asked: NormalizeRequest, app: &App, deadline: Deadline) -> Result<Vec<u8>, Problem> {
    let name = asked.profile.as_deref().unwrap_or("search");
    let profile: Profile = name.parse().map_err(|error: marsad::ProfileError| {
        wrong("profile", error.to_string(), "the name of a profile")
    })?;
    let profile = match &asked.ops {
        None => profile,
        Some(ops) => profile.with_ops(ops).map_err(|error| {
            wrong("ops", error.to_string(), "operations, each with + or - before it")
        })?,
    };
    if asked.offsets && profile.is_tokens() {
        let message = format!("{} gives tokens, which have their positions", profile.name());
        return Err(wrong("offsets", message, "false"));
    }
    let units = match asked.units {
        None | Some(UnitName::Bytes) => Unit::Bytes,
        Some(UnitName::Chars) => Unit::Chars,
        Some(UnitName::Utf16) => Unit::Utf16,
    };
    let documents = documents(app, asked.text, asked.documents)?;
    let mut results = Vec::with_capacity(documents.len());
    for document in &documents {
        deadline.check()?;
        results.push(one(&profile, document, asked.offsets.then_some(units))?);
    }
    serde_json::to_vec(&NormalizeAnswer { results })
        .map_err(|error| Problem::internal(error.to_string()))
}

fn one(
    profile: &Profile,
    document: &Document,
    offsets: Option<Unit>,
) -> Result<serde_json::Value, Problem> {
    let too_long = |error: marsad::TextTooLong| {
        Problem::new(crate::error::Code::TextTooLong, error.to_string())
    };
    let Document { id, text, fields } = document;
    let (mut out, mut map, mut found) = (String::new(), OffsetMap::default(), Vec::new());
    if profile.is_tokens() {
        tokens(profile, text, &mut found).map_err(too_long)?;
    } else if offsets.is_some() {
        normalize_with_map(profile, text, &mut out, &mut map).map_err(too_long)?;
    } else {
        normalize_into(profile, text, &mut out);
    }
    let record = NormalizedRecord {
        id: Cow::Borrowed(id.as_deref().unwrap_or_default()),
        text: Cow::Borrowed(&out),
        tokens: profile.is_tokens().then(|| token_records(text, &found)),
        offsets: offsets.map(|units| edits(&map, &out, text, units)),
        fields: Cow::Borrowed(fields),
    };
    Ok(value(&record))
}

/// Every place where the length changed: in the normalised text, and where it stood.
fn edits(map: &OffsetMap, normalized: &str, original: &str, units: Unit) -> Vec<[u64; 4]> {
    let (in_normalized, in_original) = (UnitIndex::new(normalized), UnitIndex::new(original));
    map.edits(original)
        .map(|(norm, orig)| {
            let (norm_start, norm_end) = in_normalized.span(units, norm);
            let (start, end) = in_original.span(units, orig);
            [norm_start.into(), norm_end.into(), start.into(), end.into()]
        })
        .collect()
}
