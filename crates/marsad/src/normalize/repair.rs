//! Repair of spaces and punctuation, line by line, over text that the pass has normalised.
//!
//! Letters, digits and marks never change. Most lines have nothing to repair: `places` goes over
//! the text at speed and says which lines may, and only these are taken apart by `line`, after the
//! rules of `docs/profiles.md`. All others are copied in stretches.

mod line;
mod marks;
mod places;

use std::ops::Range;

use super::op::Op;
use super::pass::Record;
use super::rules::Rules;
use super::segment::Watch;
use line::{Line, Sides};
pub(super) use marks::is_arabic;
use places::lines;

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
    /// Line feeds since the last line that was not blank.
    breaks: usize,
    after_break: bool,
}

impl Repair {
    /// Whether any of it is wanted.
    pub(super) fn is_wanted(rules: &Rules) -> bool {
        rules.has(Op::Spacing) || rules.has(Op::Punctuation)
    }

    /// Goes over the lines of `text`, a whole text, in which nothing is to be repaired; returns
    /// where the first other line begins, or the length of the text.
    pub(super) fn skip(&mut self, rules: &Rules, text: &str) -> usize {
        for line in lines(rules.kernel, text, 0) {
            let Range { start, end } = line.range;
            let breaks = if start < end { 0 } else { self.breaks } + usize::from(line.ended);
            if line.suspicious || self.starts_blank(text, start) || breaks > 2 {
                return start;
            }
            self.breaks = breaks;
            self.after_break = line.ended;
        }
        text.len()
    }

    /// Whether the line at `start` begins with a space that goes.
    fn starts_blank(&self, text: &str, start: usize) -> bool {
        self.after_break && text.as_bytes().get(start) == Some(&b' ')
    }

    /// Appends all lines of `text` that end in it; returns where the rest begins.
    pub(super) fn lines<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        self.run(rules, text, 0, false, sink)
    }

    /// Appends all of `text` from the start of a line, `from`, on; it ends the whole text.
    pub(super) fn finish<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        from: usize,
        sink: &mut Sink<'_, R, W>,
    ) {
        self.run(rules, text, from, true, sink);
        self.breaks = 0;
        self.after_break = false;
    }

    fn run<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        from: usize,
        whole: bool,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        // all before is written
        let mut done = from;
        let mut start = from;
        for line in lines(rules.kernel, text, from) {
            let Range { start: at, end } = line.range;
            if !line.ended && !whole {
                break;
            }
            if line.suspicious || self.starts_blank(text, at) {
                sink.out.push_str(text.get(done..at).unwrap_or_default());
                let sides = Sides { after_break: self.after_break, before_break: line.ended };
                let is_blank = self.line.write(rules, text, at..end, sides, sink);
                if !is_blank {
                    self.breaks = 0;
                }
                done = end;
            } else if at < end {
                self.breaks = 0;
            }
            start = end;
            if line.ended {
                self.breaks += 1;
                self.after_break = true;
                start = end + 1;
                if self.breaks > 2 && rules.has(Op::Spacing) {
                    sink.out.push_str(text.get(done..end).unwrap_or_default());
                    sink.record.drop(end, start);
                    sink.watch.changed(Op::Spacing, end, start);
                    done = start;
                }
            }
        }
        sink.out.push_str(text.get(done..start).unwrap_or_default());
        start
    }
}
