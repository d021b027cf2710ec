//! Between the contract and the engine: records to entities, hits to records.

use std::borrow::Cow;

use marsad::{
    Engine, Entity, EntityRef, Evidence, FinalLetter, Hit, Level, ScreenOptions, Screener, Token,
    Unit, UnitIndex,
};
use serde::{Deserialize, Serialize};

use crate::{
    CandidateRecord, ComparisonRecord, EntityRecord, EvidenceRecord, Fields, FinalRule, LevelName,
    MatchRecord, ScreenRecord, TitleRecord, TokenRecord,
};

/// What the engine keeps for an entity and does not look into, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Extra<'a> {
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    titles: Cow<'a, [TitleRecord]>,
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    data: Cow<'a, Fields>,
}

impl Extra<'_> {
    fn to_text(&self) -> String {
        if self.titles.is_empty() && self.data.is_empty() {
            return String::new();
        }
        // strings and maps of strings can be written
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was kept; nothing when it is no JSON, as of an entity that came from elsewhere.
    fn of(entity: EntityRef<'_>) -> Extra<'static> {
        match entity.extra() {
            "" => Extra::default(),
            text => serde_json::from_str(text).unwrap_or_default(),
        }
    }
}

impl From<&EntityRecord> for Entity {
    fn from(record: &EntityRecord) -> Self {
        Entity {
            id: record.id.clone(),
            kind: record.kind.clone(),
            names: record.names.clone(),
            weak_names: record.weak_names.clone(),
            exclude: record.exclude.clone(),
            level: match record.level {
                Some(LevelName::Exact) => Some(Level::Exact),
                Some(LevelName::Folded) => Some(Level::Folded),
                // the loosest level is no cap
                Some(LevelName::Variant) | None => None,
            },
            final_letter: match record.final_rule {
                Some(FinalRule::Strict) => FinalLetter::Strict,
                None => FinalLetter::Folded,
            },
            extra: Extra {
                titles: Cow::Borrowed(&record.titles),
                data: Cow::Borrowed(&record.data),
            }
            .to_text(),
        }
    }
}

/// An entity as it was listed, but for its names, which are in NFC, and a level that is no cap.
impl From<EntityRef<'_>> for EntityRecord {
    fn from(entity: EntityRef<'_>) -> Self {
        let Extra { titles, data } = Extra::of(entity);
        EntityRecord {
            id: entity.id().to_owned(),
            kind: entity.kind().to_owned(),
            names: entity.names().map(str::to_owned).collect(),
            weak_names: entity.weak_names().map(str::to_owned).collect(),
            titles: titles.into_owned(),
            exclude: entity.exclude().map(str::to_owned).collect(),
            level: entity.level().map(LevelName::from),
            final_rule: match entity.final_letter() {
                FinalLetter::Strict => Some(FinalRule::Strict),
                FinalLetter::Folded => None,
            },
            data: data.into_owned(),
        }
    }
}

impl From<Level> for LevelName {
    fn from(level: Level) -> Self {
        match level {
            Level::Exact => LevelName::Exact,
            Level::Folded => LevelName::Folded,
            Level::Variant => LevelName::Variant,
        }
    }
}

impl<'a> From<Evidence<'a>> for EvidenceRecord<'a> {
    fn from(why: Evidence<'a>) -> Self {
        EvidenceRecord {
            rule: Cow::Borrowed(why.rule.name()),
            from: why.from,
            to: why.to,
            cost: f64::from(why.cost),
        }
    }
}

impl<'a> From<(&'a str, &'a str)> for ComparisonRecord<'a> {
    /// Compares two names.
    fn from((a, b): (&'a str, &'a str)) -> Self {
        let comparison = marsad::compare(a, b);
        ComparisonRecord {
            a: Cow::Borrowed(a),
            b: Cow::Borrowed(b),
            score: f64::from(comparison.score),
            level: comparison.level.map(LevelName::from),
            evidence: comparison.evidence.into_iter().map(EvidenceRecord::from).collect(),
        }
    }
}

impl<'a> From<(&'a str, marsad::Candidate<'a>)> for CandidateRecord<'a> {
    /// A candidate and the id of its entity.
    fn from((id, candidate): (&'a str, marsad::Candidate<'a>)) -> Self {
        CandidateRecord {
            entity: Cow::Borrowed(id),
            name: Cow::Borrowed(candidate.name),
            score: f64::from(candidate.score),
            level: candidate.level.map(LevelName::from),
            evidence: candidate.evidence.into_iter().map(EvidenceRecord::from).collect(),
        }
    }
}

/// What a list has for one name. `engine` is that of whose entities `screener` was made.
///
/// ```
/// use marsad::{Engine, Entity, ScreenOptions, Screener};
/// use marsad_schema::screen_record;
/// let engine = Engine::builder().entity(Entity::new("un", ["الأمم المتحدة"])).build()?;
/// let screener = Screener::of(engine.entities());
/// let record = screen_record(&screener, &engine, "الامم المتحدة", &ScreenOptions::default());
/// assert_eq!((&*record.candidates[0].entity, record.candidates[0].score), ("un", 1.0));
/// # Ok::<(), marsad::BuildError>(())
/// ```
pub fn screen_record<'a>(
    screener: &'a Screener,
    engine: &'a Engine,
    query: &'a str,
    options: &ScreenOptions,
) -> ScreenRecord<'a> {
    let to_record = |candidate: marsad::Candidate<'a>| {
        let entity = engine.entity(candidate.entity)?;
        Some(CandidateRecord::from((entity.id(), candidate)))
    };
    let candidates = screener.screen(query, options).into_iter().filter_map(to_record).collect();
    ScreenRecord { query: Cow::Borrowed(query), candidates }
}

