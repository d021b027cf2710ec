//! Runs the program with a clean environment and holds what came out of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Asserts the exit code and that nothing was said.
    #[track_caller]
    pub(crate) fn quietly(self, code: i32) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (Some(code), ""), "{self:?}");
        self
    }

    /// Asserts the exit code and all that was said.
    #[track_caller]
    pub(crate) fn saying(self, code: i32, stderr: &str) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (Some(code), stderr), "{}", self.stdout);
        self
    }

    /// Standard output as lines of JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The slices found, document by document.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<Vec<String>> {
        let texts = |doc: &Value| {
            let matches = doc["matches"].as_array().unwrap();
            matches.iter().map(|hit| hit["text"].as_str().unwrap().to_owned()).collect()
        };
        self.json().iter().map(texts).collect()
    }
}

/// The project's fixtures, the folder in which commands run.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").canonicalize().unwrap()
}

/// A command line in the folder of the fixtures, without standard input, heeding none of the
/// variables that the program knows.
pub(crate) fn marsad<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.args(args).current_dir(fixtures()).stdin(Stdio::null());
    for name in
        ["MARSAD_THREADS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TERM"]
    {
        command.env_remove(name);
    }
    command
}

/// Runs a command line to its end.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ran {
    ran(&mut marsad(args))
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    end(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// Runs a command line on `input`.
pub(crate) fn feed<S: AsRef<std::ffi::OsStr>>(args: &[S], input: impl AsRef<[u8]>) -> Ran {
    let mut child = start(&mut marsad(args));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.as_ref();
    std::thread::scope(|scope| {
        // A program that has heard enough closes its end.
        scope.spawn(move || drop(stdin.write_all(input)));
        end(child)
    })
}

/// Starts a command with all three streams in our hands.
pub(crate) fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for the end.
pub(crate) fn end(child: Child) -> Ran {
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with these files, which goes when it is dropped.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

/// Runs a command line in `folder`.
pub(crate) fn run_in(folder: &tempfile::TempDir, args: &[&str]) -> Ran {
    ran(marsad(args).current_dir(folder.path()))
}
