//! Lines off a stream, never more than a stated number of bytes at once, with their place; and a
//! step back for a reader that has taken too many.

use std::io::{self, BufRead, Read};

use marsad::Cut;
use memchr::memchr;

/// What [`Lines::next_line`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A line, its LF included if it has one.
    Line,
    /// The line is longer than allowed; what is allowed was taken and the rest waits.
    TooLong,
    /// The input is over.
    End,
}

/// Where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Number of the line, from 1.
    pub(crate) line: u64,
    /// Bytes of the input before it.
    pub(crate) byte: u64,
}

/// How the reading of a part of a text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// At a place where the text can be cut; more comes.
    Middle,
    /// At the end of the text.
    Last,
    /// At the limit.
    TooLong,
}

/// A stream cut at LF alone.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    inner: R,
    /// Bytes given back, to be read before `inner`.
    returned: Vec<u8>,
    returned_start: usize,
    spot: Spot,
    /// Whether the stream stands for one in UTF-16, in the bytes of which places are told.
    is_utf16: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        let spot = Spot { line: 1, byte: 0 };
        Lines { inner, returned: Vec::new(), returned_start: 0, spot, is_utf16: false }
    }

    /// Lines of UTF-8 that was UTF-16 before, with `mark` bytes before the first.
    pub(crate) fn of_utf16(inner: R, mark: u64) -> Self {
        let spot = Spot { line: 1, byte: mark };
        Lines { spot, is_utf16: true, ..Lines::new(inner) }
    }

    /// All that was not taken yet.
    pub(crate) fn into_rest(mut self) -> impl BufRead {
        let returned = self.returned.split_off(self.returned_start.min(self.returned.len()));
        io::Cursor::new(returned).chain(self.inner)
    }

    /// Where the next line begins.
    pub(crate) fn spot(&self) -> Spot {
        self.spot
    }

    /// Appends the next line to `line`, with its LF; of a line that has more than `limit` bytes
    /// before its LF, the first `limit`.
    pub(crate) fn next_line(&mut self, line: &mut Vec<u8>, limit: usize) -> io::Result<Step> {
        let before = line.len();
        loop {
            let taken = line.len() - before;
            let bytes = self.fill()?;
            if bytes.is_empty() {
                if taken == 0 {
                    return Ok(Step::End);
                }
                self.spot.line += 1;
                return Ok(Step::Line);
            }
            let line_end = memchr(b'\n', bytes);
            let n = line_end.map_or(bytes.len(), |at| at + 1);
            let too_long = taken + n - usize::from(line_end.is_some()) > limit;
            let n = if too_long { limit - taken } else { n };
            line.extend_from_slice(bytes.get(..n).unwrap_or(bytes));
            self.consume(n);
            if too_long {
                return Ok(Step::TooLong);
            }
            if line_end.is_some() {
                self.spot.line += 1;
                return Ok(Step::Line);
            }
        }
    }

    /// Passes over what is left of a line that was too long; nothing is held.
    pub(crate) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.fill()?;
            let line_end = memchr(b'\n', bytes);
            let n = line_end.map_or(bytes.len(), |at| at + 1);
            let over = n == 0;
            self.consume(n);
            if over || line_end.is_some() {
                self.spot.line += 1;
                return Ok(());
            }
        }
    }

    /// Makes `content` a part of a text that ends where it can be cut, of `len` bytes or somewhat less,
    /// more where it can not be cut. What `content` held is gone; what it has room for is read into
    /// at once, with no copy between.
    pub(crate) fn read_part(
        &mut self,
        content: &mut Vec<u8>,
        len: usize,
        cut: Cut,
        limit: usize,
    ) -> io::Result<Part> {
        let (mut len, mut filled) = (len.min(limit), 0);
        loop {
            // fills with zeros what has not been filled before
            content.resize(len, 0);
            filled += self.read_into(content.get_mut(filled..).unwrap_or_default())?;
            if filled < len {
                content.truncate(filled);
                return Ok(Part::Last);
            }
            if let Some(at) = cut.last(content) {
                let rest = content.split_off(at);
                let byte = self.spot.byte.saturating_sub(self.source_len(&rest));
                self.give_back(rest, Spot { byte, ..self.spot });
                return Ok(Part::Middle);
            }
            if self.fill()?.is_empty() {
                return Ok(Part::Last);
            }
            if len >= limit {
                return Ok(Part::TooLong);
            }
            len = len.saturating_mul(2).min(limit);
        }
    }

    /// Reads until `place` is full or the input is over; how many bytes it read.
    fn read_into(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(room @ [_, ..]) = place.get_mut(filled..) {
            let n = if self.returned_start < self.returned.len() {
                let mut returned = self.returned.get(self.returned_start..).unwrap_or_default();
                let n = returned.read(room)?;
                self.returned_start += n;
                n
            } else {
                self.inner.read(room)?
            };
            if n == 0 {
                break;
            }
            self.spot.byte += self.source_len(room.get(..n).unwrap_or(room));
            filled += n;
        }
        Ok(filled)
    }

    /// Bytes that a piece of what is read takes in the input.
    fn source_len(&self, bytes: &[u8]) -> u64 {
        match self.is_utf16 {
            false => bytes.len() as u64,
            true => utf16_len(bytes),
        }
    }

    /// Appends what comes next to `content` until it has `len` bytes; whether there is more.
    pub(crate) fn read_to(&mut self, content: &mut Vec<u8>, len: usize) -> io::Result<bool> {
        loop {
            let bytes = self.fill()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let n = bytes.len().min(len.saturating_sub(content.len()));
            if n == 0 {
                return Ok(true);
            }
            content.extend_from_slice(bytes.get(..n).unwrap_or(bytes));
            self.consume(n);
        }
    }

    /// Appends all that is left to `content`, or returns `false` when it is more than `limit` bytes.
    pub(crate) fn read_all(&mut self, content: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
        let before = content.len();
        loop {
            let bytes = self.fill()?;
            let n = bytes.len();
            if n == 0 {
                return Ok(true);
            }
            if content.len() - before + n > limit {
                return Ok(false);
            }
            content.extend_from_slice(bytes);
            self.consume(n);
        }
    }

    /// What comes next, up to the end of the first line that is not blank and as much behind it as is
    /// at hand, `limit` bytes at most. Nothing is taken.
    pub(crate) fn peek(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        let spot = self.spot;
        let mut taken = Vec::new();
        // the first byte of the line that is not yet known not to be blank
        let mut line = 0;
        let mut has_line = false;
        while !has_line && taken.len() < limit {
            let bytes = self.fill()?;
            let n = bytes.len().min(limit - taken.len());
            if n == 0 {
                break;
            }
            taken.extend_from_slice(bytes.get(..n).unwrap_or(bytes));
            self.consume(n);
            while let Some(end) = memchr(b'\n', taken.get(line..).unwrap_or_default()) {
                has_line = !taken.get(line..line + end).unwrap_or_default().trim_ascii().is_empty();
                line += end + 1;
                if has_line {
                    break;
                }
            }
        }
        self.give_back(taken.clone(), spot);
        Ok(taken)
    }

    /// Gives back the last bytes taken; they begin at `spot` and are read again next.
    pub(crate) fn give_back(&mut self, mut bytes: Vec<u8>, spot: Spot) {
        bytes.extend_from_slice(self.returned.get(self.returned_start..).unwrap_or_default());
        self.returned = bytes;
        self.returned_start = 0;
        self.spot = spot;
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.returned_start == self.returned.len() {
            if !self.returned.is_empty() {
                // it may have been large
                self.returned = Vec::new();
                self.returned_start = 0;
            }
            return self.inner.fill_buf();
        }
        Ok(self.returned.get(self.returned_start..).unwrap_or_default())
    }

    fn consume(&mut self, n: usize) {
        self.spot.byte += match self.is_utf16 {
            false => n as u64,
            // what was just looked at is still there
            true => self.fill().map_or(0, |bytes| utf16_len(bytes.get(..n).unwrap_or(bytes))),
        };
        if self.returned_start < self.returned.len() {
            self.returned_start += n;
        } else {
            self.inner.consume(n);
        }
    }
}

