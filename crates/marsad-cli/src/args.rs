//! The arguments, their help and their defaults.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::env;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Arabic text engine: normalises Arabic and finds the names you watch for, however they are
/// spelled, with the exact span in the original text and the reason for every hit.
#[derive(Debug, Parser)]
#[command(name = "marsad", version, styles = STYLES, max_term_width = 100, after_help = "\
Exit codes: 0 done, 1 nothing found (match, explain), 2 wrong usage, 3 some input could not be read \
(the rest was done), 130 stopped by Ctrl-C.
Environment: MARSAD_THREADS, NO_COLOR.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Threads to work on; 0 is one a core. Output does not depend on it
    #[arg(long, short = 'j', global = true, env = env::THREADS, default_value_t = 0, value_name = "N")]
    pub threads: usize,

    /// No progress bar and no summary on standard error; errors are still named
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that wants them
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Normalize(NormalizeArgs),
    Match(MatchArgs),
    Watchlist(WatchlistArgs),
    Profiles(ProfilesArgs),
    Explain(ExplainArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, folders or patterns of .txt, .jsonl, .csv, .tsv, plain or .gz/.zst; `-` or nothing is
    /// standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// What all inputs are written in, whatever their names say
    #[arg(long, value_enum, default_value_t = InputFormat::Auto, value_name = "FORMAT")]
    pub input_format: InputFormat,

    /// Field or column that holds the text
    #[arg(long, default_value = "text", value_name = "NAME")]
    pub field: String,

    /// Take each line of a text file as a document, with the id `path:line`
    #[arg(long)]
    pub lines: bool,

    /// Longest record in bytes; longer ones are named and passed over (K, M, G allowed, less than
    /// 4G). Memory in use is about 5 × 4 MiB for batches and, beyond that, five of the longest
    /// records
    #[arg(long, default_value = "256M", value_parser = parse_bytes, value_name = "BYTES")]
    pub max_record: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// By extension, else by the first line
    Auto,
    /// A file is a document, or each line with --lines
    Text,
    /// One JSON object a line
    Jsonl,
    /// A table with a header, comma, semicolon or tab separated
    Csv,
}

/// Normalise text: one of the profiles, or its operations one by one
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  marsad normalize news.txt                             fold as for searching, to standard output
  marsad normalize --profile clean --format jsonl news/ one JSON line a document
  marsad normalize --profile strict --ops +digits,-tatweel -
  zcat dump.jsonl.gz | marsad normalize --profile search --offsets --format jsonl

With the profiles of the fold chain (strict, search, loose) every white space is a space, so that a \
document is one line of text output. `marsad profiles` lists what each profile does.")]
pub(crate) struct NormalizeArgs {
    #[command(flatten)]
    pub input: InputArgs,

    /// Profile: clean, strict, search or loose
    #[arg(long, short, default_value = "search", value_name = "NAME")]
    pub profile: String,

    /// Operations to add to or take from the profile: `+digits,-spacing`
    #[arg(long, value_name = "OPS", allow_hyphen_values = true)]
    pub ops: Option<String>,

    /// Give with each text the spans that changed their length: [start, end, start, end] in bytes,
    /// first in the normalised, then in the original text (jsonl)
    #[arg(long)]
    pub offsets: bool,

    /// Output: the texts alone, or JSON lines with id and all other fields [default: text; jsonl
    /// with --offsets]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<TextFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    Text,
    Jsonl,
}

/// Find the names of watchlists in text, with span, spelling and reason
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  marsad match news.txt                           the built-in list `world`, for reading
  marsad match -w people.jsonl -w world news/     own list and the built-in one, a whole folder
  marsad match -w names.txt --format jsonl dump.jsonl.zst > hits.jsonl
  marsad match -w names.csv --format tsv --lines - < headlines.txt
  echo 'زار الوفد موسكو' | marsad match

