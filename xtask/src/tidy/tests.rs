//! The rules hold here, and the checks see when they do not.

use std::fs;

use super::code::{Reference, bare, root_references, without_tests};
use super::*;

#[test]
fn the_project_is_tidy() {
    let report = check(&crate::root()).unwrap();
    assert!(report.problems.is_empty(), "{}", report.problems.join("\n"));
}

/// The complaints about a tree of these files.
fn complaints(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let files = read_tree(folder.path()).unwrap();
    let mut report = Report::default();
    floors::check(&files, &mut report);
    files::check(&files, &mut report);
    unsafety::check(&files, &mut report);
    let allowed: &[(&str, &[(&str, &str)])] = &[("a", &[("serde", "records"), ("memchr", "")])];
    manifests::check_with(allowed, &files, &mut report);
    report.problems.into_iter().chain(report.warnings).collect()
}

const LIB: (&str, &str) = (
    "crates/marsad/src/lib.rs",
    "//! Engine.\n// floor 0\nmod span;\n// floor 2\nmod low;\nmod beside;\n// floor 3\npub mod high;\n\
     pub use high::{Top, deep::Inner as Renamed};\npub use span::Span;\n",
);

#[test]
fn a_tidy_tree_has_no_complaints() {
    let fine = "//! Low.\nuse crate::span::Span;\nuse super::span;\n#[cfg(test)]\nmod tests { use \
                crate::high::Top; }\nfn f() { let s = \"crate::high\"; } // crate::high\n";
    let files =
        [LIB, ("crates/marsad/src/low.rs", fine), ("crates/marsad/src/span.rs", "//! S.\n")];
    assert_eq!(complaints(&files), [""; 0]);
}

