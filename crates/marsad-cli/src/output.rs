//! Standard output for data, standard error for talk.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use crate::args::Color;

pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const HIT: Style = AnsiColor::Yellow.on_default().bold();
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Applies the user's choice of colours to both streams.
pub fn set_color(color: Color) {
    let choice = match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Standard output, buffered, with styles taken out where they are not wanted.
pub fn stdout() -> io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>> {
    io::BufWriter::with_capacity(256 * 1024, anstream::AutoStream::auto(io::stdout().lock()))
}

/// Whether a person is looking at standard output.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output shows styles.
pub fn has_color() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Names something that went wrong.
pub fn say_error(message: &str) {
    say(BAD, "error", message);
}

/// Names something that may surprise.
pub fn say_warning(message: &str) {
    say(WARNING, "warning", message);
}

fn say(style: Style, word: &str, message: &str) {
    // Nobody is left to hear that standard error is closed.
    drop(writeln!(anstream::stderr().lock(), "{style}{word}{style:#}: {message}"));
}

/// Tells something on standard error.
pub fn tell(message: &str) {
    drop(writeln!(anstream::stderr().lock(), "{message}"));
}

/// Whether an error is a reader of our output that has gone away.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
