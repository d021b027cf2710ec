//! Standard output for data, standard error for talk.

#[cfg(unix)]
use std::fs::File;
use std::io::{self, IsTerminal, Write};
#[cfg(unix)]
use std::os::fd::AsFd;

use anstyle::{AnsiColor, Style};
use anyhow::Context;
use marsad_io::InputError;

use crate::args::Color;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const HIT: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What standard output is called in errors.
pub(crate) const STDOUT: &str = "standard output";
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Applies the user's choice of colours to both streams.
pub(crate) fn set_color(color: Color) {
    let choice = match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Writes words of our own to standard output, styles taken out where they are not wanted.
///
/// # Errors
/// Standard output that fails, a full disk or closed pipe among it.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context(STDOUT)
}

/// Writes data to standard output, as it is.
///
/// # Errors
/// Standard output that fails, a full disk or closed pipe among it.
pub(crate) fn write(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).context(STDOUT)
}

/// Standard output for data, buffered; what is larger than the buffer goes past it. Nothing is taken
/// out: what looks like a style in a text of the user's is the user's.
pub(crate) fn data() -> io::BufWriter<Box<dyn Write>> {
    io::BufWriter::with_capacity(64 * 1024, unbuffered())
}

/// Standard output without the library's own buffer, which looks for line ends in all it is given.
fn unbuffered() -> Box<dyn Write> {
    // elsewhere a terminal takes no bytes, and the library puts them into characters
    #[cfg(unix)]
    if let Ok(stdout) = io::stdout().as_fd().try_clone_to_owned() {
        return Box::new(File::from(stdout));
    }
    Box::new(io::stdout().lock())
}

/// Whether a person is looking at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Columns of the terminal on standard output, if it is one.
pub(crate) fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into())
}

/// Whether standard output shows styles.
pub(crate) fn has_color() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Names something that went wrong.
pub(crate) fn say_error(message: &str) {
    say(BAD, "error", message);
}

/// Names what an error says, causes included.
pub(crate) fn say_failure(error: &anyhow::Error) {
    match error.downcast_ref::<InputError>() {
        // says its cause itself
        Some(error) => say_error(&error.to_string()),
        None => say_error(&format!("{error:#}")),
    }
}

/// Names something that may surprise.
pub(crate) fn say_warning(message: &str) {
    say(WARNING, "warning", message);
}

fn say(style: Style, word: &str, message: &str) {
    // Nobody is left to hear that standard error is closed.
    drop(writeln!(anstream::stderr().lock(), "{style}{word}{style:#}: {message}"));
}

/// Tells something on standard error.
pub(crate) fn tell(message: &str) {
    drop(writeln!(anstream::stderr().lock(), "{message}"));
}

/// Whether a person may be looking at standard error.
pub(crate) fn is_talk_seen() -> bool {
    io::stderr().is_terminal()
}

/// A number of things: `1 hit`, `2,000 hits`.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", indicatif::HumanCount(n), if n == 1 { one } else { many })
}

/// Whether an error is a reader of our output that has gone away.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Text on one line: line ends and tabs become spaces; controls that would turn the line around or
/// move the cursor are left out.
pub(crate) fn line_of(text: &str) -> String {
    let on_line = |c: char| match c {
        '\n' | '\t' | '\r' => Some(' '),
        c if c.is_control() || is_direction(c) || c == '\u{FEFF}' => None,
        c => Some(c),
    };
    text.chars().filter_map(on_line).collect()
}

/// Text within a line that is set from the left: [`line_of`] it, and what is not ASCII closed off by
/// a left-to-right mark, so that it stays in its place between its neighbours.
pub(crate) fn directed(text: &str) -> String {
    match text.is_ascii() {
        true => line_of(text),
        false => format!("{LRM}{}{LRM}", line_of(text)),
    }
}

/// A few characters to be looked at: as [`directed`], marks on a dotted circle, blanks by name,
/// other invisible ones by number.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            ' ' if text.len() > 1 => shown.push(' '),
            ' ' => shown.push_str("space"),
            '\u{A0}' => shown.push_str("no-break space"),
            '\n' => shown.push_str("line end"),
            '\t' => shown.push_str("tab"),
            c if c.is_control() || c.is_whitespace() || is_invisible(c) => {
                shown.push_str(&format!("U+{:04X}", c as u32));
            }
            c => {
                if is_mark(c) && shown.is_empty() {
                    shown.push('\u{25CC}');
                }
                shown.push(c);
            }
        }
    }
    directed(&shown)
}

/// Cells of a terminal that `text` takes, as far as terminals agree: one a character, none for
/// marks and invisible ones.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().filter(|c| !is_mark(*c) && !is_invisible(*c) && !c.is_control()).count()
}

/// Cuts a line at blanks into lines of at most `width` columns, styles not counted. A word that is
/// longer stays whole.
pub(crate) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in line.split(' ') {
        let taken = columns(&anstream::adapter::strip_str(word).to_string());
        match lines.last_mut() {
            Some(last) if used + 1 + taken <= width => {
                last.push(' ');
                last.push_str(word);
                used += 1 + taken;
            }
            _ => {
                lines.push(word.to_owned());
                used = taken;
            }
        }
    }
    lines
}

/// Left-to-right mark.
const LRM: char = '\u{200E}';

fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    is_direction(c)
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' | '\u{8D3}'..='\u{8E1}'
        | '\u{8E3}'..='\u{8FF}' | '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_stays_in_its_place() {
        assert_eq!(shown("x"), "x");
        assert_eq!(shown("و"), "\u{200E}و\u{200E}");
        assert_eq!(shown("\u{64E}"), "\u{200E}\u{25CC}\u{64E}\u{200E}");
        assert_eq!(shown("\u{200F}"), "U+200F");
        assert_eq!(shown(" "), "space");
        assert_eq!(shown("\n"), "line end");
        assert_eq!(line_of("a\u{1B}[31m\tb\u{202E}\nc"), "a[31m b c");
        assert_eq!(columns(&directed("عَلي")), 3);
    }

    #[test]
    fn lines_are_cut_at_blanks_and_styles_take_no_room() {
        let line = format!("aa {HIT}bb cc{HIT:#} dd عَلَى eeeeeeeee f");
        let whole = wrapped(&line, usize::MAX);
        assert_eq!(whole, [line.as_str()]);
        let lines = wrapped(&line, 5);
        assert_eq!(lines.join(" "), line);
        let plain: Vec<String> =
            lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
        assert_eq!(plain, ["aa bb", "cc dd", "عَلَى", "eeeeeeeee", "f"]);
    }

    #[test]
    fn things_are_counted() {
        assert_eq!(counted(1, "hit", "hits"), "1 hit");
        assert_eq!(counted(0, "hit", "hits"), "0 hits");
        assert_eq!(counted(1234, "hit", "hits"), "1,234 hits");
    }
}
