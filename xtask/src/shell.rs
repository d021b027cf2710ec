//! Running programs and talking to the terminal.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Says something on standard error.
pub(crate) fn say(text: &str) {
    // Nothing is left to do when standard error is closed.
    drop(writeln!(io::stderr(), "{text}"));
}

/// Writes data to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")
}

/// The cargo that runs this program, in the root of the workspace.
pub(crate) fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo, args)
}

/// A program, in the root of the workspace.
pub(crate) fn command<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    args: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(crate::root());
    command
}

/// How one would type the command.
pub(crate) fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_stem().unwrap_or(program.as_os_str());
    let mut words: Vec<String> = Vec::new();
    for (key, value) in command.get_envs() {
        if let Some(value) = value {
            words.push(format!("{}={}", key.display(), quoted(value)));
        }
    }
    words.push(quoted(program));
    words.extend(command.get_args().map(quoted));
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.contains([' ', '*', '$']) { format!("'{word}'") } else { word.into_owned() }
}

/// Runs to the end; what it says is shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| typed(command))?;
    if !status.success() {
        bail!("`{}` failed: {status}", typed(command));
    }
    Ok(())
}

/// Runs to the end and returns standard output, without white space around it.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| typed(command))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", typed(command), output.status);
    }
    Ok(String::from_utf8(output.stdout).context("output is no UTF-8")?.trim().to_owned())
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => crate::root().join(target),
        None => crate::root().join("target"),
    }
}

/// Values of `--name VALUE` options; an argument that is none of `names` is refused with `usage`.
pub(crate) fn options<const N: usize>(
    args: &[String],
    names: [&str; N],
    usage: &str,
) -> Result<[Option<String>; N]> {
    let mut values = [const { None }; N];
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let slot = names.iter().position(|name| name == arg).and_then(|k| values.get_mut(k));
        match (slot, args.next()) {
            (Some(slot), Some(value)) => *slot = Some(value.clone()),
            _ => bail!("{usage}"),
        }
    }
    Ok(values)
}

/// A path given by the user, who may stand in another folder than the root.
pub(crate) fn user_path(path: &str) -> Result<PathBuf> {
    std::fs::canonicalize(path).with_context(|| path.to_owned())
}

/// The machine and the compiler, for the head of a table of figures.
pub(crate) fn machine() -> Result<String> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let field = |name: &str| {
        let line = cpuinfo.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map_or("unknown", |(_, value)| value.trim())
    };
    let flags = field("flags");
    let vector: Vec<&str> = ["avx2", "avx512bw", "avx512_vbmi2"]
        .into_iter()
        .filter(|flag| flags.split(' ').any(|f| f == *flag))
        .collect();
    let threads = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    let rustc = output(&mut command("rustc", ["-V"]))?;
    Ok(format!(
        "CPU {} ({threads} threads; {}), load {load} before the first run\n{rustc}",
        field("model name"),
        if vector.is_empty() { "vector units unknown".to_owned() } else { vector.join(" ") },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let args = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let read = options(&args("--names 1,2 --corpus x"), ["--corpus", "--names"], "u").unwrap();
        assert_eq!(read, [Some("x".to_owned()), Some("1,2".to_owned())]);
        for bad in ["--corpus", "--other x", "x"] {
            let error = options(&args(bad), ["--corpus"], "usage: u").unwrap_err();
            assert_eq!(error.to_string(), "usage: u", "{bad}");
        }
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = run(cargo(["no-such-command"]).stderr(Stdio::null())).unwrap_err().to_string();
        assert!(error.starts_with("`cargo no-such-command` failed"), "{error}");
        let mut command = cargo(["doc"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(typed(&command), "RUSTDOCFLAGS='-D warnings' cargo doc");
    }
}
