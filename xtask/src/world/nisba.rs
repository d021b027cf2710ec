//! Nisbas: from the masculine singular to the forms a text may have.
//!
//! A nisba inflects regularly: روسي، روسية، روسيون، روسيين، روسيات، روسيان، روسيتان، روسيتين، روسيا.
//! A form that is also the name of a place (ألمانيا, أفريقيا, سورية, برازيليا) is left to that.
//! Articles and particles are not written here; matching reads them off.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use super::check::fold;
use super::table::{Row, take_shared};
use super::{Data, Entity, Kind};

/// Endings behind the ي of the masculine singular, the indefinite accusative last.
const ENDINGS: [&str; 9] = ["", "ة", "ون", "ين", "ات", "ان", "تان", "تين", "ا"];

/// The nisbas of `rows`, whose first column names one of `places`. A row without a form gives none.
pub(super) fn entities(rows: &[Row], places: &[Entity]) -> Result<Vec<Entity>> {
    let lands = || places.iter().filter(|e| matches!(e.kind, Kind::Country | Kind::Region));
    let by_id: BTreeMap<&str, &Entity> = lands().map(|e| (e.id.as_str(), e)).collect();
    let taken: BTreeSet<String> = places
        .iter()
        .filter(|e| matches!(e.kind, Kind::Country | Kind::Region | Kind::City))
        .flat_map(|e| {
            let weak = if e.kind == Kind::City { [].as_slice() } else { &e.weak_names };
            e.names.iter().chain(weak)
        })
        .map(|name| fold(name))
        .collect();

    let mut nisbas = Vec::new();
    let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in rows {
        let of = row.cell(0);
        let Some(place) = by_id.get(of) else {
            bail!("{}: `{of}` is no country and no region", row.place);
        };
        if let Some(before) = seen.insert(of, row) {
            bail!("{}: `{of}` stands in {} too", row.place, before.place);
        }
        let weak_names = row.names(3)?;
        let weak: Vec<String> = weak_names.iter().map(|name| fold(name)).collect();
        let mut stems = row.names(1)?;
        let shared_stems = take_shared(&mut stems);

        let mut names: Vec<String> = Vec::new();
        for form in stems.iter().flat_map(|stem| inflect(stem)) {
            let folded = fold(&form);
            if !weak.contains(&folded) && !taken.contains(&folded) && !names.contains(&form) {
                names.push(form);
            }
        }
        names.extend(row.names(2)?);
        let mut shared = take_shared(&mut names);
        shared.extend(shared_stems.iter().flat_map(|stem| inflect(stem)));
        shared.retain(|form| names.contains(form));
        if names.is_empty() && weak_names.is_empty() {
            continue;
        }
        nisbas.push(Entity {
            id: format!("{of}.nisba"),
            kind: Kind::Nisba,
            names,
            weak_names,
            exclude: row.names(4)?,
            final_rule: None,
            data: Data {
                of: Some(of.to_owned()),
                country: place.data.country.clone(),
                ..Data::default()
            },
            place: row.place.clone(),
            shared,
        });
    }
    for place in lands().filter(|e| e.kind == Kind::Country) {
        if !seen.contains_key(place.id.as_str()) {
            bail!("{}: `{}` has no line in nisba.tsv", place.place, place.id);
        }
    }
    Ok(nisbas)
}

/// All forms of the masculine singular `stem`. Where every word of several ends in ي, all inflect,
/// and the definite forms, whose inner articles matching does not supply, are given too; otherwise
/// only the last word inflects.
fn inflect(stem: &str) -> Vec<String> {
    let words: Vec<&str> = stem.split(' ').collect();
    let all_inflect = words.iter().all(|word| word.ends_with('ي'));
    if !all_inflect || words.len() == 1 {
        return ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect();
    }
    let with = |article: &str, ending: &str| {
        let words: Vec<String> =
            words.iter().map(|word| format!("{article}{word}{ending}")).collect();
        words.join(" ")
    };
    let mut forms: Vec<String> = ENDINGS.iter().map(|ending| with("", ending)).collect();
    forms.extend(ENDINGS.iter().filter(|ending| **ending != "ا").map(|ending| with("ال", ending)));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_takes_every_ending() {
        let forms = inflect("صيني");
        assert_eq!(forms.len(), ENDINGS.len());
        for form in ["صيني", "صينية", "صينيين", "صينيتان", "صينيا"] {
            assert!(forms.iter().any(|f| f == form), "{form}");
        }
    }

    #[test]
    fn two_nisbas_agree() {
        let forms = inflect("كوري جنوبي");
        for form in ["كورية جنوبية", "الكوري الجنوبي", "الكوريون الجنوبيون"]
        {
            assert!(forms.iter().any(|f| f == form), "{form}");
        }
        assert!(!forms.iter().any(|f| f == "كوري جنوبية"));
    }

    #[test]
    fn a_noun_before_the_nisba_stays() {
        let forms = inflect("جنوب أفريقي");
        assert!(forms.iter().any(|f| f == "جنوب أفريقية"));
        assert!(forms.iter().all(|f| f.starts_with("جنوب ")));
    }
}
