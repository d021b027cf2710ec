//! Holds the files in `schema/` equal to the types.
//!
//! To write them anew: `MARSAD_WRITE_SCHEMA=1 cargo test -p marsad-schema schema`. A change of
//! these files is a change of the contract: raise `SCHEMA_VERSION` with it.

use std::path::Path;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use crate::{
    ComparisonRecord, Document, DocumentResult, EntityRecord, FindingRecord, NormalizedRecord,
    SCHEMA_VERSION, ScreenRecord, VariantRecord,
};

/// An id that may be written as a string or a number.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// The same, or null, or left out.
pub(crate) type OptionalId = Option<Id>;

fn schema_of<T: JsonSchema>(settings: SchemaSettings, name: &str) -> String {
    let mut value = Value::from(SchemaGenerator::new(settings).into_root_schema_for::<T>());
    drop_examples(&mut value);
    value["$id"] = json!(format!("urn:marsad:schema:{SCHEMA_VERSION}:{name}"));
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

/// Descriptions are the doc comments; their examples are Rust and mean nothing to other languages.
fn drop_examples(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get_mut("description") {
                let prose = text.split("```").next().unwrap_or_default().trim_end();
                let paragraphs = prose.split("\n\n").map(|part| part.replace('\n', " "));
                *text = paragraphs.collect::<Vec<_>>().join("\n\n");
            }
            fields.values_mut().for_each(drop_examples);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_examples),
        _ => {}
    }
}

#[test]
fn committed_schema_files_are_those_of_the_types() {
    let input = SchemaSettings::draft2020_12;
    let output = || SchemaSettings::draft2020_12().for_serialize();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    for (name, schema) in [
        ("document", schema_of::<Document>(input(), "document")),
        ("entity", schema_of::<EntityRecord>(input(), "entity")),
        ("result", schema_of::<DocumentResult<'_>>(output(), "result")),
        ("finding", schema_of::<FindingRecord<'_>>(output(), "finding")),
        ("variant", schema_of::<VariantRecord<'_>>(output(), "variant")),
        ("comparison", schema_of::<ComparisonRecord<'_>>(output(), "comparison")),
        ("screen", schema_of::<ScreenRecord<'_>>(output(), "screen")),
        ("normalized", schema_of::<NormalizedRecord<'_>>(output(), "normalized")),
    ] {
        let path = folder.join(format!("{name}.schema.json"));
        if std::env::var_os("MARSAD_WRITE_SCHEMA").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == schema,
            "{} is not what the types say; write it anew with\n  \
             MARSAD_WRITE_SCHEMA=1 cargo test -p marsad-schema schema\nand raise SCHEMA_VERSION",
            path.display()
        );
    }
}
