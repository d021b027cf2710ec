//! Thousands of names that begin with the same two words.

use marsad::{Engine, Entity, MatchOptions, Overlaps};

#[test]
fn names_that_begin_alike_are_all_found() {
    let mut names = vec!["محمد بن".to_owned()];
    for k in 0..2000 {
        names.push(format!("محمد بن {k}"));
        names.push(format!("المحمد بن {k} الثاني"));
    }
    let entities = names.iter().map(|name| Entity::new(name, [name]));
    let engine = Engine::builder().entities(entities).build().unwrap();
    let mut worker = engine.worker();
    let options = MatchOptions { overlaps: Overlaps::All, ..MatchOptions::default() };
    let mut count = |text: &str| worker.find(text, &options).unwrap().len();
    for k in 0..2000 {
        assert_eq!(count(&format!("ومحمد بن {k} الثاني")), 2, "{k}");
        assert_eq!(count(&format!("والمحمد بن {k} الثاني")), 3, "{k}");
    }
    assert_eq!(count("محمد بن"), 1);
    assert_eq!(count("محمد بن سلمان"), 1);
    assert_eq!(count("محمد بن 7"), 2);
    // one look at each name would be two thousand million
    assert_eq!(count(&"محمد بن سلمان ".repeat(500_000)), 500_000);
}
