//! The description of the service as OpenAPI 3.1: routes from one table, bodies from the types.
//!
//! Types of the contract keep the schemas that are committed with them; types of this crate are described by
//! their derives. Both are JSON Schema 2020-12, which OpenAPI 3.1 takes as it is.

use std::borrow::Cow;
use std::marker::PhantomData;

use marsad_schema::{
    ComparisonRecord, Document, DocumentResult, EntityRecord, FindingRecord, JSON_SCHEMAS,
    LevelName, MatchRecord, NormalizedRecord, ScreenRecord, VariantRecord,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::error::{Code, ProblemAnswer};
use crate::routes::{
    compare, entries, explain, find, health, names, normalize, screen, versions, watchlists,
};

const COMPONENTS: &str = "#/components/schemas/";

/// Stands for a type of the contract, whose schema is filed under its name.
pub(crate) struct Contract<T>(PhantomData<T>);

/// The name of a type of the contract.
pub(crate) trait Named {
    const NAME: &str;
}

macro_rules! named {
    ($($name:ident $(<$life:lifetime>)?),*) => {
        $(impl Named for $name $(<$life>)? { const NAME: &str = stringify!($name); })*
    };
}

named!(
    Document,
    EntityRecord,
    LevelName,
    DocumentResult<'static>,
    MatchRecord<'static>,
    FindingRecord<'static>,
    VariantRecord<'static>,
    ComparisonRecord<'static>,
    ScreenRecord<'static>,
    NormalizedRecord<'static>
);

impl<T: Named> JsonSchema for Contract<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": format!("{COMPONENTS}{}", T::NAME) })
    }
}

/// Which body a route takes.
enum Takes {
    Nothing,
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// Of this kind, described by words.
    Other(&'static str, &'static str),
}

/// Which body a route gives.
enum Gives {
    Json(fn(&mut SchemaGenerator) -> Schema),
    Other(&'static str, &'static str),
}

struct Route {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    scope: Option<&'static str>,
    query: Option<fn(&mut SchemaGenerator) -> Schema>,
    takes: Takes,
    gives: Gives,
    /// Codes besides those that every route has.
    codes: &'static [Code],
}

/// What every route under `/v1` may say.
const ALWAYS: [Code; 7] = [
    Code::BadRequest,
    Code::Unauthenticated,
    Code::Forbidden,
    Code::RateLimited,
    Code::Internal,
    Code::Busy,
    Code::MethodNotAllowed,
];

/// What every route with a body of JSON may say.
const OF_JSON: [Code; 8] = [
    Code::BadJson,
    Code::BodyTimeout,
    Code::BodyTooLarge,
    Code::TooManyDocuments,
    Code::UnsupportedMediaType,
    Code::WrongField,
    Code::UnknownWatchlist,
    Code::TooSlow,
];

fn sub<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const LIST_CODES: &[Code] = &[Code::UnknownWatchlist];
const CHANGE_CODES: &[Code] = &[
    Code::BadList,
    Code::ListTooLarge,
    Code::PreconditionFailed,
    Code::ReadOnly,
    Code::StorageFailed,
    Code::UnknownVersion,
    Code::UnknownWatchlist,
    Code::BodyTooLarge,
    Code::BodyTimeout,
    Code::WrongField,
    Code::UnsupportedMediaType,
];

