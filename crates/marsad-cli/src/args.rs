//! The arguments, their help and their defaults.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use marsad::Unit;
use marsad_io::{Encoding, ListFormat, UnknownEncoding};

use crate::{env, lists};

/// Heading of the options about what is read.
const INPUT: &str = "Input options";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Arabic text engine: normalises Arabic and finds the names you watch for, however they are
/// spelled, with the exact span in the original text and the reason for every hit.
#[derive(Debug, Parser)]
#[command(name = "marsad", version, styles = STYLES, max_term_width = 100, after_help = "\
Examples:
  echo 'زار الوفد موسكو' | marsad match   countries, people … of the built-in list
  marsad match -w people.jsonl news/       the names of your own list
  marsad normalize news.txt                text folded as for searching

Exit codes: 0 done, 1 nothing found (match, screen, explain), 2 wrong usage, 3 some input could not be \
read (the rest was done), 130 stopped by Ctrl-C.
Environment: MARSAD_THREADS as --threads, NO_COLOR.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours: auto (on a terminal that wants them), always or never
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true, display_order = 900)]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Normalize(NormalizeArgs),
    Match(MatchArgs),
    Screen(ScreenArgs),
    Compare(CompareArgs),
    Watchlist(WatchlistArgs),
    Profiles(ProfilesArgs),
    Explain(ExplainArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// What to read, and how to run over it.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, folders or patterns of .txt, .jsonl, .csv, .tsv, plain or with .gz or .zst behind;
    /// `-` or nothing is standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// What all inputs are written in, whatever their names say: auto (by extension, else by the
    /// first line), text, jsonl or csv (comma, semicolon or tab)
    #[arg(long, value_enum, default_value_t = InputFormat::Auto, value_name = "FORMAT")]
    #[arg(hide_possible_values = true, help_heading = INPUT)]
    pub input_format: InputFormat,

    /// Field or column that holds the text
    #[arg(long, default_value = "text", value_name = "NAME", help_heading = INPUT)]
    pub field: String,

    /// What all inputs are encoded in: auto (UTF-8 if it is that, else found out), utf-8, utf-16le,
    /// utf-16be, windows-1256, iso-8859-6, macarabic, or another label of the web
    #[arg(long, default_value = "auto", value_parser = parse_encoding, value_name = "ENCODING")]
    #[arg(help_heading = INPUT)]
    pub encoding: Coding,

    /// Take each line of a text file as a document, with the id `path:line`
    #[arg(long, help_heading = INPUT)]
    pub lines: bool,

    /// Longest record; longer ones are named and passed over (K, M, G; less than 4G). Memory in use
    /// is some 100 MB, or about six times the longest record if that is more, results aside
    #[arg(long, default_value = "256M", value_parser = parse_bytes, value_name = "BYTES")]
    #[arg(help_heading = INPUT)]
    pub max_record: u32,

    /// Threads to work on, 0 for one a core; the output does not depend on it
    #[arg(long, short = 'j', env = env::THREADS, hide_env = true, value_name = "N")]
    #[arg(default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    #[arg(display_order = 800)]
    pub threads: u16,

    /// No progress bar and no summary on standard error; errors are still named
    #[arg(long, short, display_order = 801)]
    pub quiet: bool,
}

/// An encoding, or none to find it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coding(pub Option<Encoding>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Auto,
    Text,
    Jsonl,
    Csv,
}

