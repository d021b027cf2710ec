//! The articles and the small cases, each with what must be found and nothing else.

use marsad::{Engine, Entity, Level, MatchOptions, Overlaps};
use marsad_schema::{EntityRecord, match_records};
use marsad_tests::fixtures::{
    ExpectedArticle, ExpectedMatch, MatchFile, articles, files, folder, news_list, read_toml,
};

type Row = ((usize, usize), String, String, String);

fn found(records: &[EntityRecord], text: &str, options: &MatchOptions) -> Vec<Row> {
    let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
    let mut worker = engine.worker();
    let hits = worker.find(text, options).unwrap();
    let mut rows: Vec<Row> = match_records(&engine, text, hits, false)
        .iter()
        .map(|m| {
            let span = (m.start as usize, m.end as usize);
            assert_eq!(&text[span.0..span.1], m.text);
            let prefix = text[..span.0].chars().count();
            assert_eq!(prefix, m.char_start as usize);
            (span, m.entity.to_string(), m.prefix.to_string(), m.level.to_string())
        })
        .collect();
    rows.sort();
    rows
}

fn expected(matches: &[ExpectedMatch], text: &str, place: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = matches
        .iter()
        .map(|m| {
            let span = m.span(text).unwrap_or_else(|e| panic!("{place}: {e}"));
            (span, m.entity.clone(), m.prefix.clone(), m.level.clone())
        })
        .collect();
    rows.sort();
    rows
}

fn compare(place: &str, text: &str, expected: &[Row], found: &[Row]) -> Option<String> {
    if expected == found {
        return None;
    }
    let mut message = format!("{place}\n");
    for (sign, rows, others) in [("missed", expected, found), ("extra ", found, expected)] {
        for row in rows.iter().filter(|row| !others.contains(row)) {
            let slice = &text[row.0.0..row.0.1];
            message +=
                &format!("  {sign} {} {:?} «{slice}» prefix «{}» {}\n", row.1, row.0, row.2, row.3);
        }
    }
    Some(message)
}

#[test]
fn articles_hold_what_is_expected_and_nothing_else() {
    let (list, texts) = (news_list(), articles());
    let mut wrong = Vec::new();
    let expectations = files(&folder().join("news/expected"), "toml");
    assert_eq!(expectations.len(), texts.len());
    for path in expectations {
        let article: ExpectedArticle = read_toml(&path);
        let text = &texts[&article.article];
        let wanted = expected(&article.matches, text, &article.article);
        let found = found(&list, text, &MatchOptions::default());
        wrong.extend(compare(&article.article, text, &wanted, &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_hold_what_is_expected_and_nothing_else() {
    let news = news_list();
    let mut wrong = Vec::new();
    let mut n = 0;
    for path in files(&folder().join("match"), "toml") {
        let file: MatchFile = read_toml(&path);
        for case in file.cases {
            n += 1;
            let place = format!("{}:{}", path.file_stem().unwrap().to_string_lossy(), case.name);
            let list: Option<Vec<EntityRecord>> =
                case.list.as_ref().map(|list| list.iter().map(EntityRecord::from).collect());
            let options = MatchOptions {
                level: case.level.parse::<Level>().unwrap(),
                overlaps: match case.overlaps.as_str() {
                    "longest" => Overlaps::Longest,
                    "all" => Overlaps::All,
                    other => panic!("{place}: overlaps {other}"),
                },
                min_score: 0.8,
            };
            let wanted = expected(&case.matches, &case.text, &place);
            let found = found(list.as_ref().unwrap_or(&news), &case.text, &options);
            wrong.extend(compare(&place, &case.text, &wanted, &found));
        }
    }
    assert!(n > 200, "{n} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
