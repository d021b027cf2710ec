//! What the list promises, checked: ids, names that can be found and told apart, complete countries
//! and people, exclusions that exclude.
//!
//! Names are compared as matching at level `folded` compares them; [`fold`] says that again in
//! small, so that the list can be rebuilt while the engine does not compile.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entity, Kind};

/// Words of every day, and common names of persons, that no entity may claim alone. Folded.
const COMMON: &[&str] = &[
    "كيف",
    "مالي",
    "ماليه",
    "على",
    "قال",
    "من",
    "عن",
    "الي",
    "هذا",
    "هذه",
    "التي",
    "الذي",
    "كان",
    "بعد",
    "قبل",
    "بين",
    "حول",
    "خلال",
    "عند",
    "منذ",
    "حيث",
    "اليوم",
    "امس",
    "عام",
    "شهر",
    "دوله",
    "رئيس",
    "وزير",
    "حرب",
    "سلام",
    "عمان",
    "بنين",
    "بنون",
    "كابل",
    "قمري",
    "مجري",
    "حماس",
    "فتح",
    "طالبان",
    "القاعده",
    "الشباب",
    "النهضه",
    "الحريه",
    "العداله",
    "ميتا",
    "معا",
    "بنا",
    "وفا",
    "وات",
    "سانا",
    "كونا",
    "بترا",
    "قنا",
    "وام",
    "فارس",
    "مهر",
    "تسنيم",
    "سونا",
    "كاف",
    "شل",
    "نيسان",
    "اوراق",
    "جنين",
    "الخليل",
    "حماه",
    "الرقه",
    "العين",
    "صوفيا",
    "دار السلام",
    "المتوسط",
    "الخليج",
    "الضفه",
    "سعيد",
    "صالح",
    "حسن",
    "محمد",
    "احمد",
    "علي",
    "عباس",
    "خان",
    "سلام",
    "السلام",
    "الاسد",
    "الشرع",
    "البرهان",
    "الضيف",
    "الحيه",
    "المهندس",
    "كيم",
    "مون",
    "لاي",
    "ماي",
    "ماس",
    "راب",
    "عون",
    "هادي",
    "تميم",
    "البشير",
    "us",
    "un",
    "who",
    "eu",
    "it",
    "may",
    "bond",
];

/// Particles that matching reads off the first word of a name.
const PARTICLES: [&str; 2] = ["وف", "بكلس"];

/// Everything wrong with `entities`, one line each with file and line of the source.
pub(super) fn problems(entities: &[Entity]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for entity in entities {
        let mut say = |what: String| problems.push(format!("{}: {what}", entity.place));
        if !is_id(&entity.id) {
            say(format!("`{}` is no id in lower-case ASCII words", entity.id));
        }
        if let Some(before) = ids.insert(&entity.id, &entity.place) {
            say(format!("the id `{}` stands in {before} too", entity.id));
        }
        check_names(entity, &mut say);
        check_scripts(entity, &mut say);
        check_exclusions(entity, &mut say);
    }
    check_owners(entities, &mut problems);
    check_places(entities, &mut problems);
    problems
}

/// The letters of `name` as matching at level `folded` sees them: marks and tatweel out, one alef,
/// ى as ي, final ة as ه, lower case, and a space for the hyphen or the stop behind an initial that
/// may stand between two words. What stands before the first word or behind the last is nothing.
pub(super) fn fold(name: &str) -> String {
    let mut letters = String::new();
    for c in name.trim_matches(|c: char| !c.is_alphanumeric()).chars() {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => letters.push('ا'),
            'ى' => letters.push('ي'),
            '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => {}
            '-' | '_' => letters.push(' '),
            '.' if initial_at_end(&letters) => letters.push(' '),
            c => letters.extend(c.to_lowercase()),
        }
    }
    let words: Vec<String> = letters
        .split_whitespace()
        .map(|word| word.strip_suffix('ة').map_or(word.to_owned(), |stem| format!("{stem}ه")))
        .collect();
    words.join(" ")
}

fn initial_at_end(letters: &str) -> bool {
    letters.rsplit(' ').next().is_some_and(|word| word.chars().count() == 1)
}

