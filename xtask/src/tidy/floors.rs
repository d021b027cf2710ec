//! The floors of the engine: `lib.rs` lists its modules under `// floor N` comments, and a module uses
//! lower floors only. Equal floors do not see each other; inside a module everything is free, and so
//! are tests.

use std::collections::BTreeMap;

use super::code::{bare, root_references, tokens, without_tests};
use super::{File, Report};

const SRC: &str = "crates/marsad/src/";

pub(super) fn check(files: &[File], report: &mut Report) {
    let Some(lib) = files.iter().find(|file| file.path == format!("{SRC}lib.rs")) else {
        report.problem(SRC, "no lib.rs, so no floors");
        return;
    };
    let floors = floors(lib, report);
    let exports = exports(&lib.text, &floors);
    for file in files {
        let Some(path) = file.path.strip_prefix(SRC) else { continue };
        let path = path.trim_end_matches(".rs");
        let parts: Vec<&str> = path.split('/').filter(|part| *part != "mod").collect();
        let Some((&module, _)) = parts.split_first() else { continue };
        if module == "lib" || parts.contains(&"tests") {
            continue;
        }
        let Some(&floor) = floors.get(module) else {
            report.problem(&file.path, format!("`{module}` has no floor in lib.rs"));
            continue;
        };
        for used in root_references(&without_tests(&bare(&file.text)), parts.len()) {
            let place = format!("{}:{}", file.path, used.line);
            let name = used.name.as_str();
            let target =
                if floors.contains_key(name) { Some(name) } else { exports.get(name).copied() };
            match target.and_then(|target| Some((target, *floors.get(target)?))) {
                None => report.problem(place, format!("`{name}` is neither module nor re-export")),
                Some((target, _)) if target == module => {}
                Some((_, below)) if below < floor => {}
                Some((target, above)) => report.problem(
                    place,
                    format!("`{module}` on floor {floor} uses `{target}` on floor {above}"),
                ),
            }
        }
    }
}

/// Modules with their floors; floors rise down the list.
fn floors<'t>(lib: &'t File, report: &mut Report) -> BTreeMap<&'t str, u32> {
    let mut floors = BTreeMap::new();
    let mut floor = None;
    for (k, line) in lib.text.lines().enumerate() {
        let place = || format!("{}:{}", lib.path, k + 1);
        if let Some(number) = line.strip_prefix("// floor ") {
            let next: Option<u32> = number.trim().parse().ok();
            if next.is_none() || next <= floor {
                report.problem(place(), "floors are numbers that rise down the list");
            }
            floor = next.or(floor);
        }
        let module = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ");
        if let Some(module) = module.and_then(|module| module.strip_suffix(';')) {
            match floor {
                Some(floor) => drop(floors.insert(module, floor)),
                None => report.problem(place(), format!("`{module}` stands on no floor")),
            }
        }
    }
    floors
}

/// What lib.rs re-exports, by the module it comes from.
fn exports<'m>(lib: &str, floors: &BTreeMap<&'m str, u32>) -> BTreeMap<String, &'m str> {
    let code = bare(lib);
    let tokens = tokens(&code);
    let mut exports = BTreeMap::new();
    let mut from = None;
    for (k, (token, _)) in tokens.iter().enumerate() {
        let before = |n: usize| k.checked_sub(n).and_then(|k| tokens.get(k)).map_or("", |t| t.0);
        if before(1) == "use" {
            from = floors.keys().copied().find(|module| module == token);
        } else if *token == ";" {
            from = None;
        } else if let Some(module) = from {
            exports.insert((*token).to_owned(), module);
        }
    }
    exports
}