fn routes() -> Vec<Route> {
    use Gives::Json as GivesJson;
    use Takes::{Json, Nothing};
    let read = |method, path, summary| Route {
        method,
        path,
        summary,
        scope: Some("read"),
        query: None,
        takes: Nothing,
        gives: GivesJson(sub::<watchlists::ListsAnswer>),
        codes: LIST_CODES,
    };
    let write = |method, path, summary| Route {
        scope: Some("write"),
        gives: GivesJson(sub::<watchlists::ChangeAnswer>),
        codes: CHANGE_CODES,
        ..read(method, path, summary)
    };
    let open = |path, summary, gives| Route { scope: None, gives, ..read("get", path, summary) };
    let page = || Gives::Other("text/html", "A page.");
    let ndjson = "application/x-ndjson";
    vec![
        Route {
            takes: Json(sub::<normalize::NormalizeRequest>),
            gives: GivesJson(sub::<normalize::NormalizeAnswer>),
            ..read("post", "/v1/normalize", "Normalise texts")
        },
        Route {
            takes: Json(sub::<find::MatchRequest>),
            gives: GivesJson(sub::<find::MatchAnswer>),
            ..read("post", "/v1/match", "Find names of watchlists in texts")
        },
        Route {
            query: Some(sub::<find::StreamQuery>),
            takes: Takes::Other(ndjson, "Documents, one a line."),
            gives: Gives::Other(
                ndjson,
                "A DocumentResult for each line as soon as it is done, or {\"line\", \"error\"} in its place.",
            ),
            codes: &[Code::UnknownWatchlist, Code::UnsupportedMediaType, Code::WrongField],
            ..read("post", "/v1/match/stream", "Find names in documents as they come")
        },
        Route {
            takes: Json(sub::<screen::ScreenRequest>),
            gives: GivesJson(sub::<screen::ScreenAnswer>),
            codes: &[Code::NotReady, Code::TextTooLong],
            ..read("post", "/v1/screen", "Rank the entities that may bear a name")
        },
        Route {
            takes: Json(sub::<compare::CompareRequest>),
            gives: GivesJson(sub::<compare::CompareAnswer>),
            ..read("post", "/v1/compare", "Tell whether two spellings are one name")
        },
        Route {
            takes: Json(sub::<explain::ExplainRequest>),
            gives: GivesJson(sub::<explain::ExplainAnswer>),
            ..read("post", "/v1/explain", "Tell why a name is found in a text, or why not")
        },
        Route {
            takes: Json(sub::<names::VariantsRequest>),
            gives: GivesJson(sub::<names::VariantsAnswer>),
            ..read("post", "/v1/variants", "Give the spellings that a name may have")
        },
        Route {
            takes: Json(sub::<names::CheckRequest>),
            gives: GivesJson(sub::<names::CheckAnswer>),
            ..read("post", "/v1/check", "Check an entity before it is put")
        },
        Route {
            takes: Takes::Other("application/octet-stream", "Anything."),
            gives: Gives::Other("application/octet-stream", "The same."),
            codes: &[Code::BodyTooLarge, Code::BodyTimeout],
            ..read("post", "/v1/echo", "Give the body back: what the server costs without work")
        },
        read("get", "/v1/watchlists", "List the watchlists"),
        Route {
            gives: GivesJson(sub::<watchlists::ListRecord>),
            ..read("get", "/v1/watchlists/{list}", "Tell of one watchlist")
        },
        Route {
            query: Some(sub::<watchlists::PutQuery>),
            takes: Takes::Other(
                "application/octet-stream",
                "The list, in any format that is read.",
            ),
            ..write("put", "/v1/watchlists/{list}", "Put a whole watchlist")
        },
        Route {
            takes: Json(sub::<watchlists::PatchRequest>),
            ..write("patch", "/v1/watchlists/{list}", "Change entries of a watchlist")
        },
        write("delete", "/v1/watchlists/{list}", "Delete a watchlist"),
        Route {
            query: Some(sub::<entries::EntriesQuery>),
            gives: GivesJson(sub::<entries::EntriesAnswer>),
            codes: &[Code::UnknownWatchlist, Code::WrongField],
            ..read("get", "/v1/watchlists/{list}/entries", "List or search entities")
        },
        Route {
            gives: GivesJson(sub::<Contract<EntityRecord>>),
            codes: &[Code::UnknownWatchlist, Code::UnknownEntry],
            ..read("get", "/v1/watchlists/{list}/entries/{entity}", "Give one entity")
        },
        Route {
            query: Some(sub::<versions::TrailQuery>),
            gives: GivesJson(sub::<versions::TrailAnswer>),
            codes: &[Code::UnknownWatchlist, Code::WrongField],
            ..read("get", "/v1/watchlists/{list}/versions", "List the versions of a watchlist")
        },
        Route {
            query: Some(sub::<versions::DiffQuery>),
            gives: GivesJson(sub::<versions::DiffAnswer>),
            codes: &[Code::UnknownWatchlist, Code::UnknownVersion, Code::WrongField],
            ..read("get", "/v1/watchlists/{list}/diff", "Tell what differs between two versions")
        },
        Route {
            takes: Json(sub::<versions::RollBackRequest>),
            ..write("post", "/v1/watchlists/{list}/rollback", "Make a list what it was")
        },
        Route {
            scope: Some("admin"),
            query: Some(sub::<versions::TrailQuery>),
            gives: GivesJson(sub::<versions::TrailAnswer>),
            codes: &[Code::WrongField],
            ..read("get", "/v1/audit", "List the changes of all lists and keys")
        },
        open("/healthz", "Tell whether the server lives", GivesJson(sub::<health::HealthAnswer>)),
        Route {
            codes: &[Code::NotReady],
            ..open("/readyz", "Tell whether it takes work", GivesJson(sub::<health::HealthAnswer>))
        },
        Route {
            scope: Some("admin"),
            gives: Gives::Other("text/plain", "Counts, as Prometheus reads them."),
            ..read("get", "/metrics", "Tell what the server did")
        },
        open("/openapi.json", "Describe the service", Gives::Other("application/json", "This.")),
        open("/docs", "Describe the service, for reading", page()),
        open("/", "The first page", page()),
    ]
}

