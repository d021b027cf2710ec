//! Why a name is not found: the step that failed and the place.

use marsad::{Engine, Entity, Level, MatchOptions, Step};

/// The step, the words found before it, the place in the text and the part of the name.
fn diagnose(name: &str, text: &str, level: Level) -> (Step, usize, String, String) {
    let engine = Engine::builder().entity(Entity::new("e", [name])).build().unwrap();
    let options = MatchOptions { level, ..MatchOptions::default() };
    assert_eq!(engine.worker().find(text, &options).unwrap(), [], "{name:?} is in {text:?}");
    let why = engine.diagnose(text, &options).unwrap();
    let here = why.span.map_or("", |span| &text[span.range()]);
    (why.step, why.words_found, here.to_owned(), why.expected)
}

#[test]
fn the_step_that_failed_is_named() {
    for (name, text, step, found, here, expected) in [
        ("بوتين", "زار كوبا", Step::NoWordAlike, 0, "", "بوتين"),
        ("بوتين", "زار وبوتن", Step::Letters, 0, "وبوتن", "بوتين"),
        ("هونغ كونغ", "في هونغ قونغ", Step::Letters, 1, "قونغ", "كونغ"),
        ("روسيا الاتحادية", "في روسيا", Step::Letters, 1, "", "الاتحادية"),
        ("Жуков", "Хуков", Step::Letters, 0, "Хуков", "Жуков"),
        ("روسيا", "تروسيا", Step::Prefix, 0, "تروسيا", "روسيا"),
        ("روسيا", "ؤروسيا", Step::Prefix, 0, "ؤروسيا", "روسيا"),
        ("شي جين بينغ", "شي جين. بينغ", Step::Gap, 2, ". ", " "),
        ("هونغ كونغ", "هونغ\n\u{200F}\nكونغ", Step::Gap, 1, "\n\u{200F}\n", " "),
        ("علي", "على", Step::FunctionWord, 1, "على", "علي"),
        ("علي", "وعلى", Step::FunctionWord, 1, "وعلى", "علي"),
        ("مؤتمر", "موتمر", Step::Level, 1, "موتمر", "مؤتمر"),
    ] {
        let expected = (step, found, here.to_owned(), expected.to_owned());
        assert_eq!(diagnose(name, text, Level::Folded), expected, "{name} {text:?}");
    }
}

#[test]
fn a_stricter_level_is_the_reason_when_nothing_else_is() {
    for (name, text) in [
        ("إيران", "ايران"),
        ("هونغ كونغ", "هونغ\u{200F} كونغ"),
        ("الأمم المتحدة", "الامم المتحده"),
        ("علي", "على"),
    ] {
        let (step, ..) = diagnose(name, text, Level::Exact);
        assert_eq!(step, Step::Level, "{name} {text:?}");
    }
}
