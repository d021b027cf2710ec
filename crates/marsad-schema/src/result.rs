//! What matching says about a document.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::{Fields, LevelName, number};

/// One step of the reasoning behind a hit: `rule` turned `from` into `to` at a price.
///
/// ```
/// let step = marsad_schema::EvidenceRecord {
///     rule: "letter".into(),
///     from: "ج".into(),
///     to: "غ".into(),
///     cost: 0.15,
/// };
/// assert_eq!(
///     serde_json::to_string(&step)?,
///     r#"{"rule":"letter","from":"ج","to":"غ","cost":0.15}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceRecord<'a> {
    /// Name of the rule.
    pub rule: Cow<'a, str>,
    /// What the text has, or the name asked for; empty where the list has more.
    pub from: Cow<'a, str>,
    /// What the list has; empty where the text, or the name asked for, has more.
    pub to: Cow<'a, str>,
    /// What the step took from the score; 0 for a step that costs nothing. At most four decimals
    /// are written.
    #[serde(serialize_with = "number::serialize")]
    pub cost: f64,
}

/// Whether two names are one.
///
/// ```
/// use marsad_schema::ComparisonRecord;
/// let record = ComparisonRecord::from(("حسن", "حسين"));
/// assert!(record.score < 0.5 && record.level.is_none());
/// assert!(serde_json::to_string(&record)?.starts_with(r#"{"a":"حسن","b":"حسين","score":0."#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonRecord<'a> {
    /// The first name.
    pub a: Cow<'a, str>,
    /// The second name.
    pub b: Cow<'a, str>,
    /// How likely they are one name, from 0 to 1, where half of what is asked is. At most four
    /// decimals are written.
    #[serde(serialize_with = "number::serialize")]
    pub score: f64,
    /// The strictest level at which they are one name; null when they are not.
    pub level: Option<LevelName>,
    /// What differs, and what speaks for one name: `from` stands in the first, `to` in the second.
    /// At level `variant` and below it the score is 1 / (1 + e^sum), with the sum of all costs.
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// What a list has for one name that was asked for.
///
/// ```
/// use marsad::{Engine, Entity, ScreenOptions, Screener};
/// use marsad_schema::screen_record;
/// let engine = Engine::builder().entity(Entity::new("lavrov", ["سيرغي لافروف"])).build()?;
/// let screener = Screener::of(engine.entities());
/// let record = screen_record(&screener, &engine, "Sergei Lavrov", &ScreenOptions::default());
/// assert_eq!((record.candidates.len(), &*record.candidates[0].entity), (1, "lavrov"));
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScreenRecord<'a> {
    /// The name that was asked for.
    pub query: Cow<'a, str>,
    /// The entities that may bear it, the likeliest first.
    pub candidates: Vec<CandidateRecord<'a>>,
}

/// An entity that may bear a name.
///
/// ```
/// let candidate: marsad_schema::CandidateRecord = serde_json::from_str(
///     r#"{"entity":"nile","name":"النيل","score":1.0,"level":"exact","evidence":[]}"#,
/// )?;
/// assert_eq!(candidate.name, "النيل");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CandidateRecord<'a> {
    /// Id of the entity.
    pub entity: Cow<'a, str>,
    /// The one of its names that is most like the name asked for.
    pub name: Cow<'a, str>,
    /// How likely both are one name, from 0 to 1, where half of what is asked is. At most four
    /// decimals are written.
    #[serde(serialize_with = "number::serialize")]
    pub score: f64,
    /// The strictest level at which they are one name; null when the score is too low for one.
    pub level: Option<LevelName>,
    /// What differs, and what speaks for one name: `from` is asked for, `to` is listed. At level
    /// `variant` and below it the score is 1 / (1 + e^sum), with the sum of all costs.
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// One name found in a text.
///
/// Strings are borrowed where the caller has them, so that a result can be written without copies.
///
/// ```
/// let hit: marsad_schema::MatchRecord = serde_json::from_str(
///     r#"{"entity":"nile","type":"river","name":"النيل","text":"النيل","start":2,"end":12,
///     "char_start":1,"char_end":6,"prefix":"و","level":"exact","score":1.0,"evidence":[]}"#,
/// )?;
/// assert_eq!("والنيل".get(hit.start as usize..hit.end as usize), Some(&*hit.text));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MatchRecord<'a> {
    /// Id of the entity.
    pub entity: Cow<'a, str>,
    /// Type of the entity.
    #[serde(rename = "type")]
    pub kind: Cow<'a, str>,
    /// The name of the list that was found.
    pub name: Cow<'a, str>,
    /// The slice of the text, exactly.
    pub text: Cow<'a, str>,
    /// First byte of the slice in the text's UTF-8 form.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// First code point of the slice.
    pub char_start: u32,
    /// One past its last code point.
    pub char_end: u32,
    /// First UTF-16 unit of the slice, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utf16_start: Option<u32>,
    /// One past its last UTF-16 unit, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utf16_end: Option<u32>,
    /// First byte of the slice in the file the text was decoded from, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_start: Option<u64>,
    /// One past its last byte there, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_end: Option<u64>,
    /// Particles written together with the name and not part of the slice, as ول.
    pub prefix: Cow<'a, str>,
    /// The strictest level at which text and name are equal.
    pub level: LevelName,
    /// From 0 to 1. At most four decimals are written.
    #[serde(serialize_with = "number::serialize")]
    pub score: f64,
    /// Why this counts as the name.
    pub evidence: Vec<EvidenceRecord<'a>>,
    /// What the list keeps with the entity; left out when there is nothing.
    #[serde(default, skip_serializing_if = "no_fields")]
    pub data: Cow<'a, Fields>,
}

