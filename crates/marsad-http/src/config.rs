//! What the operator may set: by a file, by the environment, by flags, each heavier than the one before.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde::Deserialize;

/// Declares the settings once: as flags and variables, as fields of the file, and as what they come to.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty, $env:literal, $value:literal, $default:expr;)*) => {
        /// Settings as given, by flags and environment or by a file; what is not given is `None`.
        #[derive(Debug, Clone, Default, PartialEq, Args, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Settings {
            $($(#[doc = $doc])+ #[arg(long, env = $env, value_name = $value)] pub $name: Option<$type>,)*
        }

        /// Settings as they hold.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)*
        }

        impl Settings {
            /// What is given here, and where nothing is, what is given by `other`.
            #[must_use]
            pub fn or(self, other: Settings) -> Settings {
                Settings { $($name: self.$name.or(other.$name),)* }
            }
        }

        impl From<Settings> for Config {
            fn from(given: Settings) -> Config {
                Config { $($name: given.$name.unwrap_or_else(|| $default),)* }
            }
        }
    };
}

settings! {
    /// Address and port to listen on. Other machines are let in only when there are API keys [default: 127.0.0.1:8080]
    listen: SocketAddr, "MARSAD_LISTEN", "ADDRESS", SocketAddr::from(([127, 0, 0, 1], 8080));
    /// Folder of the database [default: marsad-data]
    data: PathBuf, "MARSAD_DATA_DIR", "FOLDER", PathBuf::from("marsad-data");
    /// Threads that search, 0 for one a core [default: 0]
    threads: usize, "MARSAD_THREADS", "N", 0;
    /// Pieces of work that may wait or run at a time, 0 for 64 a thread; more are refused [default: 0]
    queue: usize, "MARSAD_QUEUE", "N", 0;
    /// Streams at a time [default: 64]
    max_streams: usize, "MARSAD_MAX_STREAMS", "N", 64;
    /// Connections at a time; more wait until one ends [default: 4096]
    max_connections: usize, "MARSAD_MAX_CONNECTIONS", "N", 4096;
    /// Most bytes of a body, lists aside [default: 16777216]
    max_body: usize, "MARSAD_MAX_BODY", "BYTES", 16 << 20;
    /// Most bytes of a whole list [default: 1073741824]
    max_list_body: usize, "MARSAD_MAX_LIST_BODY", "BYTES", 1 << 30;
    /// Most documents, names or pairs in a request [default: 1000]
    max_documents: usize, "MARSAD_MAX_DOCUMENTS", "N", 1000;
    /// Most bytes of a text [default: 4194304]
    max_text: usize, "MARSAD_MAX_TEXT", "BYTES", 4 << 20;
    /// Most entities of a list [default: 5000000]
    max_entities: usize, "MARSAD_MAX_ENTITIES", "N", 5_000_000;
    /// Seconds that work on a request may take [default: 30]
    work_seconds: u64, "MARSAD_WORK_SECONDS", "SECONDS", 30;
    /// Seconds in which the head of a request must arrive, and that a connection may be idle [default: 15]
    header_seconds: u64, "MARSAD_HEADER_SECONDS", "SECONDS", 15;
    /// Seconds in which more of a body must arrive, or be taken by the client [default: 30]
    idle_seconds: u64, "MARSAD_IDLE_SECONDS", "SECONDS", 30;
    /// Seconds in which a whole body must arrive, those of lists and streams aside [default: 60]
    body_seconds: u64, "MARSAD_BODY_SECONDS", "SECONDS", 60;
    /// Seconds that accepted requests may take when the server is told to stop [default: 30]
    drain_seconds: u64, "MARSAD_DRAIN_SECONDS", "SECONDS", 30;
    /// Seconds between "no longer ready" and the end of accepting, for balancers to notice [default: 0]
    drain_delay_seconds: u64, "MARSAD_DRAIN_DELAY_SECONDS", "SECONDS", 0;
    /// Requests a second and key, 0 for no limit [default: 0]
    rate: u32, "MARSAD_RATE", "N", 0;
    /// Requests that a key may have spared up, 0 for those of one second [default: 0]
    burst: u32, "MARSAD_BURST", "N", 0;
    /// What to log of requests: none, problems or all [default: all]
    log: LogRequests, "MARSAD_LOG", "WHICH", LogRequests::All;
    /// Log the first bytes of bodies too; without it no text comes into the log [default: false]
    log_bodies: bool, "MARSAD_LOG_BODIES", "BOOL", false;
}

/// Which requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogRequests {
    /// None.
    None,
    /// Those that were not done.
    Problems,
    /// All.
    All,
}

impl Settings {
    /// Settings of a TOML file, named as the flags with `_` for `-`.
    ///
    /// # Errors
    /// A file that can not be read, or that has a field that is unknown or of a wrong type.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("marsad.toml");
    /// std::fs::write(&path, "listen = \"127.0.0.1:9000\"\nthreads = 2\n")?;
    /// let file = marsad_http::Settings::read(&path)?;
    /// let flags = marsad_http::Settings { threads: Some(4), ..Default::default() };
    /// let config = marsad_http::Config::from(flags.or(file));
    /// assert_eq!((config.listen.port(), config.threads), (9000, 4));
    /// # Ok::<(), anyhow::Error>(())
    /// ```
    pub fn read(path: &Path) -> anyhow::Result<Settings> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }
}

impl Config {
    /// Whether the settings make sense together.
    ///
    /// # Errors
    /// Names the setting that does not.
    ///
    /// ```
    /// let none = marsad_http::Settings { max_text: Some(0), ..Default::default() };
    /// let error = marsad_http::Config::from(none).check().unwrap_err();
    /// assert_eq!(error.to_string(), "max-text is 0, and must be at least 1");
    /// ```
    pub fn check(&self) -> anyhow::Result<()> {
        let sizes = [
            ("max-connections", self.max_connections),
            ("max-body", self.max_body),
            ("max-list-body", self.max_list_body),
            ("max-documents", self.max_documents),
            ("max-text", self.max_text),
            ("max-entities", self.max_entities),
        ];
        for (name, value) in sizes {
            ensure!(value > 0, "{name} is 0, and must be at least 1");
        }
        let times = [
            ("work-seconds", self.work_seconds),
            ("header-seconds", self.header_seconds),
            ("idle-seconds", self.idle_seconds),
            ("body-seconds", self.body_seconds),
        ];
        for (name, value) in times {
            ensure!((1..=86_400).contains(&value), "{name} is {value}, and must be 1 to 86400");
        }
        if self.threads > 1024 {
            bail!("threads is {}, and must be 0 to 1024", self.threads);
        }
        Ok(())
    }

    /// Threads that search.
    pub(crate) fn n_threads(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }

    pub(crate) fn n_permits(&self) -> usize {
        if self.queue == 0 { 64 * self.n_threads() } else { self.queue }
    }

    pub(crate) fn work_time(&self) -> Duration {
        Duration::from_secs(self.work_seconds)
    }

    pub(crate) fn idle_time(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }
}