#[test]
fn higher_and_equal_floors_are_seen() {
    let cases = [
        ("low.rs", "use crate::high::Top;", "`low` on floor 2 uses `high` on floor 3"),
        ("low.rs", "use crate::{span, beside::X};", "`low` on floor 2 uses `beside` on floor 2"),
        ("low/deep.rs", "use super::super::high;", "`low` on floor 2 uses `high` on floor 3"),
        ("low.rs", "fn f(t: crate::Top) {}", "`low` on floor 2 uses `high` on floor 3"),
        ("low.rs", "use crate::Renamed;", "`low` on floor 2 uses `high` on floor 3"),
        ("low.rs", "use crate::Nothing;", "`Nothing` is neither module nor re-export"),
        ("other.rs", "", "`other` has no floor in lib.rs"),
    ];
    for (path, code, complaint) in cases {
        let path = format!("crates/marsad/src/{path}");
        let text = format!("//! Low.\n{code}\n");
        let found = complaints(&[LIB, (&path, &text)]);
        assert!(found.len() == 1 && found[0].ends_with(complaint), "{code}: {found:?}");
    }
    let unordered = "//! E.\nmod first;\n// floor 3\nmod a;\n// floor 1\nmod b;\n";
    let found = complaints(&[("crates/marsad/src/lib.rs", unordered)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("`first` stands on no floor"));
    assert!(found[1].ends_with("rise down the list"));
}

#[test]
fn manifests_are_checked() {
    let head = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                rust-version.workspace = true\nlicense.workspace = true\n";
    let lints = "[lints]\nworkspace = true\n";
    let check = |text: &str| {
        let mut found = complaints(&[LIB, ("crates/a/Cargo.toml", text)]);
        found.retain(|line| !line.ends_with("strike it from xtask tidy"));
        found
    };
    let serde = "[dependencies]\nserde.workspace = true\n";
    assert_eq!(check(&format!("{head}{serde}{lints}")), [""; 0]);
    let cases = [
        (format!("{head}{serde}"), "does not inherit the lints of the workspace"),
        (format!("{head}[dependencies]\nserde = \"1\"\n{lints}"), "its version from the workspace"),
        (
            format!("{head}[target.'cfg(unix)'.dev-dependencies]\nrand.workspace = true\n{lints}"),
            "may not depend on `rand`: list it in xtask tidy with a reason",
        ),
        (
            format!("{head}[dependencies]\nmemchr.workspace = true\n{lints}"),
            "may not depend on `memchr`: list it in xtask tidy with a reason",
        ),
        (format!("{head}[lib]\npath = \"x.rs\"\n{lints}"), "says `bench = false`"),
        (
            format!("{}{lints}", head.replace("edition.workspace = true", "edition = \"2024\"")),
            "`edition` does not come from the workspace",
        ),
        (
            format!("{}{lints}", head.replace("\"a\"", "\"b\"")),
            "no dependencies are listed for `b` in xtask tidy",
        ),
        ("[package".to_owned(), ""),
    ];
    for (text, complaint) in cases {
        let found = check(&text);
        assert!(found.len() == 1 && found[0].trim_end().ends_with(complaint), "{text}: {found:?}");
    }
    let unused = complaints(&[LIB, ("crates/a/Cargo.toml", &format!("{head}{lints}"))]);
    assert_eq!(unused.len(), 2, "{unused:?}");
    let lock = "source = \"registry+https://example.org/index\"\n";
    let found = complaints(&[LIB, ("Cargo.lock", lock)]);
    assert!(found.len() == 1 && found[0].contains("foreign source"), "{found:?}");
}

#[test]
fn words_sizes_and_heads_are_checked() {
    let halves = |a: &str, b: &str| format!("//! X.\n{a}{b}\n");
    let cases = [
        (halves("// FIX", "ME later"), "has `FIX"),
        (halves("fn f() { to", "do!() }"), "has `to"),
        (halves("#[ig", "nore]"), "has `#["),
        (halves("// see /wo", "rk/x"), "has `/wo"),
        (halves("// see ../sha", "red/data"), "without looking up MARSAD_DATA"),
        ("use std::fs;\n".to_owned(), "does not begin with a `//!` comment"),
        (format!("//! X.\n{}", "\n".repeat(1500)), "has 1501 lines, more than 1500"),
        (format!("//! X.\n{}", "\n".repeat(800)), "has 801 lines; look again"),
    ];
    for (text, complaint) in cases {
        let found = complaints(&[LIB, ("tests/it/x.rs", &text)]);
        assert!(found.len() == 1 && found[0].contains(complaint), "{text}: {found:?}");
    }
    let looked_up = halves("env::var(\"MARSAD_DATA\") // such as ../sha", "red/data");
    assert_eq!(complaints(&[LIB, ("tests/it/x.rs", &looked_up)]), [""; 0]);
}

#[test]
fn unsafe_needs_a_place_and_a_reason() {
    let scan = "crates/marsad/src/chars/scan/x.rs";
    let lib = (LIB.0, "//! E.\n// floor 0\nmod chars;\n");
    let reasoned = "//! X.\n// SAFETY: it is.\nlet a =\n    unsafe { f() };\n";
    assert_eq!(complaints(&[lib, (scan, reasoned)]), [""; 0]);
    let bare = "//! X.\n// SAFETY: it is.\nf();\nlet a = unsafe { f() };\n";
    let found = complaints(&[lib, (scan, bare)]);
    assert!(
        found.len() == 1 && found[0].ends_with("x.rs:4: `unsafe` without a `// SAFETY:` comment")
    );
    let found = complaints(&[lib, ("crates/marsad-io/src/x.rs", reasoned)]);
    assert!(found.len() == 1 && found[0].ends_with("`unsafe` has no place here"), "{found:?}");
    let words = "//! The word unsafe in \"unsafe\" text.\nlet unsafe_code = \"unsafe\";\n";
    assert_eq!(complaints(&[lib, ("crates/marsad-io/src/x.rs", words)]), [""; 0]);
}

#[test]
fn comments_and_literals_are_blanked() {
    let cases = [
        ("a // b\nc", "a c"),
        ("a /* b /* c */ d */ e", "a e"),
        (r#"f("x\"y") + 'z' + b"w""#, "f( ) + + b"),
        ("r#\"a \" b\"# c", "c"),
        ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
        ("b'\\'' x r#type '\"'", "b x r#type"),
    ];
    for (source, expected) in cases {
        let bare = bare(source);
        assert_eq!(bare.lines().count(), source.lines().count());
        assert_eq!(bare.split_whitespace().collect::<Vec<_>>().join(" "), expected, "{source}");
    }
    let code = "a\n#[cfg(test)]\n#[path = \"x\"]\nmod tests {\n  fn f() { }\n}\nb";
    assert_eq!(
        without_tests(code),
        "a\n            \n             \n           \n            \n \nb"
    );
    assert!(without_tests("#[cfg(test)]\nuse a::b;\nc").ends_with("\nc"));
}

#[test]
fn references_to_the_root() {
    let names = |code: &str, depth| -> Vec<String> {
        root_references(code, depth).into_iter().map(|r: Reference| r.name).collect()
    };
    assert_eq!(names("use crate::{a::{b, c}, d as e, f::*};", 1), ["a", "d", "f"]);
    assert_eq!(names("pub(super) fn f() { super::g::h() }", 1), ["g"]);
    assert_eq!(names("use super::g; use super::super::h;", 2), ["h"]);
    assert_eq!(names("pub(crate) struct X;", 1), [""; 0]);
}
