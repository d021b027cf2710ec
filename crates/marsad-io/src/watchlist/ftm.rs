//! Entities of FollowTheMoney, as OpenSanctions (`entities.ftm.json`), Aleph and the `ftm` program
//! write them.
//!
//! Source: followthemoney.tech, "Entity", and the schemata in the repository alephdata/followthemoney;
//! opensanctions.org/docs/bulk/json and /docs/entity. A line is an object with `id`, `schema` and
//! `properties`, each property a list of values, all of them strings; `caption`, `datasets` and more may
//! stand beside. Names are in `name`, `alias` and `previousName`; `weakAlias` and `abbreviation` are too
//! common to name an entity alone. Sanctions, ownerships, addresses and the like are entities too there,
//! and nothing that stands in a text: they are passed over and counted.

use marsad_schema::EntityRecord;
use serde_json::{Map, Value};

use super::kinds::kind;
use super::read::{Item, string_field};
use super::{Reason, names::distinct};

/// Schemata that have no name of their own: relations, documents, numbers, addresses.
const NAMELESS: &[&str] = &[
    "Address",
    "Article",
    "Associate",
    "Audio",
    "BankAccount",
    "Call",
    "ContractAward",
    "CourtCaseParty",
    "CryptoWallet",
    "Debt",
    "Directorship",
    "Document",
    "Documentation",
    "EconomicActivity",
    "Email",
    "Employment",
    "Family",
    "Folder",
    "HyperText",
    "Identification",
    "Image",
    "Interest",
    "Interval",
    "Membership",
    "Mention",
    "Message",
    "Note",
    "Occupancy",
    "Ownership",
    "Package",
    "Page",
    "Pages",
    "Passport",
    "Payment",
    "PlainText",
    "Post",
    "ProjectParticipant",
    "Representation",
    "Sanction",
    "Similar",
    "Succession",
    "Table",
    "TaxRoll",
    "UnknownLink",
    "Video",
    "Workbook",
];

/// The entity that an object is.
pub(super) fn item(mut object: Map<String, Value>) -> Result<Item, Reason> {
    let schema = string_field(&mut object, "schema")?
        .ok_or_else(|| Reason::Format("no field \"schema\"".to_owned()))?;
    if NAMELESS.contains(&schema.as_str()) {
        return Ok(Item::Skipped(schema));
    }
    let id = string_field(&mut object, "id")?
        .ok_or_else(|| Reason::Format("no field \"id\"".to_owned()))?;
    let Some(Value::Object(mut properties)) = object.shift_remove("properties") else {
        return Err(Reason::Format("the field \"properties\" is no object".to_owned()));
    };
    let caption = string_field(&mut object, "caption")?;
    let mut entity = EntityRecord::new(id, "");
    entity.names.clear();
    entity.kind = kind(&schema);
    for property in ["name", "alias", "previousName"] {
        take(&mut properties, property, &mut entity.names)?;
    }
    for property in ["weakAlias", "abbreviation"] {
        take(&mut properties, property, &mut entity.weak_names)?;
    }
    match caption {
        // the name under which the entity is shown comes first
        Some(caption) if entity.names.contains(&caption) => entity.names.insert(0, caption),
        Some(caption) if entity.names.is_empty() && caption != entity.id => {
            entity.names.push(caption);
        }
        _ => {}
    }
    distinct(&mut entity.names);
    distinct(&mut entity.weak_names);
    entity.data.insert("schema".to_owned(), Value::String(schema));
    for (field, value) in properties.into_iter().chain(object) {
        entity.data.entry(field).or_insert(value);
    }
    Ok(Item::Entity(entity))
}

/// Moves the values of a property to `names`.
fn take(
    properties: &mut Map<String, Value>,
    property: &str,
    names: &mut Vec<String>,
) -> Result<(), Reason> {
    let values = match properties.shift_remove(property) {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(values)) => values,
        Some(value) => vec![value],
    };
    for value in values {
        let Value::String(name) = value else {
            return Err(Reason::Format(format!("a value of \"{property}\" is no string")));
        };
        names.push(name);
    }
    Ok(())
}