Particles glued to a name (و ف ب ك ل س, ال) are read and reported, never part of the span. With \
several lists an id belongs to the list named first.")]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    pub input: InputArgs,

    /// Watchlist: a file of JSON lines, CSV, TSV or one name a line; `world` is the built-in list
    /// (countries, capitals, organisations, people in the news)
    #[arg(long, short, default_value = "world", value_name = "LIST")]
    pub watchlist: Vec<PathBuf>,

    /// How loosely a spelling may differ: exact (the same letters) or folded (hamza, ة/ه, ى/ي,
    /// marks, tatweel, digits, case)
    #[arg(long, short, default_value = "folded", value_name = "LEVEL")]
    pub level: marsad::Level,

    /// Least score to report, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "X")]
    pub min_score: f32,

    /// Of hits on the same words the longest, or all
    #[arg(long, value_enum, default_value_t = Overlaps::Longest, value_name = "WHICH")]
    pub overlaps: Overlaps,

    /// Output: for reading, JSON lines (one a document), or a table (one line a hit) [default:
    /// pretty on a terminal, else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<MatchFormat>,

    /// Positions in UTF-16 units too (jsonl)
    #[arg(long)]
    pub utf16: bool,

    /// Words of context on each side of a hit (pretty)
    #[arg(long, default_value_t = 6, value_name = "N")]
    pub context: usize,

    /// Stop when a list has a bad line, instead of going on without it
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Overlaps {
    Longest,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatchFormat {
    Pretty,
    Jsonl,
    Tsv,
}

/// Check a watchlist, or tell what it holds
#[derive(Debug, Args)]
pub(crate) struct WatchlistArgs {
    #[command(subcommand)]
    pub command: WatchlistCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WatchlistCommand {
    /// Name what is wrong with lists and what may surprise: bad lines, names that are common words,
    /// names that two entities share
    #[command(after_long_help = "\
Examples:
  marsad watchlist check people.jsonl
  marsad watchlist check --strict people.jsonl companies.csv

Exits with 0 when all lines are good, 2 when a line is bad; warnings count only with --strict.")]
    Check {
        /// Lists; `world` is the built-in one
        #[arg(required = true, value_name = "LIST")]
        lists: Vec<PathBuf>,
        /// Take warnings as errors
        #[arg(long)]
        strict: bool,
    },
    /// Tell what lists hold: entities by type, names by kind and script, size of the index
    #[command(after_long_help = "Example:\n  marsad watchlist stats world")]
    Stats {
        /// Lists; `world` is the built-in one
        #[arg(required = true, value_name = "LIST")]
        lists: Vec<PathBuf>,
    },
}

/// List the normalization profiles, or tell what one does to which letters
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  marsad profiles
  marsad profiles search")]
pub(crate) struct ProfilesArgs {
    /// Profile to describe
    pub name: Option<String>,
}

/// Tell why a name is found in a text, or at which step it fails
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  marsad explain 'سافر إلى الاردن' --name 'الأردن'
  marsad explain 'زار بوتان' --name 'بوتين'

Exits with 0 when the name is found, 1 when it is not.")]
pub(crate) struct ExplainArgs {
    /// The text; `-` reads it from standard input
    pub text: String,

    /// The name
    #[arg(long, short, required = true)]
    pub name: String,

    /// How loosely a spelling may differ: exact or folded
    #[arg(long, short, default_value = "folded", value_name = "LEVEL")]
    pub level: marsad::Level,
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  marsad completions bash > \
/etc/bash_completion.d/marsad")]
pub(crate) struct CompletionsArgs {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Write the manual pages to a folder, or the main one to standard output
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  marsad man | man -l -\n  marsad man target/man")]
pub(crate) struct ManArgs {
    /// Folder for one page a command
    pub folder: Option<PathBuf>,
}

/// A number of bytes with K, M or G for powers of 1024.
fn parse_bytes(text: &str) -> Result<u32, String> {
    let (digits, shift) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number: u64 = digits.parse().map_err(|_| format!("`{text}` is no number of bytes"))?;
    number
        .checked_shl(shift)
        .filter(|n| n >> shift == number)
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| (1..u32::MAX).contains(n))
        .ok_or_else(|| format!("`{text}` is not between 1 byte and 4 GiB"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bytes() {
        assert_eq!(parse_bytes("256M"), Ok(256 << 20));
        assert_eq!(parse_bytes("10"), Ok(10));
        assert_eq!(parse_bytes("3g"), Ok(3 << 30));
        for bad in ["4G", "0", "M", "", "-1", "99999999999999999999", "12X"] {
            assert!(parse_bytes(bad).is_err(), "{bad}");
        }
    }
}
