//! Finds links, mail addresses and mentions, and puts words in their place.
//!
//! One function a pattern, each over the result of the one before; all find the leftmost match, then
//! the longest that the order of their parts prefers, and go on behind it. None looks back.

use super::super::Rewrite;
use super::super::python::is_word;
use super::is_space;

const LINK: &str = " [رابط] ";
const LINK_BARE: &str = "[رابط]";
const MAIL: &str = " [بريد] ";
const MENTION: &str = " [مستخدم] ";
const MENTION_BARE: &str = "[مستخدم]";

/// Replaces by `with` each range that `next` finds from a byte on, or takes it out if `with` is
/// empty.
pub(super) fn substitute(
    text: &str,
    with: &str,
    out: &mut dyn Rewrite,
    mut next: impl FnMut(usize) -> Option<(usize, usize)>,
) {
    let mut kept = 0;
    while let Some((start, end)) = next(kept) {
        out.keep(kept, start);
        if with.is_empty() {
            out.drop(start, end);
        } else {
            out.replace(start, end, with);
        }
        kept = end;
    }
    out.keep(kept, text.len());
}

/// Where the bytes from `from` on stop to be such.
fn run(text: &str, from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    rest.iter().position(|&b| !is(b)).map_or(text.len(), |len| from + len)
}

/// The same for characters.
fn run_chars(text: &str, from: usize, is: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find(|c| !is(c)).map_or(text.len(), |len| from + len)
}

fn starts(text: &str, at: usize, with: &str) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(with))
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    memchr::memmem::find(rest, what.as_bytes()).map(|at| from + at)
}

pub(super) fn hosts(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK, out, |from| host(text, from));
}

pub(super) fn hosts_bare(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK_BARE, out, |from| host(text, from));
}

/// What a host name is made of, taken broadly: mail addresses and ports too.
fn is_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-@:%._+~#=".contains(&b)
}

/// A dotted name that ends in two to six small letters, with what may follow it in a link. It may
/// have `http://` and any one character before it.
fn host(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut next = from;
    let bytes = text.as_bytes();
    loop {
        let dot = next + memchr::memchr(b'.', bytes.get(next..)?)?;
        let head = bytes.get(next..dot).unwrap_or_default();
        let start = dot - head.iter().rev().take_while(|&&b| is_host(b)).count();
        let end = run(text, dot, is_host);
        if let Some((at, dot)) = name(text, from, start, end) {
            let tail = |b: u8| is_host(b) || matches!(b, b'/' | b'?' | b'&');
            return Some((at, run(text, dot + 1, tail)));
        }
        next = end;
    }
}

/// Where the first match begins among the host characters `start..end`, and its last dot.
fn name(text: &str, from: usize, start: usize, end: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let dots: Vec<usize> = memchr::memchr_iter(b'.', bytes.get(start..end)?)
        .map(|at| start + at)
        .filter(|&dot| {
            let end = run(text, dot + 1, |b| b.is_ascii_lowercase());
            let next = text.get(end..).and_then(|rest| rest.chars().next());
            (2..=6).contains(&(end - dot - 1)) && !next.is_some_and(is_word)
        })
        .collect();
    // the last dot after two to 256 characters
    let last = |at: usize| {
        let after = dots.partition_point(|&dot| dot <= at + 256);
        after.checked_sub(1).and_then(|i| dots.get(i)).copied().filter(|&dot| dot >= at + 2)
    };
    // with or without `www.` before the characters that are counted
    let whole = |at: usize| {
        let www = if starts(text, at, "www.") { last(at + 4) } else { None };
        www.or_else(|| last(at))
    };
    if dots.is_empty() {
        return None;
    }
    for at in scheme(text, from, start).into_iter().flatten() {
        let (begin, at) = at;
        if let Some(dot) = whole(at) {
            return Some((begin, dot));
        }
    }
    let first = dots.iter().copied().find(|&dot| dot >= start + 2)?;
    (start.max(first.saturating_sub(260))..first).find_map(|at| whole(at).map(|dot| (at, dot)))
}

/// Where a scheme and the one character behind it begin, and where the name begins then: that
/// character is the one before `start`, or the one at it.
fn scheme(text: &str, from: usize, start: usize) -> [Option<(usize, usize)>; 2] {
    let before = text.get(from..start).unwrap_or_default();
    let begin = |before: &str| {
        let head = before.strip_suffix("://")?;
        let head = head.strip_suffix('s').filter(|h| h.ends_with("http")).unwrap_or(head);
        head.strip_suffix("http").map(|head| from + head.len())
    };
    let mut chars = before.chars();
    let outside = chars.next_back().filter(|&c| c != '\n');
    let outside = outside.and_then(|_| begin(chars.as_str())).map(|at| (at, start));
    [outside, begin(before).map(|at| (at, start + 1))]
}

