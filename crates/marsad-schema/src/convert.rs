//! Between the contract and the engine: records to entities, hits to records.

use std::borrow::Cow;

use marsad::{Engine, Entity, Evidence, FinalLetter, Hit, Level, Token, Unit, UnitIndex};

use crate::{
    ComparisonRecord, EntityRecord, EvidenceRecord, FinalRule, LevelName, MatchRecord, TokenRecord,
};

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

/// The hits of one text as records. `records` are the entities of `engine`, in its order.
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
/// let matches = match_records(&engine, &records, text, hits, false);
/// assert_eq!((matches[0].text.as_ref(), matches[0].char_start), ("روسيا", 1));
/// assert_eq!(matches[0].evidence[0].rule, "prefix");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn match_records<'a>(
    engine: &'a Engine,
    records: &'a [EntityRecord],
    text: &'a str,
    hits: &[Hit],
    utf16: bool,
) -> Vec<MatchRecord<'a>> {
    if hits.is_empty() {
        return Vec::new();
    }
    let index = UnitIndex::new(text);
    let to_record = |hit: &Hit| {
        let record = records.get(hit.entity.0 as usize)?;
        let slice = text.get(hit.span.range())?;
        let (char_start, char_end) = index.span(Unit::Chars, hit.span);
        let (utf16_start, utf16_end) = utf16.then(|| index.span(Unit::Utf16, hit.span)).unzip();
        let evidence = engine.evidence(text, hit).into_iter().map(EvidenceRecord::from);
        Some(MatchRecord {
            entity: Cow::Borrowed(&record.id),
            kind: Cow::Borrowed(&record.kind),
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
            data: Cow::Borrowed(&record.data),
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
        let records = vec![EntityRecord::new("china", "الصين")];
        let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
        let text = "\u{1F4F0} بالصين والصين";
        let mut worker = engine.worker();
        let hits = worker.find(text, &MatchOptions::default()).unwrap();
        let matches = match_records(&engine, &records, text, hits, true);
        let places: Vec<_> = matches
            .iter()
            .map(|m| (m.start, m.char_start, m.char_end, m.utf16_start, m.utf16_end))
            .collect();
        assert_eq!(places, [(7, 3, 8, Some(4), Some(9)), (20, 10, 15, Some(11), Some(16))]);
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
