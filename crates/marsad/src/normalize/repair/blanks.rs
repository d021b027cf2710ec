//! A line with too many spaces and nothing else to repair: runs become one space, and those beside a
//! line end go. Equal to what `line` makes of it, without taking it apart.

use std::ops::Range;

use super::line::Sides;
use super::places::Signs;
use super::{Op, Record, Sink, Watch};
use crate::chars::Kernel;
use crate::chars::scan::Places;

/// Appends the line `line` of `text`; returns whether it is blank. None of its spaces that may go
/// carries a mark.
pub(super) fn write<R: Record, W: Watch>(
    kernel: Kernel,
    text: &str,
    line: Range<usize>,
    sides: Sides,
    sink: &mut Sink<'_, R, W>,
) -> bool {
    let bytes = text.as_bytes().get(..line.end).unwrap_or_default();
    let spaces = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|&&byte| byte == b' ').count()
    };
    let first = line.start + spaces(line.start);
    let is_blank = first == line.end;
    let at_start = sides.after_break || is_blank && sides.before_break;
    let mut done = shorten(text, line.start, line.start..first, !at_start, sink);
    let mut at = first;
    for start in Places::<Signs>::of(kernel, bytes, first) {
        if start < at || !bytes.get(start..).is_some_and(|rest| rest.starts_with(b"  ")) {
            continue;
        }
        at = start + spaces(start);
        let is_last = at == line.end;
        done = shorten(text, done, start..at, !(is_last && sides.before_break), sink);
    }
    if sides.before_break && at < line.end && bytes.ends_with(b" ") {
        done = shorten(text, done, line.end - 1..line.end, false, sink);
    }
    sink.out.push_str(text.get(done..line.end).unwrap_or_default());
    is_blank
}

/// Appends what stands between `done` and the spaces `gap`, without which of them go: all, or all but
/// the last. Returns how much of the text is then done with.
fn shorten<R: Record, W: Watch>(
    text: &str,
    done: usize,
    gap: Range<usize>,
    keeps_one: bool,
    sink: &mut Sink<'_, R, W>,
) -> usize {
    let end = if keeps_one { gap.end.saturating_sub(1).max(gap.start) } else { gap.end };
    if end == gap.start {
        return done;
    }
    sink.out.push_str(text.get(done..gap.start).unwrap_or_default());
    sink.record.drop(gap.start, end);
    sink.watch.changed(Op::Spacing, gap.start, end);
    end
}
