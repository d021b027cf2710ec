//! Standard output for data, standard error for talk.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use crate::args::Color;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const HIT: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
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

/// Standard output, buffered, with styles taken out where they are not wanted.
pub(crate) fn stdout() -> io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>> {
    io::BufWriter::with_capacity(256 * 1024, anstream::AutoStream::auto(io::stdout().lock()))
}

/// Whether a person is looking at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output shows styles.
pub(crate) fn has_color() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Names something that went wrong.
pub(crate) fn say_error(message: &str) {
    say(BAD, "error", message);
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

/// Whether an error is a reader of our output that has gone away.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
