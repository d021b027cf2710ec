//! From what the user named to what is opened: files, folders, patterns and standard input.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::{MatchOptions, Pattern};

use crate::error::{InputError, InputErrorKind};

/// Extensions by which a file in a folder is known as an input, also with `.gz` or `.zst` behind.
const KNOWN: [&str; 5] = ["txt", "jsonl", "ndjson", "csv", "tsv"];

/// One input that will be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: Arc<str>,
    /// `None` is standard input.
    path: Option<PathBuf>,
    bytes: Option<u64>,
}

impl Source {
    /// Standard input, named `-`.
    ///
    /// ```
    /// assert_eq!(marsad_io::Source::stdin().name(), "-");
    /// ```
    pub fn stdin() -> Self {
        Source { name: "-".into(), path: None, bytes: None }
    }

    /// The file at `path`, whatever its extension; it is not looked at before it is read.
    ///
    /// ```
    /// assert_eq!(marsad_io::Source::file("news/a.txt").name(), "news/a.txt");
    /// ```
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.to_string_lossy().into();
        // pipes and devices say 0; their size is not known
        let bytes = fs::metadata(&path).ok().filter(fs::Metadata::is_file).map(|file| file.len());
        Source { name, path: Some(path), bytes }
    }

    /// What the input is called in ids and errors: its path as the user wrote it, or `-`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Size on disk in bytes (compressed, if the file is), or `None` for a stream.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

/// What `path` names by its extension, in lower case, and the compression that stands behind it.
pub(crate) fn extensions(path: &str) -> (Option<String>, Option<Compression>) {
    let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let path = Path::new(path);
    let compression = match extension(path).as_deref() {
        Some("gz") => Some(Compression::Gzip),
        Some("zst") => Some(Compression::Zstd),
        _ => return (extension(path), None),
    };
    (path.file_stem().and_then(|stem| extension(Path::new(stem))), compression)
}

/// A way of compressing a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstd,
}

/// The inputs that `paths` name, in the order given; nothing is opened yet.
///
/// - `-`, or no path at all, is standard input.
/// - A file is itself, whatever its extension.
/// - A folder is all files in it and in its folders with the extension `.txt`, `.jsonl`, `.ndjson`,
///   `.csv` or `.tsv`, also with `.gz` or `.zst` behind it, sorted by name folder by folder. Names
///   that begin with a dot are left out, links to folders are not followed.
/// - A path that does not exist and holds `*`, `?` or `[` is a pattern (`**` for any folders); its
///   files are taken whatever their extension, its folders as folders.
///
/// A path that can not be used stands as an error in its place, and so does a folder or pattern
/// that yields nothing. A file that is there but may not be read is found out when it is opened.
///
/// ```
/// let sources = marsad_io::expand(&["-", "missing.txt"]);
/// assert_eq!(sources[0].as_ref().unwrap().name(), "-");
/// assert_eq!(sources[1].as_ref().unwrap_err().name(), "missing.txt");
/// ```
pub fn expand<P: AsRef<OsStr>>(paths: &[P]) -> Vec<Result<Source, InputError>> {
    if paths.is_empty() {
        return vec![Ok(Source::stdin())];
    }
    let mut found = Vec::new();
    for path in paths {
        let path = Path::new(path.as_ref());
        if path == Path::new("-") {
            found.push(Ok(Source::stdin()));
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => add_folder(path, &mut found),
            Ok(_) => found.push(Ok(Source::file(path))),
            Err(error) => match path.to_str() {
                Some(text) if text.contains(['*', '?', '[']) => add_pattern(text, &mut found),
                _ => found.push(Err(InputError::io(name_of(path), error))),
            },
        }
    }
    found
}

fn name_of(path: &Path) -> Arc<str> {
    path.to_string_lossy().into()
}

/// Adds what the folder the user named holds.
fn add_folder(folder: &Path, found: &mut Vec<Result<Source, InputError>>) {
    let before = found.len();
    walk(folder, found);
    if found.len() == before {
        let reason = format!("the folder holds no file of a known kind (.{})", KNOWN.join(", ."));
        let kind = InputErrorKind::NothingFound;
        found.push(Err(InputError::new(kind, name_of(folder), reason)));
    }
}

fn walk(folder: &Path, found: &mut Vec<Result<Source, InputError>>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(InputError::io(name_of(folder), error))),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if is_known(&path) && !path.is_dir() {
            found.push(Ok(Source::file(path)));
        }
    }
}

fn is_known(path: &Path) -> bool {
    let (extension, _) = extensions(&path.to_string_lossy());
    extension.is_some_and(|extension| KNOWN.contains(&extension.as_str()))
}

