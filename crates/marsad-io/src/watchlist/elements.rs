//! The elements of one JSON list off a stream, each held alone.
//!
//! Where an element ends is seen from brackets and quotes; whether it is JSON is for its reader to find.

use std::io::{self, BufRead};

use crate::lines::Lines;

/// Bytes taken off the stream at once.
const CHUNK: usize = 64 * 1024;

/// What [`Elements::next`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Whole,
    /// More bytes than allowed; they were passed over.
    TooLong,
    /// The stream is over before the element or the list is.
    Broken,
    /// The list is over, and something stands behind it.
    Behind,
    /// The list is over.
    End,
}

/// A list that is cut at its elements.
#[derive(Debug)]
pub(super) struct Elements {
    chunk: Vec<u8>,
    at: usize,
    /// The line of the byte at `at`.
    line: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    Over,
}

impl Elements {
    /// Elements of a list of which nothing was taken yet, on the line `line` or a later one.
    pub(super) fn new(line: u64) -> Self {
        Elements { chunk: Vec::new(), at: 0, line, state: State::Before }
    }

    /// Puts the next element into `held` and tells on which line it begins.
    pub(super) fn next<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        held: &mut Vec<u8>,
        limit: usize,
    ) -> io::Result<(Element, u64)> {
        held.clear();
        if self.state == State::Over {
            return Ok((Element::End, self.line));
        }
        loop {
            match self.peek(lines)? {
                None => {
                    self.state = State::Over;
                    return Ok((Element::Broken, self.line));
                }
                Some(b'[') if self.state == State::Before => self.state = State::Inside,
                Some(b']') => {
                    self.pass();
                    return self.end(lines);
                }
                Some(byte) if byte == b',' || byte.is_ascii_whitespace() => {}
                Some(_) => break,
            }
            self.pass();
        }
        let line = self.line;
        Ok((self.element(lines, held, limit)?, line))
    }

    fn element<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        held: &mut Vec<u8>,
        limit: usize,
    ) -> io::Result<Element> {
        let (mut depth, mut in_quotes, mut is_escaped) = (0_usize, false, false);
        let mut found = Element::Whole;
        while let Some(byte) = self.peek(lines)? {
            let is_between = matches!(byte, b',' | b']') || byte.is_ascii_whitespace();
            if depth == 0 && !in_quotes && is_between {
                return Ok(found);
            }
            self.pass();
            if found == Element::Whole {
                held.push(byte);
                if held.len() > limit {
                    found = Element::TooLong;
                    *held = Vec::new();
                }
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_quotes => is_escaped = true,
                b'"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 && !in_quotes {
            // the next look finds that the list is not closed
            return Ok(found);
        }
        self.state = State::Over;
        Ok(Element::Broken)
    }

    /// Looks whether anything stands behind the list.
    fn end<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<(Element, u64)> {
        self.state = State::Over;
        while let Some(byte) = self.peek(lines)? {
            if !byte.is_ascii_whitespace() {
                return Ok((Element::Behind, self.line));
            }
            self.pass();
        }
        Ok((Element::End, self.line))
    }

    fn peek<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.chunk.clear();
            self.at = 0;
            lines.read_to(&mut self.chunk, CHUNK)?;
        }
        Ok(self.chunk.get(self.at).copied())
    }

    fn pass(&mut self) {
        self.line += u64::from(self.chunk.get(self.at) == Some(&b'\n'));
        self.at = (self.at + 1).min(self.chunk.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All elements with their lines, and what was found in place of others.
    fn all(json: &str, limit: usize) -> Vec<(u64, Result<String, Element>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(3, json.as_bytes()));
        let mut elements = Elements::new(1);
        let (mut held, mut found) = (Vec::new(), Vec::new());
        loop {
            match elements.next(&mut lines, &mut held, limit).unwrap() {
                (Element::End, _) => return found,
                (Element::Whole, line) => {
                    found.push((line, Ok(String::from_utf8(held.clone()).unwrap())));
                }
                (other, line) => found.push((line, Err(other))),
            }
        }
    }

    fn whole(line: u64, json: &str) -> (u64, Result<String, Element>) {
        (line, Ok(json.to_owned()))
    }

    #[test]
    fn elements_are_cut_whatever_stands_in_them() {
        assert_eq!(
            all("\n[ {\"a\": \"]}\\\"\"},\n[1, {}] , 5,\"x\\\\\"\n,{\n}]\n", 99),
            [
                whole(2, "{\"a\": \"]}\\\"\"}"),
                whole(3, "[1, {}]"),
                whole(3, "5"),
                whole(3, "\"x\\\\\""),
                whole(4, "{\n}"),
            ]
        );
        assert_eq!(all("[]", 99), []);
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(all("[{}", 99), [whole(1, "{}"), (1, Err(Element::Broken))]);
        assert_eq!(all("[\n{\"a", 99), [(2, Err(Element::Broken))]);
        assert_eq!(all("[5]\nx", 99), [whole(1, "5"), (2, Err(Element::Behind))]);
        assert_eq!(all("[{\"a\":1},{}]", 4), [(1, Err(Element::TooLong)), whole(1, "{}")]);
    }

    proptest! {
        #[test]
        fn elements_are_those_of_a_parser(
            texts in prop::collection::vec("[a\"\\\\{}\\[\\], \n]{0,5}", 0..5),
            pretty: bool,
        ) {
            let values: Vec<serde_json::Value> = texts
                .iter()
                .map(|text| serde_json::json!({ "a": [text, 1], text: {} }))
                .collect();
            let json = match pretty {
                true => serde_json::to_string_pretty(&values).unwrap(),
                false => serde_json::to_string(&values).unwrap(),
            };
            let found: Vec<serde_json::Value> = all(&json, 999)
                .into_iter()
                .map(|(_, element)| serde_json::from_str(&element.unwrap()).unwrap())
                .collect();
            prop_assert_eq!(found, values);
        }
    }
}
