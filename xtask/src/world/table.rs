//! The tables: tab-separated lines, `#` comments, `;` between names, `-` for an empty cell,
//! `{a,b}` for either spelling.
//!
//! Every cell is filled and every row has every column, so that a lost tab is an error and not
//! another table.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

/// A pattern may stand for so many spellings; more is a slip of the pen.
const MAX_SPELLINGS: usize = 32;

/// One line of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// `file:line`, for messages.
    pub(super) place: String,
    cells: Vec<String>,
}

/// Reads the table `name` in `dir`, whose rows have `n_columns` cells.
pub(super) fn read(dir: &Path, name: &str, n_columns: usize) -> Result<Vec<Row>> {
    let path = dir.join(name);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text, name, n_columns)
}

fn parse(text: &str, name: &str, n_columns: usize) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with('#') {
            continue;
        }
        let place = format!("{name}:{number}");
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        ensure!(cells.len() == n_columns, "{place}: {} columns, expected {n_columns}", cells.len());
        for cell in &cells {
            ensure!(!cell.is_empty() && cell.trim() == cell, "{place}: empty or padded cell");
        }
        rows.push(Row { place, cells });
    }
    Ok(rows)
}

impl Row {
    /// The cell as it stands; empty where the row has none.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The cell, unless it is `-`.
    pub(super) fn value(&self, column: usize) -> Option<String> {
        let cell = self.cell(column);
        (cell != "-").then(|| cell.to_owned())
    }

    /// The names of the cell with all their spellings, in the order written.
    pub(super) fn names(&self, column: usize) -> Result<Vec<String>> {
        let mut names = Vec::new();
        if let Some(cell) = self.value(column) {
            for pattern in cell.split(';') {
                let spellings = spellings(pattern).with_context(|| self.place.clone())?;
                names.extend(spellings);
            }
        }
        Ok(names)
    }
}

/// Takes the `*` off the names that bear one, and tells which did.
pub(super) fn take_shared(names: &mut [String]) -> Vec<String> {
    let mut shared = Vec::new();
    for name in names {
        if let Some(bare) = name.strip_prefix('*') {
            *name = bare.to_owned();
            shared.push(name.clone());
        }
    }
    shared
}

/// The spellings `pattern` stands for: each choice of one alternative in every pair of braces.
fn spellings(pattern: &str) -> Result<Vec<String>> {
    let mut done = vec![String::new()];
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((choices, after)) = after.split_once('}') else {
            bail!("`{pattern}`: {{ without }}");
        };
        ensure!(choices.contains(','), "`{pattern}`: one alternative in braces");
        done = done
            .iter()
            .flat_map(|head| {
                choices.split(',').map(move |choice| format!("{head}{before}{choice}"))
            })
            .collect();
        ensure!(done.len() <= MAX_SPELLINGS, "`{pattern}`: more than {MAX_SPELLINGS} spellings");
        rest = after;
    }
    ensure!(!rest.contains('}'), "`{pattern}`: }} without {{");
    for spelling in &mut done {
        spelling.push_str(rest);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_stand_for_each_spelling() {
        assert_eq!(spellings("سير{غ,ج}ي").unwrap(), ["سيرغي", "سيرجي"]);
        assert_eq!(spellings("أبو{ ,}ظبي").unwrap(), ["أبو ظبي", "أبوظبي"]);
        assert_eq!(spellings("{a,b}{c,}").unwrap(), ["ac", "a", "bc", "b"]);
    }

    #[test]
    fn slips_in_patterns_are_refused() {
        let error = |pattern| spellings(pattern).unwrap_err().to_string();
        assert_eq!(error("a{b"), "`a{b`: { without }");
        assert_eq!(error("a}b"), "`a}b`: } without {");
        assert_eq!(error("a{b}"), "`a{b}`: one alternative in braces");
        assert_eq!(
            error(&"{a,b}".repeat(6)),
            format!("`{}`: more than 32 spellings", "{a,b}".repeat(6))
        );
    }

    #[test]
    fn rows_keep_their_place_and_shape() {
        let rows = parse("# head\na\t-\tx;y", "t.tsv", 3).unwrap();
        assert_eq!((rows[0].place.as_str(), rows[0].value(1)), ("t.tsv:2", None));
        assert_eq!(rows[0].names(2).unwrap(), ["x", "y"]);
        let error = |text| parse(text, "t.tsv", 3).unwrap_err().to_string();
        assert_eq!(error("a\tb"), "t.tsv:1: 2 columns, expected 3");
        assert_eq!(error("a\t\tb"), "t.tsv:1: empty or padded cell");
    }
}