/// Normalise text: one of the profiles, or its operations one by one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad normalize news.txt                      fold as for searching
  marsad normalize -p clean --format jsonl news/ one JSON line a document
  marsad normalize -p strict --ops +digits,-tatweel < news.txt
  zcat dump.jsonl.gz | marsad normalize --offsets
  marsad normalize dump.txt > folded.txt         a text of any length, on all cores
  marsad normalize -p lucene-ar news.txt         what Lucene's filter gives
  marsad normalize --encoding windows-1256 --offsets=source old/*.txt

The fold profiles (strict, search, loose, quran) turn every white space into a space, so that a \
document is one line of text output. `marsad profiles` lists what each profile does.")]
pub(crate) struct NormalizeArgs {
    #[command(flatten)]
    pub input: InputArgs,

    /// Profile: clean, strict, search, loose, quran, or that of another program, as lucene-ar (`marsad
    /// profiles` lists all)
    #[arg(long, short, default_value = "search", value_name = "NAME")]
    pub profile: String,

    /// Operations to add to the profile or to take from it, as `+digits,-tatweel`
    #[arg(long, value_name = "OPS", allow_hyphen_values = true)]
    pub ops: Option<String>,

    /// Give with each text the stretches that changed otherwise than letter for letter, as [start,
    /// end, start, end] (jsonl): first in the normalised text, then in the original as decoded
    /// (text), or in bytes of the file (source, of text files) [default: text]
    #[arg(long, value_enum, value_name = "WHERE", hide_possible_values = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub offsets: Option<Offsets>,

    /// What --offsets counts texts in: bytes of UTF-8, chars (code points, as in Python) or utf16
    /// (units, as in Java and JavaScript)
    #[arg(long, default_value_t = Unit::Bytes, value_name = "UNIT", requires = "offsets")]
    pub units: Unit,

    /// Output: text (the texts alone) or jsonl (one JSON line a document, with id and all other
    /// fields) [default: text, with --offsets jsonl]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<TextFormat>,
}

/// Which positions are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Offsets {
    /// Those in the decoded text.
    Text,
    /// Those in the bytes of the input.
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    Text,
    Jsonl,
}

/// How lists are read.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ListArgs {
    /// What all lists are written in, whatever their names say: auto (by extension, else by what
    /// stands first), jsonl, text, csv, tsv, or the format of another program: opensanctions (its
    /// targets.simple.csv), ftm (FollowTheMoney), senzing, spacy (entity ruler), jrc (JRC-Names)
    #[arg(long, default_value_t, value_name = "FORMAT")]
    pub list_format: ListFormat,
}

/// Find the names of watchlists in text, with span, spelling and reason
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad match news.txt                       the built-in list, for reading
  marsad match -w people.jsonl -w world news/ own list and built-in one, a folder
  marsad match -w names.txt dump.jsonl.zst > hits.jsonl
  marsad match -w names.csv --format tsv --lines < headlines.txt
  marsad match --encoding cp1256 --offsets source old/*.txt
  echo 'زار الوفد موسكو' | marsad match --format pretty

Particles glued to a name (و ف ب ك ل س, ال) are read and reported, but are no part of the span. \
With several lists an id belongs to the list named first. The columns of tsv are id, start, end, \
char_start, char_end, entity, type, name, text, prefix, level, score.
Exits with 0 when a name was found, with 1 when none was.")]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    pub input: InputArgs,

    /// Watchlist: a file of JSON lines, CSV, TSV, one name a line or another program's (see
    /// --list-format); `world` is the built-in list (countries, cities, organisations, people in the
    /// news). May be given more than once
    #[arg(long, short, default_value = lists::WORLD, value_name = "LIST")]
    pub watchlist: Vec<PathBuf>,

    #[command(flatten)]
    pub lists: ListArgs,

    /// How loosely a spelling may differ: exact (the same letters), folded (hamza, ة/ه, ى/ي, marks,
    /// tatweel, digits, case) or variant (other spellings of the name: شويجو for شويغو or Shoigu)
    #[arg(long, short, default_value = "folded", value_name = "LEVEL")]
    pub level: marsad::Level,

    /// Least score to report, 0.5 to 1; equal spellings have 1
    #[arg(long, default_value = "0.8", value_parser = parse_score, value_name = "X")]
    pub min_score: f32,

    /// Of hits on the same words: longest (the first from the left, then the longest) or all
    #[arg(long, value_enum, default_value_t = Overlaps::Longest, value_name = "WHICH")]
    #[arg(hide_possible_values = true)]
    pub overlaps: Overlaps,

    /// Stop when a list has a bad line, instead of going on without it
    #[arg(long)]
    pub strict: bool,

    /// Output: pretty (for reading), jsonl (one JSON line a document) or tsv (one line a hit)
    /// [default: pretty on a terminal, else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<MatchFormat>,

    /// Words of context on each side of a hit (pretty)
    #[arg(long, default_value_t = 6, value_name = "N")]
    pub context: usize,

    /// Positions in UTF-16 units too (jsonl)
    #[arg(long)]
    pub utf16: bool,

    /// Positions in the decoded text alone (text), or in bytes of the file too (source: `source_start`
    /// and `source_end`, of text files, in jsonl)
    #[arg(long, value_enum, default_value_t = Offsets::Text, value_name = "WHERE")]
    #[arg(hide_possible_values = true)]
    pub offsets: Offsets,
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

/// Rank the entities of watchlists that may bear a name, in either script
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad screen -w sanctions.csv 'Sergei Shoigu'
  marsad screen -w people.jsonl --top 3 --min-score 0.8 'شويجو، سيرجي'
  marsad screen -w people.jsonl < customers.txt > found.jsonl     one name a line

Names are found however they are spelled, in Arabic or Latin letters, with words in another order, \
joined, split or missing. A score is how likely both are one name, where half of all that is asked is: \
1 / (1 + e^s), with the sum s of all costs of the evidence; from 0.8 on they count as one. Names that \
are equal at level exact or folded have 1.
Exits with 0 when an entity was found, with 1 when none was.")]
pub(crate) struct ScreenArgs {
    /// The name; `-` or nothing reads one name a line from standard input
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Watchlist: a file in any form that `match` reads; `world` is the built-in list. May be given
    /// more than once
    #[arg(long, short, default_value = lists::WORLD, value_name = "LIST")]
    pub watchlist: Vec<PathBuf>,

    #[command(flatten)]
    pub lists: ListArgs,

    /// Stop when a list has a bad line, instead of going on without it
    #[arg(long)]
    pub strict: bool,

    /// Most entities to give for a name
    #[arg(long, default_value_t = 10, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub top: u16,

    /// Least score to report, 0 to 1
    #[arg(long, default_value = "0.5", value_parser = parse_score, value_name = "X")]
    pub min_score: f32,

    /// Output: pretty (for reading) or jsonl (one JSON line a name) [default: pretty on a terminal,
    /// else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<CompareFormat>,

    /// Threads to work on, 0 for one a core; the output does not depend on it
    #[arg(long, short = 'j', env = env::THREADS, hide_env = true, value_name = "N")]
    #[arg(default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,
}

/// Tell whether two spellings are one name, and why
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad compare 'سيرغي شويغو' 'سيرجي شويجو'
  marsad compare 'عبدالله صالح' 'Abdullah Saleh'
  marsad compare --pairs pairs.tsv                 two names a line, parted by a tab
  cut -f2,3 names.tsv | marsad compare --pairs - --format jsonl

The score is how likely both are one name, where half of all that is asked is; from 0.8 on they \
count as one. It is 1 / (1 + e^s), with the sum s of all costs of the evidence. Names that are equal \
at level exact or folded have 1.
Exits with 0, whatever the answer; with 3 when a line of the pairs is none.")]
pub(crate) struct CompareArgs {
    /// One spelling, in Arabic or Latin letters
    #[arg(value_name = "A", required_unless_present = "pairs", requires = "b")]
    pub a: Option<String>,

    /// The other
    #[arg(value_name = "B")]
    pub b: Option<String>,

    /// File of pairs, two names a line with a tab between; what stands behind a second tab is passed
    /// over; `-` is standard input
    #[arg(long, value_name = "TSV", conflicts_with_all = ["a", "b"])]
    pub pairs: Option<PathBuf>,

    /// Output: pretty (for reading) or jsonl (one JSON line a pair) [default: pretty on a terminal,
    /// else jsonl]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<CompareFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    Pretty,
    Jsonl,
}

/// Check a watchlist, or tell what it holds
#[derive(Debug, Args)]
pub(crate) struct WatchlistArgs {
    #[command(subcommand)]
    pub command: WatchlistCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WatchlistCommand {
    Check(CheckArgs),
    Variants(VariantsArgs),
    Build(BuildArgs),
    /// Tell what lists hold: entities by type, names by kind and script, bytes of each part of the index
    #[command(after_help = "\
Examples:
  marsad watchlist stats world
  marsad watchlist stats people.jsonl companies.csv
  marsad watchlist stats people.marsad")]
    Stats {
        /// Lists; `world` is the built-in one
        #[arg(required = true, value_name = "LIST")]
        lists: Vec<PathBuf>,
        #[command(flatten)]
        how: ListArgs,
    },
}

/// Compile lists to one file that is opened in milliseconds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad watchlist build people.jsonl companies.csv -o watched.marsad
  marsad match -w watched.marsad news/
  marsad watchlist build watched.marsad new.csv -o watched.marsad    with more entities

The file holds the entities with all their data, and fits this version of the program: another one \
says so and asks for it to be built again. It takes the place of an older one whole. Bad lines are \
named and left out; with --strict nothing is written. Lists of one content give one file, byte by byte.")]
pub(crate) struct BuildArgs {
    /// Lists, compiled ones among them; `world` is the built-in one. An id belongs to the list named
    /// first
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<PathBuf>,

    #[command(flatten)]
    pub how: ListArgs,

    /// File to write
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,

    /// Write nothing when a list has a bad line, instead of going on without it
    #[arg(long)]
    pub strict: bool,
}

/// Name what is wrong with lists and what may surprise: bad lines, names that are common words or are
/// never found, names that two entities share, letters that are not what they look like
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad watchlist check people.jsonl
  marsad watchlist check --strict people.jsonl companies.csv
  marsad watchlist check targets.simple.csv entities.ftm.json patterns.jsonl
  marsad watchlist check --format jsonl people.jsonl | jq -r 'select(.code == \"shared\") | .name'

The codes are listed in docs/watchlists.md.
Exits with 0 when all lines are good, with 2 when a line is bad; --strict counts warnings too.")]
pub(crate) struct CheckArgs {
    /// Lists; `world` is the built-in one
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<PathBuf>,

    #[command(flatten)]
    pub how: ListArgs,

    /// Take warnings as errors
    #[arg(long)]
    pub strict: bool,

    /// Output: pretty (for reading) or jsonl (one JSON line a finding)
    #[arg(long, value_enum, default_value_t = FindingFormat::Pretty, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub format: FindingFormat,
}

/// Print the spellings that a name is expected to have in Arabic text, the most frequent first
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad watchlist variants 'شويغو'
  marsad watchlist variants 'Sergei Shoigu' --top 10
  marsad watchlist variants 'شويغو' --corpus news/ --corpus archive.jsonl.zst
  marsad watchlist variants --format jsonl Shoigu | jq -r .spelling

The score is how likely spelling and name are one name; all are 0.8 or more. The share is how often, of \
all these spellings, each is expected. In a corpus a spelling is counted as `marsad match` finds it, \
folded and behind particles; the particles are not written here.
Exits with 0, with 1 when no spelling is known.")]
#[command(mut_arg("paths", |paths| paths.long("corpus").num_args(1).help(
    "Count each spelling in these files, folders or patterns, as `match` reads them; may be given \
     more than once"
)))]
pub(crate) struct VariantsArgs {
    /// The name, in Arabic or Latin letters
    pub name: String,

    /// Most spellings to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,

    /// Output: pretty (for reading) or jsonl (one JSON line a spelling)
    #[arg(long, value_enum, default_value_t = FindingFormat::Pretty, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub format: FindingFormat,

    #[command(flatten)]
    pub input: InputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingFormat {
    Pretty,
    Jsonl,
}

/// List the normalization profiles, or tell what one does to which letters or words
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad profiles                      the profiles and their operations
  marsad profiles search               what one does to each class of letters
  marsad profiles search --diff loose  where two differ
  marsad profiles search --diff lucene-ar
  marsad profiles search --harm news/  which words of these texts it makes one (علي and على)")]
pub(crate) struct ProfilesArgs {
    /// Profile to describe
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Show only where this profile does something else
    #[arg(long, value_name = "OTHER", requires = "name")]
    pub diff: Option<String>,

    /// Show which words of the inputs the profile makes one, by how many of them stand in another
    /// spelling than the most frequent
    #[arg(long, requires = "name", conflicts_with = "diff")]
    pub harm: bool,

    /// Most rows of --harm, 0 for all
    #[arg(long, value_name = "N", default_value_t = 40, requires = "harm")]
    pub top: usize,

    /// Output of --harm: pretty or tsv (at stake, what the words become, then each word and how
    /// often it stands in the inputs)
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true, requires = "harm")]
    #[arg(default_value = "pretty")]
    pub format: HarmFormat,

    #[command(flatten)]
    pub input: InputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HarmFormat {
    Pretty,
    Tsv,
}

/// Tell why a name is found in a text, or at which step it fails
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad explain 'سافر إلى الاردن' --name 'الأردن'
  marsad explain 'زار بوتان' --name 'بوتين'
  marsad explain - --name 'روسيا' < news.txt

Exits with 0 when the name is found, with 1 when it is not.")]
pub(crate) struct ExplainArgs {
    /// The text; `-` reads it from standard input
    pub text: String,

    /// The name
    #[arg(long, short, required = true)]
    pub name: String,

    /// How loosely a spelling may differ: exact, folded or variant
    #[arg(long, short, default_value = "folded", value_name = "LEVEL")]
    pub level: marsad::Level,
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad completions bash > ~/.local/share/bash-completion/completions/marsad
  marsad completions zsh > ~/.zfunc/_marsad")]
pub(crate) struct CompletionsArgs {
    /// Shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Write the manual pages to a folder, or the main one to standard output
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  marsad man | man -l -
  marsad man ~/.local/share/man/man1")]
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

/// An encoding, or `auto`.
fn parse_encoding(label: &str) -> Result<Coding, UnknownEncoding> {
    match label {
        "auto" => Ok(Coding(None)),
        label => label.parse().map(|encoding| Coding(Some(encoding))),
    }
}

/// A score.
fn parse_score(text: &str) -> Result<f32, String> {
    let score = text.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| format!("`{text}` is no number from 0 to 1"))
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

    #[test]
    fn scores() {
        assert_eq!(parse_score("0.8"), Ok(0.8));
        for bad in ["1.1", "-0.1", "NaN", "inf", "", "x"] {
            assert!(parse_score(bad).is_err(), "{bad}");
        }
    }
}
