//! Records of Senzing's entity specification, flat or with `FEATURES`.
//!
//! Source: senzing.com/docs/entity_specification. A record is an object with `DATA_SOURCE`, `RECORD_ID`
//! (the two together are its key) and attributes. Attributes of a name are `NAME_FULL` or `NAME_ORG` or
//! the parts `NAME_FIRST`, `NAME_MIDDLE` and `NAME_LAST`, with `NAME_PREFIX` and `NAME_SUFFIX` that are
//! no part of a name in a text, and `NAME_TYPE`: `PRIMARY`, `ALIAS`, … They stand in the objects of the
//! list `FEATURES`, in those of another list such as `NAMES`, or in the record itself, there perhaps with
//! the type before: `PRIMARY_NAME_LAST`. `RECORD_TYPE` is `PERSON` or `ORGANIZATION`.

use marsad_schema::EntityRecord;
use serde_json::{Map, Value};

use super::Reason;
use super::kinds::kind;
use super::names::distinct;
use super::read::{Item, string_field};

/// The attributes of a name.
const PARTS: [&str; 8] = [
    "NAME_FULL",
    "NAME_ORG",
    "NAME_FIRST",
    "NAME_MIDDLE",
    "NAME_LAST",
    "NAME_PREFIX",
    "NAME_SUFFIX",
    "NAME_TYPE",
];

/// The entity of a record.
pub(super) fn item(mut record: Map<String, Value>) -> Result<Item, Reason> {
    let id = string_field(&mut record, "RECORD_ID")?
        .ok_or_else(|| Reason::Format("no field \"RECORD_ID\"".to_owned()))?;
    let mut names = Names::default();
    names.take_from(&mut record)?;
    let lists = record.iter_mut().filter_map(|(_, value)| value.as_array_mut());
    let mut record_type = None;
    for list in lists {
        for attributes in list.iter_mut().filter_map(Value::as_object_mut) {
            names.take_from(attributes)?;
            if attributes.contains_key("RECORD_TYPE") {
                record_type = string_field(attributes, "RECORD_TYPE")?;
            }
        }
        list.retain(|value| value.as_object().is_none_or(|attributes| !attributes.is_empty()));
    }
    record.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    record_type = string_field(&mut record, "RECORD_TYPE")?.or(record_type);
    let source = record.get("DATA_SOURCE").and_then(Value::as_str).map(str::trim);
    let id = match source {
        Some(source) if !source.is_empty() => format!("{source}:{id}"),
        _ => id,
    };
    let mut entity = EntityRecord::new(id, "");
    entity.kind = match record_type {
        Some(record_type) => kind(&record_type),
        None if names.has_organisation => kind("ORGANIZATION"),
        None => entity.kind,
    };
    (entity.names, entity.weak_names) = names.sorted();
    entity.data = record;
    Ok(Item::Entity(entity))
}

/// The names of a record.
#[derive(Debug, Default)]
struct Names {
    primary: Vec<String>,
    others: Vec<String>,
    weak: Vec<String>,
    has_organisation: bool,
}

impl Names {
    /// Moves the names out of attributes: one without a label before its fields, and one for each label.
    fn take_from(&mut self, attributes: &mut Map<String, Value>) -> Result<(), Reason> {
        let mut labels: Vec<String> =
            attributes.keys().filter_map(|field| label(field)).map(str::to_owned).collect();
        distinct(&mut labels);
        for label in labels {
            let mut part = |part: &str| string_field(attributes, &format!("{label}{part}"));
            let [full, organisation, first, middle, last, _prefix, _suffix, name_type] = [
                part(PARTS[0])?,
                part(PARTS[1])?,
                part(PARTS[2])?,
                part(PARTS[3])?,
                part(PARTS[4])?,
                part(PARTS[5])?,
                part(PARTS[6])?,
                part(PARTS[7])?,
            ];
            let name_type = name_type.unwrap_or_default() + &label;
            self.has_organisation |= organisation.is_some();
            let parts: Vec<_> = [first, middle, last].into_iter().flatten().collect();
            let parts = (!parts.is_empty()).then(|| parts.join(" "));
            for name in [full, organisation, parts].into_iter().flatten() {
                self.add(name, &name_type.to_ascii_uppercase());
            }
        }
        Ok(())
    }

    fn add(&mut self, name: String, name_type: &str) {
        if name_type.contains("PRIMARY") {
            self.primary.push(name);
        } else if name_type.contains("WEAK") {
            self.weak.push(name);
        } else {
            self.others.push(name);
        }
    }

    /// Full names, the primary ones first, and weak ones.
    fn sorted(self) -> (Vec<String>, Vec<String>) {
        let Names { mut primary, others, mut weak, .. } = self;
        primary.extend(others);
        distinct(&mut primary);
        distinct(&mut weak);
        (primary, weak)
    }
}

/// What stands before the attribute of a name in the name of a field, `PRIMARY_` or nothing; `None` for
/// other fields.
fn label(field: &str) -> Option<&str> {
    let label = PARTS.iter().find_map(|part| field.strip_suffix(part))?;
    (label.is_empty() || label.ends_with('_')).then_some(label)
}
