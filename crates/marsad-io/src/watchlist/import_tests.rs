//! Lists of other programs: the same entities from each, what is kept, what is said about bad records.

use marsad::Entity;

use super::*;
use crate::stream::tests::{gzip, zstandard};

const OWN: &str = include_str!("../../../../fixtures/watchlists/imports/entities.jsonl");
const OPENSANCTIONS: &str =
    include_str!("../../../../fixtures/watchlists/imports/targets.simple.csv");
const FTM: &str = include_str!("../../../../fixtures/watchlists/imports/entities.ftm.json");
const SENZING: &str =
    include_str!("../../../../fixtures/watchlists/imports/senzing-features.jsonl");
const SENZING_FLAT: &str =
    include_str!("../../../../fixtures/watchlists/imports/senzing-flat.json");
const SPACY: &str = include_str!("../../../../fixtures/watchlists/imports/patterns.jsonl");
const JRC: &str = include_str!("../../../../fixtures/watchlists/imports/jrc-entities");

/// Each list with the name its program gives it, and its format.
const LISTS: [(&str, ListFormat, &str); 7] = [
    ("entities.jsonl", ListFormat::Jsonl, OWN),
    ("targets.simple.csv", ListFormat::OpenSanctions, OPENSANCTIONS),
    ("entities.ftm.json", ListFormat::Ftm, FTM),
    ("senzing.jsonl", ListFormat::Senzing, SENZING),
    ("senzing.json", ListFormat::Senzing, SENZING_FLAT),
    ("patterns.jsonl", ListFormat::Spacy, SPACY),
    ("entities", ListFormat::Jrc, JRC),
];

fn read(name: &str, format: ListFormat, list: impl AsRef<[u8]>) -> Watchlist {
    let mut watchlist = Watchlist::default();
    watchlist.read_as(name, format, list.as_ref()).unwrap();
    watchlist
}

/// Without what each format tells besides names.
fn entities(watchlist: &Watchlist) -> Vec<Entity> {
    let problems: Vec<_> = watchlist.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, [""; 0]);
    let bare = |entity: Entity| Entity { extra: String::new(), ..entity };
    watchlist.entities().map(Entity::from).map(bare).collect()
}

