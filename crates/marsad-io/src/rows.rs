//! Rows of a table off a stream of lines, never more than a stated number of bytes at once.
//!
//! A quote that is never closed would swallow the rest of the table. Here it costs its own line:
//! reading goes on with the line behind it, from the bytes that are still held.

use std::io::{self, BufRead};

use crate::lines::{Lines, Spot, Step};
use crate::table::{Progress, Row, RowParser};

/// What [`next_row`] found.
#[derive(Debug)]
pub(crate) enum RowStep {
    /// A row, where it begins, and how many bytes it takes in the input.
    Row { row: Row, spot: Spot, bytes: u64 },
    /// No row begins here.
    Wrong { spot: Spot, fault: Fault },
    /// The table is over.
    End,
}

/// Why there is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    TooLong,
    TextAfterQuote,
    OpenQuote,
}

impl Fault {
    /// The fault in words; that of length is worded by whoever set the limit.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Fault::TooLong => "the row is too long",
            Fault::TextAfterQuote => {
                "text behind a closing quote; a quote inside a quoted field is written twice"
            }
            Fault::OpenQuote => "a quote is opened and never closed",
        }
    }
}

/// The next row that is not blank. `held` is scratch, so that its memory is used again.
pub(crate) fn next_row<R: BufRead>(
    lines: &mut Lines<R>,
    parser: &mut RowParser,
    held: &mut Vec<u8>,
    limit: usize,
) -> io::Result<RowStep> {
    loop {
        held.clear();
        let spot = lines.spot();
        // where the second line of the row begins, once there is one
        let mut second: Option<(usize, Spot)> = None;
        let fault = loop {
            let start = held.len();
            if start > 0 && second.is_none() {
                second = Some((start, lines.spot()));
            }
            match lines.next_line(held, limit.saturating_sub(start))? {
                Step::End if start == 0 => return Ok(RowStep::End),
                Step::End => break Some(Fault::OpenQuote),
                Step::TooLong if start == 0 => {
                    lines.skip_line()?;
                    break Some(Fault::TooLong);
                }
                Step::TooLong => break Some(Fault::TooLong),
                Step::Line => match parser.line(held.get(start..).unwrap_or_default()) {
                    Progress::Open => {}
                    Progress::Complete => break None,
                    Progress::Bad if start == 0 => break Some(Fault::TextAfterQuote),
                    Progress::Bad => break Some(Fault::OpenQuote),
                },
            }
        };
        let row = parser.take();
        if let Some(fault) = fault {
            match second {
                Some((start, spot)) => lines.give_back(held.split_off(start), spot),
                // it may have been large
                None => *held = Vec::new(),
            }
            return Ok(RowStep::Wrong { spot, fault });
        }
        if !held.trim_ascii().is_empty() {
            return Ok(RowStep::Row { row, spot, bytes: held.len() as u64 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Dialect;

    /// First line of each row with its fields, or with its fault.
    fn rows(table: &str, limit: usize) -> Vec<(u64, Result<Vec<String>, Fault>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(4, table.as_bytes()));
        let mut parser = RowParser::new(Dialect { delimiter: b',', quotes: true });
        let mut held = Vec::new();
        let mut found = Vec::new();
        loop {
            match next_row(&mut lines, &mut parser, &mut held, limit).unwrap() {
                RowStep::End => return found,
                RowStep::Wrong { spot, fault } => found.push((spot.line, Err(fault))),
                RowStep::Row { row, spot, .. } => {
                    let fields = row.fields().map(|field| String::from_utf8_lossy(field).into());
                    found.push((spot.line, Ok(fields.collect())));
                }
            }
        }
    }

    fn row(fields: &[&str]) -> Result<Vec<String>, Fault> {
        Ok(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn rows_know_their_first_line_and_blank_lines_are_passed_over() {
        assert_eq!(
            rows("a,b\n\n\"c\nd\",e\n \r\nf", 99),
            [(1, row(&["a", "b"])), (3, row(&["c\nd", "e"])), (6, row(&["f"]))]
        );
    }

    #[test]
    fn an_open_quote_costs_its_own_line() {
        assert_eq!(
            rows("a\n\"b\nc\nd\n", 99),
            [(1, row(&["a"])), (2, Err(Fault::OpenQuote)), (3, row(&["c"])), (4, row(&["d"]))]
        );
        // closed by the opening quote of a later row
        assert_eq!(
            rows("\"b\nc\n\"d\",e\n", 99),
            [(1, Err(Fault::OpenQuote)), (2, row(&["c"])), (3, row(&["d", "e"]))]
        );
    }

    #[test]
    fn text_behind_a_quote_costs_its_line() {
        assert_eq!(rows("\"a\" b,c\nd\n", 99), [(1, Err(Fault::TextAfterQuote)), (2, row(&["d"]))]);
    }

    #[test]
    fn no_more_than_the_limit_is_held() {
        assert_eq!(rows("abcdefgh\nb\n", 4), [(1, Err(Fault::TooLong)), (2, row(&["b"]))]);
        // the row is too long because its quote is open
        assert_eq!(
            rows("\"a\nb\nc\nd\n", 4),
            [(1, Err(Fault::TooLong)), (2, row(&["b"])), (3, row(&["c"])), (4, row(&["d"]))]
        );
    }
}
