//! Repair of spaces and punctuation, line by line, over text that the pass has normalised.
//!
//! Letters, digits and marks never change. Most lines have nothing to repair: `places` goes over
//! the text at speed and says which may, and only these are looked at: taken apart by `line`, after
//! the rules of `docs/profiles.md`, or by `blanks` where there are spaces too many and no more. All
//! that stands between is copied in one go.

mod blanks;
mod line;
mod marks;
mod places;

use std::ops::Range;

use super::op::Op;
use super::pass::Record;
use super::rules::Rules;
use super::segment::Watch;
use line::{Line, Sides};
pub(super) use marks::{is_arabic, is_protected};
use places::{OddLine, Oddity, line_start, odd_lines};

/// Where the repaired text goes, and who is told.
pub(super) struct Sink<'s, R, W> {
    pub(super) out: &'s mut String,
    pub(super) record: &'s mut R,
    pub(super) watch: &'s mut W,
}

/// The repair of one text, given line by line. Holds scratch, and what it has to know of the lines
/// before.
#[derive(Debug, Default)]
pub(super) struct Repair {
    line: Line,
    /// Line feeds since the last line that was not blank, at most three.
    breaks: usize,
    after_break: bool,
}

impl Repair {
    /// Whether any of it is wanted.
    pub(super) fn is_wanted(rules: &Rules) -> bool {
        rules.has(Op::Spacing) || rules.has(Op::Punctuation)
    }

    /// Appends the part of `text`, a whole text, in which something may have to be repaired, repaired;
    /// returns which it is. Nothing when there is none.
    pub(super) fn part<R: Record, W: Watch>(
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) -> Option<Range<usize>> {
        let mut lines = odd_lines(rules.kernel, text, 0, false);
        let first = lines.next()?;
        let start = first.range.start;
        // most texts have no other such line, and a line grows little
        sink.out.reserve(first.range.len() + 64);
        let mut repair = Repair::default();
        let mut done = repair.write(rules, text, 0, start, &first, sink);
        for line in lines {
            done = repair.write(rules, text, 0, done, &line, sink);
        }
        Some(start..done)
    }

    /// Goes over the lines of `text`, a whole text, in which nothing is to be repaired; returns
    /// where the first other line begins, or the length of the text.
    pub(super) fn skip(&mut self, rules: &Rules, text: &str) -> usize {
        let Some(line) = odd_lines(rules.kernel, text, 0, false).next() else { return text.len() };
        let start = line.range.start;
        self.breaks = self.breaks_before(text, 0, start);
        self.after_break = start > 0;
        start
    }

    /// Appends all lines of `text` that end in it, with more behind them; returns where the rest
    /// begins.
    pub(super) fn lines<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        // a line feed at the very end may still get a mark, and is then none
        let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
        let end = line_start(text, 0, last);
        self.run(rules, text.get(..end).unwrap_or_default(), 0, sink);
        self.breaks = self.breaks_before(text, 0, end);
        self.after_break |= end > 0;
        end
    }

    /// Appends all of `text` from the start of a line, `from`, on; it ends the whole text.
    pub(super) fn finish<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        from: usize,
        sink: &mut Sink<'_, R, W>,
    ) {
        self.run(rules, text, from, sink);
        self.breaks = 0;
        self.after_break = false;
    }

    fn run<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        from: usize,
        sink: &mut Sink<'_, R, W>,
    ) {
        let mut done = from;
        for line in odd_lines(rules.kernel, text, from, self.after_break) {
            done = self.write(rules, text, from, done, &line, sink);
        }
        sink.out.push_str(text.get(done..).unwrap_or_default());
    }

    /// Appends what stands between `done` and the line, and the line repaired; returns how much of the
    /// text is then written: all up to its line feed, or with it, when that is one too many.
    fn write<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        from: usize,
        done: usize,
        line: &OddLine,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        let Range { start, end } = line.range;
        let after_break = self.after_break || start > from;
        let sides = Sides { after_break, before_break: line.ended };
        sink.out.push_str(text.get(done..start).unwrap_or_default());
        let all = rules.has(Op::Spacing) && rules.has(Op::Punctuation);
        let is_blank = if all && line.oddity == Oddity::Blanks {
            blanks::write(rules.kernel, text, start..end, sides, sink)
        } else {
            self.line.write(rules, text, start..end, sides, sink)
        };
        if line.ended
            && is_blank
            && rules.has(Op::Spacing)
            && self.breaks_before(text, from, start) > 1
        {
            sink.record.drop(end, end + 1);
            sink.watch.changed(Op::Spacing, end, end + 1);
            return end + 1;
        }
        end
    }

    /// Line feeds before the line that begins at `start`, since the last line that was not blank;
    /// where the text begins, at `from`, those before are added. At most three.
    fn breaks_before(&self, text: &str, from: usize, start: usize) -> usize {
        let before = text.as_bytes().get(from..start).unwrap_or_default();
        let mut breaks = 0;
        for &byte in before.iter().rev() {
            match byte {
                b'\n' => breaks += 1,
                b' ' => {}
                _ => return breaks,
            }
            if breaks > 2 {
                return breaks;
            }
        }
        (breaks + self.breaks).min(3)
    }
}