fn problems(format: ListFormat, list: &str) -> Vec<String> {
    let list = read("l", format, list);
    list.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn one_entity_is_one_in_every_format() {
    let own = entities(&read("entities.jsonl", ListFormat::Auto, OWN));
    assert_eq!(own.len(), 3);
    for (name, format, list) in LISTS {
        assert_eq!(entities(&read(name, ListFormat::Auto, list)), own, "{name}");
        assert_eq!(entities(&read("-", ListFormat::Auto, list)), own, "{name} as a stream");
        assert_eq!(entities(&read("x.txt", format, list)), own, "{name} as {format}");
        let marked = format!("\u{FEFF}{list}");
        assert_eq!(entities(&read(name, ListFormat::Auto, marked)), own, "{name} with a mark");
        let windows = list.replace('\n', "\r\n");
        assert_eq!(entities(&read(name, ListFormat::Auto, windows)), own, "{name} with CR LF");
        let packed = gzip(list.as_bytes());
        assert_eq!(entities(&read(&format!("{name}.gz"), ListFormat::Auto, packed)), own, "{name}");
        let packed = zstandard(list.as_bytes());
        assert_eq!(
            entities(&read(&format!("{name}.zst"), ListFormat::Auto, packed)),
            own,
            "{name}"
        );
    }
}

#[test]
fn what_else_a_record_holds_is_kept() {
    let data = |list: &str, idx: usize| {
        let list = read("-", ListFormat::Auto, list);
        serde_json::to_string(&list.entries[idx].entity.data).unwrap()
    };
    assert_eq!(
        data(OPENSANCTIONS, 0),
        concat!(
            r#"{"schema":"Person","birth_date":"1949-04-30","countries":"pt","#,
            r#""dataset":"Heads of international organisations","first_seen":"2024-01-01T00:00:00","#,
            r#""last_seen":"2026-01-01T00:00:00","last_change":"2024-01-01T00:00:00"}"#
        )
    );
    assert_eq!(
        data(FTM, 1),
        concat!(
            r#"{"schema":"Organization","country":["eg"],"addressEntity":["addr-1"],"#,
            r#""referents":[],"datasets":["organisations"],"target":false}"#
        )
    );
    assert_eq!(
        data(SENZING, 0),
        r#"{"FEATURES":[{"DATE_OF_BIRTH":"1949-04-30"}],"STATUS":"Active"}"#
    );
    assert_eq!(data(SENZING_FLAT, 0), r#"{"DATE_OF_BIRTH":"1949-04-30"}"#);
    assert_eq!(data(SPACY, 0), "{}");
    assert_eq!(data(JRC, 1), r#"{"languages":["en","ar"]}"#);
}

#[test]
fn what_is_nothing_to_look_for_is_counted() {
    let list = read("e.ftm.json", ListFormat::Auto, FTM);
    let skipped: Vec<_> = list.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(
        skipped,
        ["e.ftm.json: 1 of Address passed over", "e.ftm.json: 1 of Occupancy passed over"]
    );
}

#[test]
fn weak_aliases_are_weak_names() {
    let ftm = r#"{"id":"1","caption":"Arab League","schema":"PublicBody",
        "properties":{"name":["Arab League"],"weakAlias":["League"],"abbreviation":["AL","League"]}}"#;
    let list = read("-", ListFormat::Ftm, ftm.replace('\n', " "));
    let entity = &list.entries[0].entity;
    assert_eq!(entity.kind, "public_body");
    assert_eq!(
        (&*entity.names, &*entity.weak_names),
        (&["Arab League".to_owned()][..], &["League".to_owned(), "AL".to_owned()][..])
    );
    let senzing =
        r#"{"RECORD_ID":1,"NAMES":[{"NAME_FULL":"a","NAME_TYPE":"weak aka"},{"NAME_FULL":"b"}]}"#;
    let list = read("-", ListFormat::Senzing, senzing);
    let entity = &list.entries[0].entity;
    assert_eq!((&*entity.names[0], &*entity.weak_names[0]), ("b", "a"));
}

#[test]
fn a_caption_names_what_has_no_other_name() {
    let ftm = r#"{"id":"1","schema":"Vessel","caption":"Marie","properties":{"flag":["eg"]}}"#;
    assert_eq!(read("-", ListFormat::Ftm, ftm).entries[0].entity.names, ["Marie"]);
    // which says no more than the id does
    let ftm = ftm.replace("Marie", "1");
    assert_eq!(problems(ListFormat::Ftm, &ftm), ["l:1: the entity has no names"]);
}

#[test]
fn records_of_senzing_are_told_apart_by_their_source() {
    let list = concat!(
        r#"{"DATA_SOURCE":"A","RECORD_ID":"1","NAME_ORG":"س"}"#,
        "\n",
        r#"{"DATA_SOURCE":"B","RECORD_ID":"1","NAME_FULL":"ع"}"#
    );
    let list = read("-", ListFormat::Auto, list);
    let told: Vec<_> = list.entities().map(|e| (&*e.id, &*e.kind)).collect();
    assert_eq!(told, [("A:1", "organisation"), ("B:1", "name")]);
    assert_eq!(list.entries[0].entity.data["DATA_SOURCE"], "A");
}

#[test]
fn names_of_one_entity_may_stand_on_several_lines() {
    let list = read(
        "-",
        ListFormat::Spacy,
        concat!(
            "{\"label\":\"ORG\",\"pattern\":\"س\",\"id\":\"a\"}\n",
            "{\"label\":\"ORG\",\"pattern\":\"---\",\"id\":\"a\"}\n",
            "{\"label\":\"ORG\",\"pattern\":\"س\",\"id\":\"a\"}\n",
            "{\"label\":\"GPE\",\"pattern\":\"ع\"}\n",
            "{\"label\":\"ORG\",\"pattern\":\"ص\",\"id\":\"a\"}\n",
        ),
    );
    let told: Vec<_> = list
        .entries
        .iter()
        .map(|e| (&*e.entity.id, e.entity.names.join(" "), e.place.line))
        .collect();
    assert_eq!(told, [("a", "س ص".to_owned(), 1), ("ع", "ع".to_owned(), 4)]);
    let told: Vec<_> = list.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["-:2: the name \"---\" has no letter or digit"]);
}

#[test]
fn an_entity_of_another_list_is_not_added_to() {
    let mut list = read("a", ListFormat::Jrc, "7\tP\tu\tس\n");
    list.read_as("b", ListFormat::Jrc, "7\tP\tu\tع\n7\tP\tu\tص\n".as_bytes()).unwrap();
    let told: Vec<_> = list.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["b:1: the id \"7\" was already given at a:1"]);
    assert_eq!(list.entries[0].entity.names, ["س"]);
}