/// Bytes in UTF-16 of a piece of UTF-8, of a character at its first byte.
pub(crate) fn utf16_len(utf8: &[u8]) -> u64 {
    let units = |byte: &u8| match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        _ => 1_u64,
    };
    2 * utf8.iter().map(units).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    /// All lines with their places, those too long as `None`.
    fn all(bytes: &[u8], buffer: usize, limit: usize) -> Vec<(Spot, Option<Vec<u8>>)> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, bytes));
        let mut found = Vec::new();
        loop {
            let spot = lines.spot();
            let mut line = Vec::new();
            match lines.next_line(&mut line, limit).unwrap() {
                Step::End => return found,
                Step::Line => found.push((spot, Some(line))),
                Step::TooLong => {
                    assert_eq!(line.len(), limit);
                    lines.skip_line().unwrap();
                    found.push((spot, None));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn lines_are_those_of_a_split(text in "[ab\r\n]{0,40}", buffer in 1..9_usize, limit in 0..9_usize) {
            let mut spot = Spot { line: 1, byte: 0 };
            let mut expected = Vec::new();
            for line in text.as_bytes().split_inclusive(|byte| *byte == b'\n') {
                let content = line.strip_suffix(b"\n").unwrap_or(line);
                expected.push((spot, (content.len() <= limit).then(|| line.to_vec())));
                spot = Spot { line: spot.line + 1, byte: spot.byte + line.len() as u64 };
            }
            prop_assert_eq!(all(text.as_bytes(), buffer, limit), expected);
        }
    }

    #[test]
    fn what_is_given_back_is_read_again() {
        let mut lines = Lines::new(BufReader::with_capacity(3, b"one\ntwo\nthree".as_slice()));
        let mut line = Vec::new();
        lines.next_line(&mut line, 9).unwrap();
        let spot = lines.spot();
        let mut second = Vec::new();
        assert_eq!(lines.next_line(&mut second, 9).unwrap(), Step::Line);
        assert_eq!(lines.next_line(&mut second, 3).unwrap(), Step::TooLong);
        lines.give_back(second, spot);
        assert_eq!(lines.spot(), Spot { line: 2, byte: 4 });
        let mut again = Vec::new();
        assert_eq!(lines.next_line(&mut again, 9).unwrap(), Step::Line);
        assert_eq!(lines.next_line(&mut again, 9).unwrap(), Step::Line);
        assert_eq!(again, b"two\nthree");
        assert_eq!(lines.spot(), Spot { line: 4, byte: 13 });
    }

    #[test]
    fn a_line_without_end_is_not_held() {
        use std::io::Read;
        let endless = io::repeat(b'a').take(1 << 28).chain(b"\nnext".as_slice());
        let mut lines = Lines::new(BufReader::new(endless));
        let mut line = Vec::new();
        assert_eq!(lines.next_line(&mut line, 1000).unwrap(), Step::TooLong);
        assert_eq!(line.len(), 1000);
        lines.skip_line().unwrap();
        line.clear();
        assert_eq!(lines.next_line(&mut line, 1000).unwrap(), Step::Line);
        assert_eq!((line.as_slice(), line.capacity() < 10_000), (b"next".as_slice(), true));
        assert_eq!(lines.spot(), Spot { line: 3, byte: (1 << 28) + 5 });
    }

    #[test]
    fn the_whole_rest_is_read_up_to_the_limit() {
        let read = |limit| {
            let mut lines = Lines::new(BufReader::with_capacity(2, b"a\nbcd".as_slice()));
            let mut content = Vec::new();
            lines.read_all(&mut content, limit).unwrap().then_some(content)
        };
        assert_eq!(read(5).as_deref(), Some(b"a\nbcd".as_slice()));
        assert_eq!(read(4), None);
    }
}