fn is_id(id: &str) -> bool {
    let stem = id.strip_suffix(".nisba").unwrap_or(id);
    stem.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_arabic(name: &str) -> bool {
    name.chars().any(|c| ('\u{620}'..='\u{64A}').contains(&c))
}

fn is_latin(name: &str) -> bool {
    name.chars().any(|c| c.is_alphabetic() && c < '\u{250}')
}

fn check_names(entity: &Entity, say: &mut impl FnMut(String)) {
    if entity.names.is_empty() {
        say(format!("`{}` has no full name, so its weak names never count", entity.id));
    }
    let mut own: BTreeMap<String, &str> = BTreeMap::new();
    for name in entity.names.iter().chain(&entity.weak_names).chain(&entity.exclude) {
        if name.is_empty() || name.split(' ').any(str::is_empty) {
            say(format!("`{name}` is empty or has a space too many"));
        }
        if is_arabic(name) && is_latin(name) {
            say(format!("`{name}` mixes Arabic and Latin"));
        }
        if let Some(c) = name.chars().find(|c| "{}*;\u{640}".contains(*c) || is_mark(*c)) {
            say(format!("`{name}` holds U+{:04X}, which has no place in a name", u32::from(c)));
        }
        if let Some(before) = own.insert(fold(name), name) {
            say(format!("`{name}` folds to the same as `{before}`"));
        }
    }
    for name in &entity.names {
        let folded = fold(name);
        if is_arabic(name) && !folded.contains(' ') && folded.chars().count() <= 2 {
            say(format!("`{name}` is too short for a full name: make it weak"));
        }
        if COMMON.contains(&folded.as_str()) {
            say(format!("`{name}` is a common word or name: make it weak"));
        }
    }
}

fn is_mark(c: char) -> bool {
    ('\u{64B}'..='\u{65F}').contains(&c) || c == '\u{670}'
}

fn check_scripts(entity: &Entity, say: &mut impl FnMut(String)) {
    if !entity.names.iter().any(|name| is_arabic(name)) {
        say(format!("`{}` has no Arabic name", entity.id));
    }
    let needs_latin = matches!(entity.kind, Kind::Country | Kind::Person);
    if needs_latin && !entity.names.iter().any(|name| is_latin(name)) {
        say(format!("`{}` has no Latin name", entity.id));
    }
    if entity.kind == Kind::Person && entity.data.role.is_none() {
        say(format!("`{}` has no role", entity.id));
    }
}

/// An exclusion does something only when a name of its entity stands inside it.
fn check_exclusions(entity: &Entity, say: &mut impl FnMut(String)) {
    let names: Vec<String> =
        entity.names.iter().chain(&entity.weak_names).map(|name| fold(name)).collect();
    for phrase in &entity.exclude {
        let folded = fold(phrase);
        let words: Vec<&str> = folded.split(' ').collect();
        let holds = |name: &String| {
            let name: Vec<&str> = name.split(' ').collect();
            words.windows(name.len()).any(|run| reads(run, &name))
        };
        if !names.iter().any(holds) {
            say(format!("no name of `{}` stands in the exclusion `{phrase}`", entity.id));
        }
    }
}

/// Whether `run` is `name`, perhaps with particles and article before its first word.
fn reads(run: &[&str], name: &[&str]) -> bool {
    let (Some((first, rest)), Some((name_first, name_rest))) =
        (run.split_first(), name.split_first())
    else {
        return false;
    };
    rest == name_rest
        && first.strip_suffix(name_first).is_some_and(|before| {
            let before = PARTICLES.iter().fold(before, |before, particles| {
                before.strip_prefix(|c| particles.contains(c)).unwrap_or(before)
            });
            before.is_empty() || before == "ال"
        })
}

/// A full name belongs to one entity of a type, or to several that all say so.
fn check_owners(entities: &[Entity], problems: &mut Vec<String>) {
    let mut owners: BTreeMap<(Kind, String), Vec<&Entity>> = BTreeMap::new();
    for entity in entities {
        let folded: BTreeSet<String> = entity.names.iter().map(|name| fold(name)).collect();
        for name in folded {
            owners.entry((entity.kind, name)).or_default().push(entity);
        }
    }
    for ((_, name), owners) in owners {
        let marked = |entity: &&Entity| entity.shared.iter().any(|shared| fold(shared) == name);
        let n_marked = owners.iter().filter(|entity| marked(entity)).count();
        let place = owners.iter().map(|entity| entity.place.as_str()).collect::<Vec<_>>();
        let place = place.join(" and ");
        if owners.len() > 1 && n_marked < owners.len() {
            problems.push(format!("{place}: `{name}` is shared but not marked `*` in each"));
        }
        if owners.len() == 1 && n_marked > 0 {
            problems.push(format!("{place}: `{name}` is marked `*` but not shared"));
        }
    }
}

/// Country codes are those of countries; a capital is a city of its country that says so.
fn check_places(entities: &[Entity], problems: &mut Vec<String>) {
    let of_kind = |kind| entities.iter().filter(move |entity| entity.kind == kind);
    let mut codes = BTreeSet::new();
    let mut capitals = BTreeSet::new();
    for country in of_kind(Kind::Country) {
        let place = &country.place;
        let code = country.data.country.as_deref().unwrap_or_default();
        if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            problems.push(format!("{place}: `{code}` is no country code"));
        }
        if !codes.insert(code) {
            problems.push(format!("{place}: the code {code} stands twice"));
        }
        if let Some(capital) = &country.data.capital {
            capitals.insert((capital.as_str(), code));
        }
    }
    for entity in entities {
        if let Some(code) = &entity.data.country
            && !codes.contains(code.as_str())
        {
            problems.push(format!("{}: no country has the code {code}", entity.place));
        }
    }
    let seats: BTreeSet<(&str, &str)> = of_kind(Kind::City)
        .filter(|city| city.data.kind.as_deref() == Some("capital"))
        .map(|city| (city.id.as_str(), city.data.country.as_deref().unwrap_or_default()))
        .collect();
    for (city, code) in capitals.difference(&seats) {
        problems
            .push(format!("countries.tsv: the capital `{city}` of {code} is not in cities.tsv"));
    }
    for (city, code) in seats.difference(&capitals) {
        problems.push(format!("cities.tsv: `{city}` is the capital of {code} only here"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Data;

    fn entity(kind: Kind, id: &str, names: &[&str]) -> Entity {
        Entity {
            id: id.to_owned(),
            kind,
            names: names.iter().map(|&name| name.to_owned()).collect(),
            weak_names: Vec::new(),
            exclude: Vec::new(),
            final_rule: None,
            data: Data::default(),
            place: "t.tsv:1".to_owned(),
            shared: Vec::new(),
        }
    }

    #[test]
    fn folding_equals_that_of_matching() {
        assert_eq!(fold("إسْلام آبــاد"), "اسلام اباد");
        assert_eq!(fold("غزة"), "غزه");
        assert_eq!(fold("أ.ف.ب"), "ا ف ب");
        assert_eq!(fold("العربية.نت"), "العربية.نت");
        assert_eq!(fold("OPEC+"), "opec");
        assert_eq!(fold("Kim Jong-Un"), "kim jong un");
    }

    #[test]
    fn each_problem_is_named() {
        let city = |names: &[&str]| vec![entity(Kind::City, "x", names)];
        let mut excluding = city(&["قطر"]);
        excluding[0].exclude = vec!["وبالقطر كله".to_owned(), "نصف دائرة".to_owned()];
        let mut person = entity(Kind::Person, "x", &["جون سميث"]);
        person.data.role = Some("x".to_owned());
        let cases = [
            (city(&["كيف", "كييف"]), "`كيف` is a common word or name: make it weak"),
            (city(&["شي", "شيان"]), "`شي` is too short for a full name: make it weak"),
            (city(&["غزة", "غزه"]), "`غزه` folds to the same as `غزة`"),
            (city(&["غزة  هاشم"]), "`غزة  هاشم` is empty or has a space too many"),
            (city(&["غزة Gaza"]), "`غزة Gaza` mixes Arabic and Latin"),
            (city(&["غَزة"]), "`غَزة` holds U+064E, which has no place in a name"),
            (city(&["Gaza"]), "`x` has no Arabic name"),
            (city(&[]), "`x` has no full name, so its weak names never count"),
            (excluding, "no name of `x` stands in the exclusion `نصف دائرة`"),
            (vec![person], "`x` has no Latin name"),
            (
                vec![entity(Kind::City, "X_y", &["كييف"])],
                "`X_y` is no id in lower-case ASCII words",
            ),
        ];
        for (entities, wanted) in cases {
            let found = problems(&entities);
            assert!(found.contains(&format!("t.tsv:1: {wanted}")), "{wanted}: {found:?}");
        }
        assert_eq!(problems(&city(&["كييف", "Kyiv"])), Vec::<String>::new());
    }

    #[test]
    fn shared_names_are_marked_on_all_sides() {
        let pair = |marks: [bool; 2]| {
            let mut pair =
                vec![entity(Kind::Region, "a", &["القرم"]), entity(Kind::Region, "b", &["القرم"])];
            for (entity, mark) in pair.iter_mut().zip(marks) {
                entity.shared = if mark { entity.names.clone() } else { Vec::new() };
            }
            problems(&pair)
        };
        let wanted = "t.tsv:1 and t.tsv:1: `القرم` is shared but not marked `*` in each";
        assert_eq!(pair([true, true]), Vec::<String>::new());
        assert_eq!(pair([true, false]), [wanted]);
        assert_eq!(pair([false, false]), [wanted]);
    }

    #[test]
    fn capitals_agree_on_both_sides() {
        let mut country = entity(Kind::Country, "x", &["روسيا", "Russia"]);
        country.data.country = Some("RU".to_owned());
        country.data.capital = Some("moscow".to_owned());
        let mut city = entity(Kind::City, "moscow", &["موسكو"]);
        city.data.country = Some("RU".to_owned());
        city.data.kind = Some("city".to_owned());
        let entities = [country, city];
        let wanted = "countries.tsv: the capital `moscow` of RU is not in cities.tsv";
        assert_eq!(problems(&entities), [wanted]);
    }
}
