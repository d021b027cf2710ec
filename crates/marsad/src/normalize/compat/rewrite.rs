//! Where a step writes what it makes of a text: the new text, and what the offset map is told.

use super::super::pass::Record;

/// Told what becomes of a text, in bytes, in ascending order and without gaps.
pub(in super::super) trait Rewrite {
    /// The bytes `at..to` stay as they are.
    fn keep(&mut self, at: usize, to: usize);

    /// The bytes `at..to` are gone.
    fn drop(&mut self, at: usize, to: usize);

    /// The bytes `at..to` became `with`; where `at` is `to`, it is put in there.
    fn replace(&mut self, at: usize, to: usize, with: &str);
}

/// Most bytes that one byte of an edit may become; denser ones take in what follows.
const DENSEST: usize = 16;

/// Bytes of the text that became something else, not yet told.
#[derive(Debug, Clone, Copy)]
struct Open {
    at: usize,
    to: usize,
    /// Bytes they became.
    len: usize,
    /// Whether one character became one of no more bytes, and bytes still correspond.
    is_letter: bool,
}

impl Open {
    /// Whether it has too few bytes of the text to stand on.
    fn is_short(&self) -> bool {
        self.len > DENSEST * (self.to - self.at)
    }
}

/// Writes text, and tells a record. What is put in belongs to what stands before it; at the start
/// of the text, to what follows.
#[derive(Debug)]
pub(super) struct Writer<'a, R: Record> {
    text: &'a str,
    out: &'a mut String,
    record: &'a mut R,
    open: Option<Open>,
}

impl<'a, R: Record> Writer<'a, R> {
    pub(super) fn new(text: &'a str, out: &'a mut String, record: &'a mut R) -> Writer<'a, R> {
        Writer { text, out, record, open: None }
    }

    /// Ends the text.
    pub(super) fn finish(mut self) {
        self.flush();
    }

    fn flush(&mut self) {
        match self.open.take() {
            Some(Open { at, to, len, is_letter }) if is_letter => self.record.drop(at + len, to),
            Some(Open { at, to, len: 0, .. }) => self.record.drop(at, to),
            Some(Open { at, to, len, .. }) if at < to => self.record.replace(at, to, len),
            // put into an empty text, which has no place to tell
            Some(_) | None => {}
        }
    }

    fn edit(&mut self, at: usize, to: usize, len: usize, is_letter: bool) {
        match &mut self.open {
            Some(open) if open.is_short() => {
                *open = Open { at: open.at, to, len: open.len + len, is_letter: false };
            }
            Some(open) if open.len == 0 && len == 0 => open.to = to,
            _ => {
                self.flush();
                self.open = Some(Open { at, to, len, is_letter });
            }
        }
    }
}

impl<R: Record> Rewrite for Writer<'_, R> {
    fn keep(&mut self, at: usize, to: usize) {
        let kept = self.text.get(at..to).unwrap_or_default();
        self.out.push_str(kept);
        if !R::RECORD || kept.is_empty() {
            return;
        }
        for c in kept.chars() {
            match &mut self.open {
                Some(open) if open.is_short() => {
                    open.to += c.len_utf8();
                    open.len += c.len_utf8();
                }
                _ => break,
            }
        }
        if self.open.is_some_and(|open| open.to < to) {
            self.flush();
        }
    }

    fn drop(&mut self, at: usize, to: usize) {
        if R::RECORD && at < to {
            self.edit(at, to, 0, false);
        }
    }

    fn replace(&mut self, at: usize, to: usize, with: &str) {
        self.out.push_str(with);
        if !R::RECORD {
            return;
        }
        match (at < to, with.is_empty()) {
            (_, true) => self.drop(at, to),
            (true, false) => {
                let is_one = |text: &str| text.chars().nth(1).is_none();
                let is_letter = with.len() <= to - at
                    && is_one(with)
                    && self.text.get(at..to).is_some_and(is_one);
                self.edit(at, to, with.len(), is_letter);
            }
            (false, false) => match &mut self.open {
                Some(open) => {
                    (open.len, open.is_letter) = (open.len + with.len(), false);
                }
                None => {
                    let before = self.text.get(..at).and_then(|text| text.chars().next_back());
                    let len = before.map_or(0, char::len_utf8);
                    let at = at - len;
                    let (to, len) = (at + len, len + with.len());
                    self.open = Some(Open { at, to, len, is_letter: false });
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::pass::Record;
    use super::*;
    use crate::chars::scan::Edits;

    /// What was told: the bytes, and how many they became.
    #[derive(Debug, Default, PartialEq)]
    struct Told(Vec<(usize, usize, usize)>);

    impl Edits for Told {
        const RECORD: bool = true;
        fn dropped(&mut self) -> &mut [u64] {
            &mut []
        }
    }

    impl Record for Told {
        fn drop(&mut self, at: usize, to: usize) {
            if at < to {
                self.0.push((at, to, 0));
            }
        }
        fn replace(&mut self, at: usize, to: usize, len: usize) {
            self.0.push((at, to, len));
        }
        fn rewind(&mut self, _: usize, _: usize) {}
    }

    fn written(
        text: &str,
        tell: impl Fn(&mut dyn Rewrite),
    ) -> (String, Vec<(usize, usize, usize)>) {
        let (mut out, mut told) = (String::new(), Told::default());
        let mut writer = Writer::new(text, &mut out, &mut told);
        tell(&mut writer);
        writer.finish();
        (out, told.0)
    }

    #[test]
    fn letters_that_become_letters_keep_their_bytes() {
        let (out, told) = written("إ١x", |w| {
            w.replace(0, 2, "ا");
            w.replace(2, 4, "1");
            w.keep(4, 5);
        });
        assert_eq!((out.as_str(), told.as_slice()), ("ا1x", [(3, 4, 0)].as_slice()));
    }

    #[test]
    fn what_is_put_in_belongs_to_what_stands_before() {
        let (out, told) = written("ab!ـc", |w| {
            w.keep(0, 2);
            w.replace(2, 2, " ");
            w.keep(2, 3);
            w.drop(3, 5);
            w.replace(5, 5, "-");
            w.keep(5, 6);
        });
        assert_eq!((out.as_str(), told.as_slice()), ("ab !-c", [(1, 2, 2), (3, 5, 1)].as_slice()));
    }

    #[test]
    fn a_long_edit_is_told_whole() {
        let (text, with) = ("ب".repeat(300), "ه".repeat(101));
        let (out, told) = written(&text, |w| w.replace(0, 600, &with));
        assert_eq!((out, told), (with, vec![(0, 600, 202)]));
    }

    #[test]
    fn at_the_start_it_belongs_to_what_follows() {
        let (out, told) = written("ـaا", |w| {
            w.replace(0, 0, "«");
            w.drop(0, 2);
            w.keep(2, 5);
        });
        assert_eq!((out.as_str(), told.as_slice()), ("«aا", [(0, 2, 2)].as_slice()));
        let (out, told) = written("اb", |w| {
            w.replace(0, 0, "-");
            w.keep(0, 3);
        });
        assert_eq!((out.as_str(), told.as_slice()), ("-اb", [(0, 2, 3)].as_slice()));
        assert_eq!(written("", |w| w.replace(0, 0, "x")), ("x".to_owned(), Vec::new()));
    }
}
