//! Texts of a request: one, or several as documents.

use marsad_schema::Document;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{check_count, check_text};
use crate::error::{Code, Problem};
use crate::state::App;

/// One watchlist or several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Names {
    /// One.
    One(String),
    /// Several, searched as one.
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Names::One(crate::lists::WORLD.to_owned())
    }
}

impl Names {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
        }
    }
}

/// The documents of a request, in their order, each with an id: its own, or its number.
///
/// # Errors
/// No text and no documents, or both; more or longer ones than are taken.
pub(crate) fn documents(
    app: &App,
    text: Option<String>,
    documents: Option<Vec<Document>>,
) -> Result<Vec<Document>, Problem> {
    let documents = match (text, documents) {
        (Some(text), None) => {
            check_text(app, "text", &text)?;
            vec![Document { text, ..Document::default() }]
        }
        (None, Some(documents)) => {
            check_count(app, "documents", documents.len())?;
            for (k, document) in documents.iter().enumerate() {
                check_text(app, &format!("documents[{k}].text"), &document.text)?;
            }
            documents
        }
        (Some(_), Some(_)) => {
            let message = "both `text` and `documents` are given";
            return Err(Problem::new(Code::WrongField, message)
                .field("documents")
                .expected("`text` or `documents`"));
        }
        (None, None) => {
            let message = "missing field `text`";
            return Err(Problem::new(Code::MissingField, message)
                .field("text")
                .expected("`text` or `documents`"));
        }
    };
    let number = |(k, document): (usize, Document)| Document {
        id: Some(document.id.unwrap_or_else(|| k.to_string())),
        ..document
    };
    Ok(documents.into_iter().enumerate().map(number).collect())
}