#[test]
fn bad_records_are_named() {
    let lines = |lines: &[&str]| lines.join("\n");
    assert_eq!(
        problems(
            ListFormat::Ftm,
            &lines(&[
                "x",
                "[]",
                "{}",
                r#"{"schema":"Person","properties":{}}"#,
                r#"{"schema":"Person","id":"a"}"#,
                r#"{"schema":"Person","id":"a","properties":{"name":[{}]}}"#,
                r#"{"schema":["Person"],"id":"a"}"#,
            ])
        ),
        [
            "l:1: no valid JSON: expected value (byte 1 of the line)",
            "l:2: not a JSON object (a list has one entity a line)",
            "l:3: no field \"schema\"",
            "l:4: no field \"id\"",
            "l:5: the field \"properties\" is no object",
            "l:6: a value of \"name\" is no string",
            "l:7: the field \"schema\" is no string",
        ]
    );
    assert_eq!(
        problems(
            ListFormat::Senzing,
            &lines(&[
                "{}",
                r#"{"RECORD_ID":1.5}"#,
                r#"{"RECORD_ID":1,"NAME_FULL":[]}"#,
                r#"{"RECORD_ID":1}"#
            ])
        ),
        [
            "l:1: no field \"RECORD_ID\"",
            "l:2: the field \"RECORD_ID\" is no string",
            "l:3: the field \"NAME_FULL\" is no string",
            "l:4: the entity has no names",
        ]
    );
    assert_eq!(
        problems(
            ListFormat::Spacy,
            &lines(&[
                r#"{"pattern":"a"}"#,
                r#"{"label":"ORG"}"#,
                r#"{"label":"ORG","pattern":[{"LEMMA":"bank"}]}"#,
                r#"{"label":"ORG","pattern":"!"}"#,
            ])
        ),
        [
            "l:1: no field \"label\"",
            "l:2: the field \"pattern\" is neither a phrase nor a list of tokens",
            "l:3: token 1 of the pattern asks for \"LEMMA\"; a name can not say that",
            "l:4: the name \"!\" has no letter or digit",
        ]
    );
    assert_eq!(
        problems(ListFormat::Jrc, "# x\n7 P u a\n0\tP\tu\ta\n7\tP\tu\ta\tb\n"),
        [
            "l:2: expected 4 fields between tabs, found 1",
            "l:3: the number 0 stands for no entity",
            "l:4: expected 4 fields between tabs, found 5",
        ]
    );
    assert_eq!(
        problems(
            ListFormat::OpenSanctions,
            "id,schema,name,aliases\n1,Person,a\n2,Person,b,\"\"\"c\"\" d\"\n3,Person,,\n"
        ),
        [
            "l:2: expected 4 fields as in the header, found 3",
            "l:3: the quotes in the column \"aliases\" do not fit",
            "l:4: the entity has no names",
        ]
    );
    assert_eq!(
        problems(ListFormat::Senzing, "[{\"RECORD_ID\":1,\"NAME_FULL\":\"a\"},\n{"),
        ["l:2: no valid JSON: the list breaks off"]
    );
}

#[test]
fn a_table_of_opensanctions_has_its_columns() {
    let mut list = Watchlist::default();
    let table = "id,names\n1,a\n".as_bytes();
    let error = list.read_as("a.csv", ListFormat::OpenSanctions, table).unwrap_err();
    assert_eq!(error.to_string(), "a.csv:1: no column \"schema\"; the header has: id, names");
}

#[test]
fn a_long_entity_is_read_in_one_go() {
    let lines: String =
        (0..20_000).map(|k| format!("7\tP\tu\tname{k}\n7\tP\tar\tname{k}\n")).collect();
    let list = read("-", ListFormat::Auto, lines);
    assert_eq!((list.entries.len(), list.entries[0].entity.names.len()), (1, 20_000));
}
