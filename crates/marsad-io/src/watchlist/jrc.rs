//! The names file of JRC-Names.
//!
//! Source: Steinberger, Pouliquen, Kabadjov, Belyaeva and van der Goot, "JRC-Names: A freely
//! available, highly multilingual named entity resource" (RANLP 2011), and the readme of its file
//! `entities`. A line is one spelling, in four fields between tabs: the number of the entity, its
//! type (P person, O organisation, T place, E event, U not known), the language in which the spelling
//! is used (`u` for any), and the spelling, `+` standing for a space. Entities have as many lines as
//! they have spellings.

use marsad_schema::EntityRecord;
use serde_json::Value;

use super::Reason;
use super::read::Item;

/// The number of lines that belong to no entity.
const NO_ENTITY: &str = "0";

/// Whether a line looks like one of this file and like nothing else.
pub(super) fn is_line(line: &str) -> bool {
    fields(line).is_some_and(|[id, kind, language, name]| {
        let is_language = (1..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_lowercase());
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && kind.len() == 1
            && kind.bytes().all(|byte| byte.is_ascii_alphabetic())
            && is_language
            && !name.is_empty()
            && !name.contains(' ')
    })
}

/// The spelling on a line.
pub(super) fn item(line: &str) -> Result<Item, Reason> {
    if line.starts_with('#') {
        return Ok(Item::Nothing);
    }
    let [id, kind, language, name] = fields(line).ok_or_else(|| {
        let n = line.split('\t').count();
        Reason::Format(format!("expected 4 fields between tabs, found {n}"))
    })?;
    if id == NO_ENTITY {
        return Err(Reason::Format("the number 0 stands for no entity".to_owned()));
    }
    let mut part = EntityRecord::new(id, name.replace('+', " "));
    part.kind = match kind {
        "P" | "p" => "person".to_owned(),
        "O" | "o" => "organisation".to_owned(),
        "T" | "t" => "place".to_owned(),
        "E" | "e" => "event".to_owned(),
        _ => part.kind,
    };
    part.data.insert("languages".to_owned(), Value::Array(vec![Value::from(language)]));
    Ok(Item::Part(part))
}

fn fields(line: &str) -> Option<[&str; 4]> {
    let mut fields = line.split('\t').map(str::trim);
    let four = [fields.next()?, fields.next()?, fields.next()?, fields.next()?];
    fields.next().is_none().then_some(four)
}