/// The tokens of one text as records.
///
/// ```
/// use marsad::{Profile, tokens};
/// use marsad_schema::token_records;
/// let (text, mut out) = ("قال", Vec::new());
/// tokens(&Profile::search(), text, &mut out)?;
/// assert_eq!(token_records(text, &out)[0].char_end, 3);
/// # Ok::<(), marsad::TextTooLong>(())
/// ```
pub fn token_records<'t>(text: &str, tokens: &'t [Token]) -> Vec<TokenRecord<'t>> {
    let index = UnitIndex::new(text);
    let record = |token: &'t Token| {
        let (char_start, char_end) = index.span(Unit::Chars, token.span);
        TokenRecord {
            text: Cow::Borrowed(&token.text),
            start: token.span.start,
            end: token.span.end,
            char_start,
            char_end,
            position_increment: token.kind.map(|_| token.position_increment),
            kind: token.kind.map(Cow::Borrowed),
        }
    };
    tokens.iter().map(record).collect()
}

/// The hits of one text as records, with the data of entities that came from [`EntityRecord`]s.
///
/// `utf16` asks for positions in UTF-16 units too.
///
/// ```
/// use marsad::{Engine, Entity, Evidence, MatchOptions};
/// use marsad_schema::{EntityRecord, match_records};
/// let records = vec![EntityRecord::new("russia", "روسيا")];
/// let engine = Engine::builder().entities(records.iter().map(Entity::from)).build()?;
/// let mut worker = engine.worker();
/// let text = "وروسيا";
/// let hits = worker.find(text, &MatchOptions::default())?;
/// let matches = match_records(&engine, text, hits, false);
/// assert_eq!((matches[0].text.as_ref(), matches[0].char_start), ("روسيا", 1));
/// assert_eq!(matches[0].evidence[0].rule, "prefix");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn match_records<'a>(
    engine: &'a Engine,
    text: &'a str,
    hits: &[Hit],
    utf16: bool,
) -> Vec<MatchRecord<'a>> {
    if hits.is_empty() {
        return Vec::new();
    }
    let index = UnitIndex::new(text);
    let to_record = |hit: &Hit| {
        let entity = engine.entity(hit.entity)?;
        let slice = text.get(hit.span.range())?;
        let (char_start, char_end) = index.span(Unit::Chars, hit.span);
        let (utf16_start, utf16_end) = utf16.then(|| index.span(Unit::Utf16, hit.span)).unzip();
        let evidence = engine.evidence(text, hit).into_iter().map(EvidenceRecord::from);
        Some(MatchRecord {
            entity: Cow::Borrowed(entity.id()),
            kind: Cow::Borrowed(entity.kind()),
            name: Cow::Borrowed(engine.name(hit.name)),
            text: Cow::Borrowed(slice),
            start: hit.span.start,
            end: hit.span.end,
            char_start,
            char_end,
            utf16_start,
            utf16_end,
            source_start: None,
            source_end: None,
            prefix: Cow::Borrowed(hit.prefix.as_str()),
            level: hit.level.into(),
            score: f64::from(hit.score),
            evidence: evidence.collect(),
            data: Extra::of(entity).data,
        })
    };
    hits.iter().filter_map(to_record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad::MatchOptions;

    #[test]
    fn positions_in_all_units() {
        let records = [EntityRecord::new("china", "الصين")];
        let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
        let text = "\u{1F4F0} بالصين والصين";
        let mut worker = engine.worker();
        let hits = worker.find(text, &MatchOptions::default()).unwrap();
        let matches = match_records(&engine, text, hits, true);
        let places: Vec<_> = matches
            .iter()
            .map(|m| (m.start, m.char_start, m.char_end, m.utf16_start, m.utf16_end))
            .collect();
        assert_eq!(places, [(7, 3, 8, Some(4), Some(9)), (20, 10, 15, Some(11), Some(16))]);
    }

    #[test]
    fn records_come_back_from_an_engine() {
        let full: EntityRecord = serde_json::from_str(
            r#"{"id":"tunis","type":"city","names":["تونس العاصمة","Tunis"],"weak_names":["تونس"],
            "titles":[{"text":"العاصمة","from":"1956"}],"exclude":["تونس الخضراء"],"level":"folded",
            "final":"strict","data":{"b":1e300,"a":[18446744073709551615,{"c":null}]}}"#,
        )
        .unwrap();
        let records = [full, EntityRecord::new("nile", "النيل")];
        let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
        let back: Vec<_> =
            engine.entities().map(|(_, entity)| EntityRecord::from(entity)).collect();
        assert_eq!(back, records);
        let other = Entity { extra: "no json".to_owned(), ..Entity::new("x", ["اسم"]) };
        let engine = Engine::builder().entity(other).build().unwrap();
        let back: Vec<_> =
            engine.entities().map(|(_, entity)| EntityRecord::from(entity).data).collect();
        assert_eq!(back, [Fields::new()]);
    }

    #[test]
    fn a_level_that_caps_nothing_is_none() {
        let mut record = EntityRecord::new("x", "اسم");
        record.level = Some(LevelName::Variant);
        record.final_rule = Some(FinalRule::Strict);
        let entity = Entity::from(&record);
        assert_eq!((entity.level, entity.final_letter), (None, FinalLetter::Strict));
    }
}