/// The description as JSON. The same for every server of a version.
pub(crate) fn document() -> Value {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    let mut takes = settings().into_generator();
    let mut gives = settings().for_serialize().into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let operation = operation(&route, &mut takes, &mut gives);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(route.method.to_owned(), operation);
        }
    }
    let mut schemas = contract();
    gives.subschema_for::<ProblemAnswer<'static>>();
    for generated in [takes.take_definitions(true), gives.take_definitions(true)] {
        schemas.extend(generated);
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Marsad",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Names of watchlists in Arabic text, however they are spelled, with the reason for every hit.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
        },
    });
    plain_descriptions(&mut document);
    document
}

/// The committed schemas of the contract, each definition under its own name.
fn contract() -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, text) in JSON_SCHEMAS {
        // what is committed is read by the tests
        let Ok(Value::Object(mut schema)) = serde_json::from_str(text) else { continue };
        schema.remove("$id");
        schema.remove("$schema");
        schema.remove("title");
        if let Some(Value::Object(definitions)) = schema.remove("$defs") {
            schemas.extend(definitions);
        }
        schemas.insert(name.to_owned(), Value::Object(schema));
    }
    for schema in schemas.values_mut() {
        point_to_components(schema);
    }
    schemas
}

fn point_to_components(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get_mut("$ref")
                && let Some(name) = to.strip_prefix("#/$defs/")
            {
                *to = format!("{COMPONENTS}{name}");
            }
            fields.values_mut().for_each(point_to_components);
        }
        Value::Array(items) => items.iter_mut().for_each(point_to_components),
        _ => {}
    }
}

/// Descriptions come from comments: their line breaks mean nothing.
fn plain_descriptions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get_mut("description") {
                *text = text
                    .split("\n\n")
                    .map(|it| it.replace('\n', " "))
                    .collect::<Vec<_>>()
                    .join("\n\n");
            }
            fields.values_mut().for_each(plain_descriptions);
        }
        Value::Array(items) => items.iter_mut().for_each(plain_descriptions),
        _ => {}
    }
}

fn operation(route: &Route, takes: &mut SchemaGenerator, gives: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "summary": route.summary,
        "operationId": format!("{} {}", route.method, route.path)
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty() && *word != "v1")
            .collect::<Vec<_>>()
            .join("_"),
        "parameters": parameters(route, takes),
        "responses": responses(route, gives),
    });
    if let Some(scope) = route.scope {
        operation["security"] = json!([{}, { "key": [] }]);
        operation["description"] =
            json!(format!("Needs a key with the scope `{scope}`, where the server has keys."));
    }
    match &route.takes {
        Takes::Nothing => {}
        Takes::Json(schema) => {
            let schema = schema(takes);
            operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        }
        Takes::Other(kind, description) => {
            operation["requestBody"] = json!({
                "required": true, "description": description, "content": { *kind: {} },
            });
        }
    }
    operation
}