pub(crate) fn no_fields(fields: &Fields) -> bool {
    fields.is_empty()
}

/// The result for one document, one line of JSON: `id`, `matches`, then the fields that came with
/// the document.
///
/// A field of the document that has the name of a field of the result gives way to it, and the
/// document's text is not repeated.
///
/// ```
/// use marsad_schema::{DocumentResult, Fields};
/// use std::borrow::Cow;
/// let mut fields = Fields::new();
/// fields.insert("source".into(), "أ".into());
/// let result = DocumentResult { id: "a1".into(), matches: vec![], fields: Cow::Owned(fields) };
/// assert_eq!(serde_json::to_string(&result)?, r#"{"id":"a1","matches":[],"source":"أ"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DocumentResult<'a> {
    /// Id of the document.
    pub id: Cow<'a, str>,
    /// The names found, in the order of the text.
    pub matches: Vec<MatchRecord<'a>>,
    /// Fields that came with the document.
    #[serde(flatten)]
    pub fields: Cow<'a, Fields>,
}

impl Serialize for DocumentResult<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("matches", &self.matches)?;
        serialize_fields(&mut map, &self.fields, &["id", "matches", "text"])?;
        map.end()
    }
}

/// Writes the fields that came with a document, except those whose name the result itself uses.
pub(crate) fn serialize_fields<M: SerializeMap>(
    map: &mut M,
    fields: &Fields,
    taken: &[&str],
) -> Result<(), M::Error> {
    for (name, value) in fields {
        if !taken.contains(&name.as_str()) {
            map.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> MatchRecord<'static> {
        MatchRecord {
            entity: "russia".into(),
            kind: "country".into(),
            name: "روسيا".into(),
            text: "روسيا".into(),
            start: 2,
            end: 12,
            char_start: 1,
            char_end: 6,
            utf16_start: None,
            utf16_end: None,
            source_start: None,
            source_end: None,
            prefix: "و".into(),
            level: LevelName::Exact,
            score: 1.0,
            evidence: vec![EvidenceRecord {
                rule: "prefix".into(),
                from: "".into(),
                to: "و".into(),
                cost: 0.000_04,
            }],
            data: Cow::Owned(Fields::new()),
        }
    }

    #[test]
    fn a_match_is_written_in_fixed_order() {
        assert_eq!(
            serde_json::to_string(&sample()).unwrap(),
            concat!(
                r#"{"entity":"russia","type":"country","name":"روسيا","text":"روسيا","start":2,"#,
                r#""end":12,"char_start":1,"char_end":6,"prefix":"و","level":"exact","score":1.0,"#,
                r#""evidence":[{"rule":"prefix","from":"","to":"و","cost":0.0}]}"#
            )
        );
    }

    #[test]
    fn optional_parts_stand_where_they_belong() {
        let mut record = sample();
        record.utf16_start = Some(1);
        record.utf16_end = Some(6);
        record.source_start = Some(1);
        record.source_end = Some(7);
        record.score = 0.912_349;
        record.evidence.clear();
        record.data.to_mut().insert("country".into(), "RU".into());
        let json = serde_json::to_string(&record).unwrap();
        assert!(json.contains(r#""char_end":6,"utf16_start":1,"utf16_end":6,"source_start":1,"source_end":7,"prefix""#), "{json}");
        assert!(
            json.contains(r#""score":0.9123,"evidence":[],"data":{"country":"RU"}}"#),
            "{json}"
        );
        let back: MatchRecord<'_> = serde_json::from_str(&json).unwrap();
        assert_eq!(back.data["country"], "RU");
        assert_eq!(back.score.to_bits(), 0.9123_f64.to_bits());
    }

    #[test]
    fn fields_of_the_document_never_hide_fields_of_the_result() {
        let fields: Fields =
            serde_json::from_str(r#"{"matches":1,"title":"ع","id":"other","text":"t"}"#).unwrap();
        let result =
            DocumentResult { id: "a".into(), matches: vec![sample()], fields: Cow::Owned(fields) };
        let json = serde_json::to_string(&result).unwrap();
        assert!(json.starts_with(r#"{"id":"a","matches":[{"entity":"russia","#), "{json}");
        assert!(json.ends_with(r#"}],"title":"ع"}"#), "{json}");
        let back: DocumentResult<'_> = serde_json::from_str(&json).unwrap();
        assert_eq!(back.matches.len(), 1);
        assert_eq!(back.fields["title"], "ع");
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
}
