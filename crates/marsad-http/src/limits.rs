//! How much is taken at once: requests a second and key, bytes of bodies, and how long they may take.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout, timeout_at};

use crate::config::Config;
use crate::error::{Code, Problem};

/// Wrong keys that one address may try at once, and how many more a second.
const TRIES: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// Addresses or keys that are remembered before those that are no longer needed are let go of.
const REMEMBERED: usize = 10_000;

/// Who may ask how often.
#[derive(Debug)]
pub(crate) struct Rates {
    requests: Option<DefaultKeyedRateLimiter<Arc<str>>>,
    tries: DefaultKeyedRateLimiter<IpAddr>,
}

impl Rates {
    pub(crate) fn new(config: &Config) -> Rates {
        let requests = NonZeroU32::new(config.rate).map(|rate| {
            let burst = NonZeroU32::new(config.burst).unwrap_or(rate);
            RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        });
        Rates { requests, tries: RateLimiter::keyed(Quota::per_second(TRIES)) }
    }

    /// # Errors
    /// `who` has asked too often.
    pub(crate) fn check(&self, who: &Arc<str>) -> Result<(), Problem> {
        let Some(requests) = &self.requests else { return Ok(()) };
        requests.check_key(who).map_err(|wait| too_often(&wait))
    }

    /// # Errors
    /// From there, wrong keys were given too often.
    pub(crate) fn check_try(&self, from: IpAddr) -> Result<(), Problem> {
        if self.tries.len() > REMEMBERED {
            self.tries.retain_recent();
        }
        self.tries.check_key(&from).map_err(|wait| too_often(&wait))
    }
}

fn too_often(wait: &governor::NotUntil<std::time::Instant>) -> Problem {
    let seconds = wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
    Problem::new(Code::RateLimited, "too many requests").retry_after(seconds)
}

/// Reads a body whole.
///
/// # Errors
/// More than `most` bytes; bytes that stop coming for `idle`, or do not end within `all`.
pub(crate) async fn whole_body(
    body: Body,
    most: usize,
    idle: Duration,
    all: Duration,
) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(Code::BodyTooLarge, format!("the body has more than {most} bytes"))
            .expected(format!("at most {most} bytes"))
    };
    let lower = usize::try_from(http_body::Body::size_hint(&body).lower()).unwrap_or(usize::MAX);
    if lower > most {
        return Err(too_large());
    }
    let late = || Problem::new(Code::BodyTimeout, "the body did not arrive in time");
    let end = Instant::now() + all;
    let (mut body, mut first, mut bytes) = (body, Bytes::new(), Vec::new());
    loop {
        let frame = timeout_at(end, timeout(idle, body.frame())).await;
        let frame = match frame {
            Ok(Ok(Some(frame))) => frame,
            Ok(Ok(None)) => break,
            Ok(Err(_)) | Err(_) => return Err(late()),
        };
        let frame = frame.map_err(|error| {
            Problem::new(Code::BadRequest, format!("the body broke off: {error}"))
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + first.len() + data.len() > most {
            return Err(too_large());
        }
        // nearly all bodies come in one piece
        if first.is_empty() && bytes.is_empty() {
            first = data;
        } else {
            if bytes.is_empty() {
                bytes.reserve(lower.max(first.len() + data.len()).min(most));
                bytes.extend_from_slice(&std::mem::take(&mut first));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(if bytes.is_empty() { first } else { Bytes::from(bytes) })
}
