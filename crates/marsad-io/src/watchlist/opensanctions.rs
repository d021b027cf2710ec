//! Rows of the table `targets.simple.csv` that OpenSanctions publishes.
//!
//! Source: opensanctions.org/docs/bulk/csv and the exporter in the repository opensanctions/opensanctions
//! (`zavod/exporters/simplecsv.py`). Columns are `id`, `schema`, `name`, `aliases`, `birth_date`,
//! `countries`, `addresses`, `identifiers`, `sanctions`, `phones`, `emails`, `program_ids`, `dataset`,
//! `first_seen`, `last_seen` and `last_change`; older files lack some. A field of many values is a row of
//! its own: values between `;`, one that holds `;` or `"` in quotes, a quote inside written twice.

use marsad_schema::EntityRecord;
use serde_json::Value;

use super::kinds::kind;
use super::names::distinct;
use super::{Reason, text};
use crate::table::{Dialect, Header, Progress, Row, RowParser};

/// Columns without which the table is another one.
pub(super) const COLUMNS: &[&str] = &["id", "schema", "name", "aliases"];

const VALUES: Dialect = Dialect { delimiter: b';', quotes: true };

/// The entity of a row.
pub(super) fn entity(header: &Header, row: &Row) -> Result<EntityRecord, Reason> {
    if let Some(reason) = header.mismatch(row) {
        return Err(Reason::Row(reason));
    }
    let mut entity = EntityRecord::new("", "");
    entity.names.clear();
    let mut aliases = Vec::new();
    for (column, field) in header.columns.iter().zip(row.fields()) {
        let value = text(field)?.trim();
        // an empty field says nothing
        if value.is_empty() {
            continue;
        }
        match &**column {
            "id" => value.clone_into(&mut entity.id),
            "name" => entity.names.push(value.to_owned()),
            "aliases" => aliases = values(value)?,
            column => {
                if column == "schema" {
                    entity.kind = kind(value);
                }
                entity.data.insert(column.to_owned(), Value::String(value.to_owned()));
            }
        }
    }
    entity.names.extend(aliases);
    distinct(&mut entity.names);
    Ok(entity)
}

/// The values of a field that holds many.
fn values(field: &str) -> Result<Vec<String>, Reason> {
    let mut parser = RowParser::new(VALUES);
    let mut progress = Progress::Open;
    for line in field.split_inclusive('\n') {
        progress = match progress {
            Progress::Open => parser.line(line.as_bytes()),
            // a line end outside of quotes
            Progress::Complete | Progress::Bad => Progress::Bad,
        };
    }
    if progress != Progress::Complete {
        return Err(Reason::Row("the quotes in the column \"aliases\" do not fit".to_owned()));
    }
    let row = parser.take();
    let values = row.fields().map(|value| text(value).map(|value| value.trim().to_owned()));
    values.filter(|value| value.as_ref().is_ok_and(|value| !value.is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn values_are_a_row_of_their_own() {
        for (field, expected) in [
            ("a", vec!["a"]),
            ("a;b; c ", vec!["a", "b", "c"]),
            ("\"a;b\";c", vec!["a;b", "c"]),
            ("\"a \"\"b\"\"\";;c", vec!["a \"b\"", "c"]),
            ("\"a\nb\";c", vec!["a\nb", "c"]),
            ("a \"b\";c", vec!["a \"b\"", "c"]),
        ] {
            assert_eq!(values(field).unwrap(), expected, "{field:?}");
        }
        for field in ["\"a\" b", "\"a", "a\nb"] {
            let reason = values(field).unwrap_err().to_string();
            assert_eq!(reason, "the quotes in the column \"aliases\" do not fit", "{field:?}");
        }
    }
}
