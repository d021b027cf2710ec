//! The log: one JSON object a line on standard error, written by a thread of its own.
//!
//! It holds no text of documents, names or lists unless that was asked for. When the reader of the log is
//! slow, lines are dropped and counted, and requests go on.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// Lines that may wait to be written.
const WAITING: usize = 8192;

/// Where lines go.
#[derive(Debug)]
pub(crate) struct Log {
    lines: SyncSender<Message>,
    dropped: AtomicU64,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Answered when all before it is written.
    Flush(SyncSender<()>),
}

/// What happened to the server.
#[derive(Debug, Serialize)]
pub(crate) struct Event<'a> {
    pub at: String,
    pub level: &'a str,
    pub event: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub message: &'a str,
}

/// A request that was answered.
#[derive(Debug, Serialize)]
pub(crate) struct RequestLine<'a> {
    pub at: String,
    pub level: &'a str,
    pub event: &'a str,
    pub request_id: &'a str,
    pub key: &'a str,
    pub method: &'a str,
    pub route: &'a str,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    /// Why, when the fault is the server's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    pub ms: f64,
    pub bytes_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Log {
    /// A log on standard error.
    pub(crate) fn to_stderr() -> Log {
        let (lines, receiver) = sync_channel(WAITING);
        // without a thread nobody takes lines off, and they are dropped
        let _ =
            thread::Builder::new().name("marsad-log".to_owned()).spawn(move || write(&receiver));
        Log { lines, dropped: AtomicU64::new(0) }
    }

    /// Writes one line.
    pub(crate) fn line(&self, line: &impl Serialize) {
        let Ok(mut bytes) = serde_json::to_vec(line) else { return };
        bytes.push(b'\n');
        if let Err(TrySendError::Full(_)) = self.lines.try_send(Message::Line(bytes)) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes what happened.
    pub(crate) fn event(&self, level: &str, event: &str, message: &str) {
        self.line(&Event { at: now(), level, event, message });
    }

    /// Lines that were dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Waits until all lines are written.
    pub(crate) fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.lines.send(Message::Flush(done)).is_ok() {
            let _ = wait.recv();
        }
    }
}

fn write(lines: &Receiver<Message>) {
    while let Ok(message) = lines.recv() {
        match message {
            // nobody can be told of a log that can not be written
            Message::Line(line) => drop(std::io::stderr().lock().write_all(&line)),
            Message::Flush(done) => drop(done.send(())),
        }
    }
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// This moment as RFC 3339 has it, in UTC.
pub(crate) fn now() -> String {
    rfc3339(now_ms())
}

/// A moment, in milliseconds since 1970, as RFC 3339 has it.
pub(crate) fn rfc3339(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    // years of 400 years that begin in March, so that leap days come last
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, ms) = (rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_calendar_has_them() {
        for (ms, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
            (4_102_444_799_001, "2099-12-31T23:59:59.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc3339(ms), written);
        }
    }
}