/// Adds what a pattern matches.
fn add_pattern(pattern: &str, found: &mut Vec<Result<Source, InputError>>) {
    let rules = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let name = || Arc::from(pattern);
    let paths = match Pattern::new(pattern).and_then(|_| glob::glob_with(pattern, rules)) {
        Ok(paths) => paths,
        Err(error) => {
            let reason = format!("malformed pattern: {} at character {}", error.msg, error.pos);
            found.push(Err(InputError::new(InputErrorKind::BadPattern, name(), reason)));
            return;
        }
    };
    let before = found.len();
    for path in paths {
        match path {
            Ok(path) if path.is_dir() => walk(&path, found),
            Ok(path) => found.push(Ok(Source::file(path))),
            Err(error) => {
                let name = name_of(error.path());
                found.push(Err(InputError::io(name, error.into())));
            }
        }
    }
    if found.len() == before {
        let reason = "no file matches the pattern";
        found.push(Err(InputError::new(InputErrorKind::NothingFound, name(), reason)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn folder(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "نص").unwrap();
        }
        folder
    }

    /// Names and errors, relative to the folder.
    fn expanded(root: &TempDir, paths: &[&str]) -> Vec<String> {
        let paths: Vec<_> = paths
            .iter()
            .map(|path| if *path == "-" { "-".into() } else { root.path().join(path) })
            .collect();
        let prefix = format!("{}/", root.path().display());
        expand(&paths)
            .into_iter()
            .map(|source| match source {
                Ok(source) => source.name().replace(&prefix, ""),
                Err(error) => error.to_string().replace(&prefix, ""),
            })
            .collect()
    }

    #[test]
    fn nothing_and_a_dash_are_standard_input() {
        let none: [&str; 0] = [];
        assert_eq!(expand(&none).remove(0).unwrap(), Source::stdin());
        assert_eq!(expand(&["-"]).remove(0).unwrap(), Source::stdin());
    }

    #[test]
    fn a_folder_is_walked_in_order_by_known_extension() {
        let root = folder(&[
            "b/z.txt",
            "b/a.jsonl.gz",
            "a.CSV",
            "c.ndjson.zst",
            "d.tsv",
            "e.pdf",
            ".hidden.txt",
            ".git/x.txt",
            "f.gz",
        ]);
        let path = root.path().to_str().unwrap();
        assert_eq!(
            expanded(&root, &[path]),
            ["a.CSV", "b/a.jsonl.gz", "b/z.txt", "c.ndjson.zst", "d.tsv"]
        );
    }

    #[test]
    fn a_missing_path_is_named_in_its_place_and_the_rest_goes_on() {
        let root = folder(&["a.txt", "b.log"]);
        assert_eq!(
            expanded(&root, &["a.txt", "none.txt", "-", "b.log"]),
            ["a.txt", "none.txt: no such file or folder", "-", "b.log"]
        );
    }

    #[test]
    fn patterns_are_expanded_and_empty_ones_are_errors() {
        let root = folder(&["x/1.txt", "x/2.log", "x/.3.txt", "y/1.txt", "[1].txt"]);
        assert_eq!(expanded(&root, &["x/*"]), ["x/1.txt", "x/2.log"]);
        assert_eq!(expanded(&root, &["**/1.txt"]), ["x/1.txt", "y/1.txt"]);
        assert_eq!(expanded(&root, &["?"]), ["x/1.txt", "y/1.txt"]);
        // a file of that very name is no pattern
        assert_eq!(expanded(&root, &["[1].txt"]), ["[1].txt"]);
        assert_eq!(expanded(&root, &["z*"]), ["z*: no file matches the pattern"]);
        let bad = expand(&["a[b"]).remove(0).unwrap_err();
        assert_eq!(bad.kind(), InputErrorKind::BadPattern);
        assert!(bad.to_string().starts_with("a[b: malformed pattern: "), "{bad}");
    }

    #[test]
    fn an_empty_folder_is_an_error_that_names_the_known_kinds() {
        let root = folder(&["only.pdf"]);
        let error = expand(&[root.path()]).remove(0).unwrap_err();
        assert_eq!(error.kind(), InputErrorKind::NothingFound);
        assert_eq!(
            error.reason(),
            "the folder holds no file of a known kind (.txt, .jsonl, .ndjson, .csv, .tsv)"
        );
    }

    #[test]
    fn sizes_are_those_on_disk() {
        let root = folder(&["a.txt"]);
        let source = expand(&[root.path().join("a.txt")]).remove(0).unwrap();
        assert_eq!(source.bytes(), Some(4));
        assert_eq!(Source::stdin().bytes(), None);
    }
}