fn parameters(route: &Route, takes: &mut SchemaGenerator) -> Vec<Value> {
    let in_path = route.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let mut parameters: Vec<Value> = in_path
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect();
    if let Some(query) = route.query {
        let _ = query(takes);
        let name = query(takes);
        let fields = definition(takes, &name);
        let required: Vec<Value> =
            fields.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let fields = fields.get("properties").and_then(Value::as_object).cloned();
        for (name, mut schema) in fields.unwrap_or_default() {
            let description = schema.as_object_mut().and_then(|it| it.remove("description"));
            let mut parameter = json!({
                "name": name,
                "in": "query",
                "required": required.iter().any(|it| *it == *name),
                "schema": schema,
            });
            if let Some(description) = description {
                parameter["description"] = description;
            }
            parameters.push(parameter);
        }
    }
    if route.scope == Some("write") {
        let schema = json!({ "type": "string" });
        for (name, description) in [
            ("If-Match", "Only if the list is at this version: the ETag of an answer, or *."),
            ("If-None-Match", "*: only if there is no such list."),
        ] {
            parameters.push(json!({
                "name": name, "in": "header", "description": description, "schema": schema,
            }));
        }
    }
    parameters
}

/// What a reference of the generator points to.
fn definition(generator: &SchemaGenerator, reference: &Schema) -> Value {
    let to = reference.get("$ref").and_then(Value::as_str).unwrap_or_default();
    let name = to.rsplit('/').next().unwrap_or_default();
    generator.definitions().get(name).cloned().unwrap_or_else(|| reference.clone().to_value())
}

fn responses(route: &Route, gives: &mut SchemaGenerator) -> Value {
    let content = match &route.gives {
        Gives::Json(schema) => json!({ "application/json": { "schema": schema(gives) } }),
        Gives::Other(kind, _) => json!({ *kind: {} }),
    };
    let description = match &route.gives {
        Gives::Json(_) => "Done.",
        Gives::Other(_, description) => description,
    };
    let mut responses = Map::new();
    let done = json!({ "description": description, "content": content });
    if route.method == "put" {
        responses.insert("201".to_owned(), done.clone());
    }
    responses.insert("200".to_owned(), done);
    let mut codes: Vec<Code> = route.codes.to_vec();
    if route.path.starts_with("/v1") || route.scope.is_some() {
        codes.extend(ALWAYS);
    }
    if matches!(route.takes, Takes::Json(_)) {
        codes.extend(OF_JSON);
    }
    let problem = json!({ "$ref": format!("{COMPONENTS}ProblemAnswer") });
    let mut statuses: Vec<(u16, Vec<&str>)> = Vec::new();
    for code in codes {
        let (word, status, _) = code.row();
        match statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, words)) if words.contains(&word) => {}
            Some((_, words)) => words.push(word),
            None => statuses.push((status, vec![word])),
        }
    }
    statuses.sort_unstable();
    for (status, words) in statuses {
        let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
        let answer = json!({
            "description": format!("A problem: {}.", words.join(", ")),
            "content": { "application/json": { "schema": problem } },
        });
        responses.insert(status.to_string(), answer);
    }
    Value::Object(responses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_references_lead_somewhere() {
        let document = document();
        let text = document.to_string();
        let mut n = 0;
        for part in text.split("\"$ref\":\"").skip(1) {
            let to = part.split('"').next().unwrap();
            let pointer = to.strip_prefix('#').unwrap_or_else(|| panic!("foreign: {to}"));
            assert!(document.pointer(pointer).is_some(), "{to} leads nowhere");
            n += 1;
        }
        assert!(n > 50);
        assert!(!text.contains("$defs"));
    }
}