/// A link with its scheme.
pub(super) fn http(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK, out, |from| {
        let mut from = from;
        loop {
            let at = find(text, from, "http")?;
            let rest = at + 4 + usize::from(starts(text, at + 4, "s"));
            let end = run(text, rest + 3, is_path);
            if starts(text, rest, "://") && end > rest + 3 {
                return Some((at, end));
            }
            from = at + 4;
        }
    });
}

/// Characters of links, taken narrowly.
fn is_path(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"_-./~?=%&".contains(&b)
}

pub(super) fn www(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK, out, |from| {
        let mut from = from;
        loop {
            let at = find(text, from, "www")?;
            let end = run(text, at + 3, is_path);
            if end > at + 3 {
                return Some((at, end));
            }
            // not beside it: `wwww` has a second one
            from = at + 1;
        }
    });
}

/// Latin letters and `.com`.
pub(super) fn dot_com(text: &str, out: &mut dyn Rewrite) {
    const COM: &str = ".com";
    substitute(text, LINK, out, |from| {
        let mut next = from;
        loop {
            let at = find(text, next, COM)?;
            let before = text.as_bytes().get(from..at).unwrap_or_default();
            let letters = before.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
            if letters > 0 {
                return Some((at - letters, at + COM.len()));
            }
            next = at + COM.len();
        }
    });
}

pub(super) fn http_rest(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK, out, |from| to_space(text, from, "http"));
}

pub(super) fn www_rest(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK, out, |from| to_space(text, from, "www"));
}

pub(super) fn http_bare(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK_BARE, out, |from| to_space(text, from, "http"));
}

pub(super) fn www_bare(text: &str, out: &mut dyn Rewrite) {
    substitute(text, LINK_BARE, out, |from| to_space(text, from, "www"));
}

/// `what`, and all up to white space.
fn to_space(text: &str, from: usize, what: &str) -> Option<(usize, usize)> {
    let at = find(text, from, what)?;
    Some((at, run_chars(text, at, |c| !is_space(c))))
}

/// What is left of a scheme that is not known.
pub(super) fn slashes(text: &str, out: &mut dyn Rewrite) {
    const SLASHES: &str = "://";
    substitute(text, LINK, out, |from| {
        find(text, from, SLASHES).map(|at| (at, at + SLASHES.len()))
    });
}

/// A mail address whose host has a dot. (One in Latin was taken for a link before.)
pub(super) fn mail_hosts(text: &str, out: &mut dyn Rewrite) {
    let is_part = |c: char| c == '-' || is_word(c);
    substitute(text, MAIL, out, |from| {
        let ats = memchr::memchr_iter(b'@', text.as_bytes().get(from..)?);
        ats.map(|at| from + at).find_map(|at| {
            let before = text.get(from..at)?;
            let start = from + before.trim_end_matches(is_part).len();
            let mut end = run_chars(text, at + 1, is_part);
            if start == at || end == at + 1 {
                return None;
            }
            let host = end;
            while starts(text, end, ".") {
                let next = run_chars(text, end + 1, is_part);
                if next == end + 1 {
                    break;
                }
                end = next;
            }
            (end > host).then_some((start, end))
        })
    });
}

/// All between white space that has an `@` inside.
pub(super) fn mail(text: &str, out: &mut dyn Rewrite) {
    substitute(text, MAIL, out, |from| {
        let mut next = from;
        loop {
            let at = next + memchr::memchr(b'@', text.as_bytes().get(next..)?)?;
            let start = from + text.get(from..at)?.trim_end_matches(|c| !is_space(c)).len();
            let end = run_chars(text, at, |c| !is_space(c));
            let inner = text.as_bytes().get(start + 1..end - 1).unwrap_or_default();
            if memchr::memchr(b'@', inner).is_some() {
                return Some((start, end));
            }
            next = end;
        }
    });
}

pub(super) fn mentions(text: &str, out: &mut dyn Rewrite) {
    substitute(text, MENTION, out, |from| mention(text, from));
}

pub(super) fn mentions_bare(text: &str, out: &mut dyn Rewrite) {
    substitute(text, MENTION_BARE, out, |from| mention(text, from));
}

/// `@` and word characters.
fn mention(text: &str, from: usize) -> Option<(usize, usize)> {
    let ats = memchr::memchr_iter(b'@', text.as_bytes().get(from..)?);
    ats.map(|at| from + at)
        .map(|at| (at, run_chars(text, at + 1, is_word)))
        .find(|&(at, end)| end > at + 1)
}
