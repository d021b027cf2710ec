//! Counts of what the server does, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use marsad_schema::{LevelName, MatchRecord};

use crate::state::App;

/// Upper bounds of the classes of latency, in microseconds.
const BOUNDS: [u64; 16] = [
    100, 200, 400, 700, 1_000, 2_000, 4_000, 7_000, 10_000, 20_000, 50_000, 100_000, 250_000,
    1_000_000, 5_000_000, 30_000_000,
];

/// What is told of a list.
type Gauge = fn(&crate::state::Snapshot) -> u64;

/// Counters; adding to one waits for nobody.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By route and method; there are only as many as there are routes.
    routes: Mutex<BTreeMap<(String, String), &'static Route>>,
    pub documents: AtomicU64,
    pub bytes: AtomicU64,
    matches: [AtomicU64; 3],
    pub changes: AtomicU64,
    pub connections: AtomicU64,
    pub open_connections: AtomicU64,
    pub streams: AtomicU64,
}

#[derive(Debug, Default)]
struct Route {
    classes: [AtomicU64; BOUNDS.len()],
    slower: AtomicU64,
    micros: AtomicU64,
    /// By the hundreds of their status.
    statuses: [AtomicU64; 6],
}

impl Metrics {
    /// Notes an answered request.
    pub(crate) fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (route.to_owned(), method.to_owned());
        // one for each route of the program, for as long as it runs
        let counts: &'static Route = routes.entry(key).or_insert_with(|| Box::leak(Box::default()));
        drop(routes);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS.iter().position(|bound| micros <= *bound);
        class.and_then(|k| counts.classes.get(k)).unwrap_or(&counts.slower).add(1);
        counts.micros.add(micros);
        if let Some(count) = counts.statuses.get(usize::from(status / 100)) {
            count.add(1);
        }
    }

    /// Notes the matches of a document.
    pub(crate) fn matched(&self, text: &str, matches: &[MatchRecord<'_>]) {
        self.documents.add(1);
        self.bytes.add(text.len() as u64);
        for found in matches {
            let level = LevelName::ALL.iter().position(|level| *level == found.level);
            if let Some(count) = level.and_then(|k| self.matches.get(k)) {
                count.add(1);
            }
        }
    }

    /// All counts and the state of `app`, as text.
    pub(crate) fn text(&self, app: &App) -> String {
        let mut page = Page::default();
        page.head("marsad_requests_total", "counter", "Requests answered.");
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((route, method), counts) in &routes {
            for (k, count) in counts.statuses.iter().enumerate().filter(|(_, n)| n.get() > 0) {
                let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{k}xx\"");
                page.line("marsad_requests_total", &labels, count.get());
            }
        }
        page.head(
            "marsad_request_seconds",
            "histogram",
            "Seconds from the head of a request to that of its answer.",
        );
        for ((route, method), counts) in &routes {
            let labels = format!("route=\"{route}\",method=\"{method}\"");
            let mut sum = 0;
            for (bound, count) in BOUNDS.iter().zip(&counts.classes) {
                sum += count.get();
                let seconds = *bound as f64 / 1e6;
                page.line(
                    "marsad_request_seconds_bucket",
                    &format!("{labels},le=\"{seconds}\""),
                    sum,
                );
            }
            sum += counts.slower.get();
            page.line("marsad_request_seconds_bucket", &format!("{labels},le=\"+Inf\""), sum);
            let seconds = counts.micros.get() as f64 / 1e6;
            page.line("marsad_request_seconds_sum", &labels, seconds);
            page.line("marsad_request_seconds_count", &labels, sum);
        }
        page.one("marsad_documents_total", "counter", "Documents searched.", self.documents.get());
        page.one("marsad_text_bytes_total", "counter", "Bytes of them.", self.bytes.get());
        page.head("marsad_matches_total", "counter", "Matches given, by level.");
        for (level, count) in LevelName::ALL.iter().zip(&self.matches) {
            page.line("marsad_matches_total", &format!("level=\"{level}\""), count.get());
        }
        page.one("marsad_changes_total", "counter", "Versions of lists made.", self.changes.get());
        let lists = app.lists();
        let gauges: [(&str, &str, Gauge); 4] = [
            ("marsad_list_entities", "Entities of a list.", |it| it.engine.n_entities() as u64),
            ("marsad_list_names", "Names of a list.", |it| it.engine.n_names() as u64),
            ("marsad_list_bytes", "Bytes of its index.", |it| it.engine.index_bytes() as u64),
            ("marsad_list_generation", "Its version.", |it| it.version),
        ];
        for (name, help, value) in gauges {
            page.head(name, "gauge", help);
            for (list, it) in lists.iter() {
                page.line(name, &format!("list=\"{list}\""), value(&it.snapshot()));
            }
        }
        let (used, all) = app.cpu.in_use();
        page.one("marsad_work_places_used", "gauge", "Pieces of work that wait or run.", used);
        page.one("marsad_work_places", "gauge", "How many may.", all);
        page.one("marsad_streams", "gauge", "Streams that run.", self.streams.get());
        page.one("marsad_connections_total", "counter", "Connections.", self.connections.get());
        page.one("marsad_connections", "gauge", "Open ones.", self.open_connections.get());
        page.one("marsad_log_dropped_total", "counter", "Lines of log lost.", app.log.dropped());
        page.0
    }
}

/// Text of Prometheus, as it grows.
#[derive(Debug, Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // a string can be written to
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "{name} {value}");
    }
}

/// A count that is only added to and read.
pub(crate) trait Count {
    fn add(&self, n: u64);
    fn take(&self, n: u64);
    fn get(&self) -> u64;
}

impl Count for AtomicU64 {
    fn add(&self, n: u64) {
        self.fetch_add(n, Ordering::Relaxed);
    }

    fn take(&self, n: u64) {
        self.fetch_sub(n, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.load(Ordering::Relaxed)
    }
}
