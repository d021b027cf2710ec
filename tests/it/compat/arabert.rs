//! AraBERT's preprocessing: its steps written down once more, one obvious pass each, with patterns
//! matched by trying all ways in order; and what it gave itself.

use marsad::{Profile, normalize};
use proptest::prelude::*;

use super::recorded;

#[test]
fn the_cases() {
    recorded::check_cases("compat/arabert.toml", &["arabert-"]);
}

/// A part of a pattern.
#[derive(Clone)]
enum Part {
    /// So many of these, as many as may be.
    Many(usize, usize, fn(char) -> bool),
    Text(&'static str),
    /// This, or nothing.
    Maybe(Vec<Part>),
    /// This once or more.
    Some(Vec<Part>),
    /// Between a word character and none.
    Edge,
}

use Part::{Edge, Many, Maybe, Text};

const ANY: usize = usize::MAX;

/// Where the first way to match from `at` on ends.
fn matched(parts: &[Part], text: &[char], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let then = |head: &[Part]| matched(&[head, rest].concat(), text, at);
    match part {
        Many(least, most, is) => {
            let run = text[at..].iter().take(*most).take_while(|c| is(**c)).count();
            (*least..=run).rev().find_map(|len| matched(rest, text, at + len))
        }
        Text(wanted) => {
            let len = wanted.chars().count();
            let is_here = text[at..].iter().copied().take(len).eq(wanted.chars());
            if is_here { matched(rest, text, at + len) } else { None }
        }
        Maybe(inner) => then(inner).or_else(|| then(&[])),
        Part::Some(inner) => {
            then(&[inner.as_slice(), &[Maybe(vec![Part::Some(inner.clone())])]].concat())
        }
        Edge => {
            let is_word =
                |at: Option<usize>| at.and_then(|i| text.get(i)).is_some_and(|c| word(*c));
            if is_word(at.checked_sub(1)) == is_word(Some(at)) { None } else { then(&[]) }
        }
    }
}

/// Every match replaced by what `with` makes of it.
fn sub(text: &str, parts: &[Part], with: impl Fn(&str) -> String) -> String {
    let (text, mut out, mut at): (Vec<char>, _, _) = (text.chars().collect(), String::new(), 0);
    while at < text.len() {
        if let Some(end) = matched(parts, &text, at) {
            out += &with(&text[at..end].iter().collect::<String>());
            at = end;
        } else {
            out.push(text[at]);
            at += 1;
        }
    }
    out
}

fn word(c: char) -> bool {
    let is_mark =
        matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6DA}' | '\u{301}' | '\u{B4D}');
    (c.is_alphanumeric() || c == '_') && !is_mark
}

fn solid(c: char) -> bool {
    !space(c)
}

fn space(c: char) -> bool {
    c.is_whitespace() || c == '\u{1C}'
}

fn letter(c: char) -> bool {
    matches!(c, 'ء'..='غ' | 'ف'..='ي')
}

fn host(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-@:%._+~#=".contains(c)
}

fn path(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-./~?=%&".contains(c)
}

fn one(c: fn(char) -> bool) -> Part {
    Many(1, 1, c)
}

/// A link that is found by its host.
fn host_link() -> Vec<Part> {
    vec![
        Maybe(vec![Text("http"), Maybe(vec![Text("s")]), Text("://"), one(|c| c != '\n')]),
        Maybe(vec![Text("www.")]),
        Many(2, 256, host),
        Text("."),
        Many(2, 6, |c| c.is_ascii_lowercase()),
        Edge,
        Many(0, ANY, |c| host(c) || matches!(c, '/' | '?' | '&')),
    ]
}

fn mail() -> Vec<Part> {
    vec![Many(1, ANY, solid), Text("@"), Many(1, ANY, solid)]
}

fn mention() -> Vec<Part> {
    vec![Text("@"), Many(1, ANY, word)]
}

/// Two of each run of three or more.
fn shortened(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |c: char| matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹');
    let runs = chars.chunk_by(|a, b| a == b);
    runs.flat_map(|run| if is_digit(run[0]) { run } else { &run[..run.len().min(2)] }).collect()
}

fn padded(text: &str, in_word: impl Fn(char) -> bool) -> String {
    let pad = |c: char| if in_word(c) { c.to_string() } else { format!(" {c} ") };
    text.chars().map(pad).collect()
}

fn joined(text: &str) -> String {
    text.split(space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// References of HTML that the tests use.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, with) in [
        ("&lt;", "<"),
        ("&#64;", "@"),
        ("&#x627;", "ا"),
        ("&#150;", "–"),
        ("&#1;", ""),
        ("&copy", "©"),
        ("&amp;", "&"),
    ] {
        text = text.replace(name, with);
    }
    text
}

fn v02(text: &str) -> String {
    let text = unescaped(text);
    let mut text: String =
        text.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}' | 'ـ')).collect();
    let link = |_: &str| " [رابط] ".to_owned();
    for pattern in [
        host_link(),
        vec![Text("http"), Maybe(vec![Text("s")]), Text("://"), Many(1, ANY, path)],
        vec![Text("www"), Many(1, ANY, path)],
        vec![Many(1, ANY, |c| c.is_ascii_alphabetic()), Text(".com")],
        vec![Text("http"), Many(0, ANY, solid)],
        vec![Text("www"), Many(0, ANY, solid)],
        vec![Text("://")],
    ] {
        text = sub(&text, &pattern, link);
    }
    let part = Many(1, ANY, |c| word(c) || c == '-');
    let host = vec![part.clone(), Text(".")];
    text =
        sub(&text, &[part.clone(), Text("@"), Part::Some(host), part], |_| " [بريد] ".to_owned());
    text = sub(&text, &mail(), |_| " [بريد] ".to_owned());
    text = sub(&text, &mention(), |_| " [مستخدم] ".to_owned());
    text = text.replace("<br />", " ");
    let tag = [Text("<"), Maybe(vec![Text("/")]), Many(1, ANY, |c| c != '>'), Text(">")];
    text = sub(&text, &tag, |_| " ".to_owned());
    for (digit, ascii) in "٠١٢٣٤٥٦٧٨٩".chars().zip('0'..='9') {
        text = text.replace(digit, &ascii.to_string());
    }
    text =
        padded(&shortened(&text), |c| letter(c) || c.is_ascii_alphanumeric() || "[]".contains(c));
    let digits = || Many(1, ANY, |c| c.is_ascii_digit());
    let split = |text: &str, at: fn(char) -> bool| {
        let (a, b) = text.split_at(text.find(at).unwrap());
        format!(" {a} {b} ")
    };
    text = sub(&text, &[digits(), Many(1, ANY, letter)], |text| split(text, letter));
    text =
        sub(&text, &[Many(1, ANY, letter), digits()], |text| split(text, |c| c.is_ascii_digit()));
    let stays = |c: char| {
        let is_ascii = matches!(c, '!'..='~') && c != '&' && c != '/';
        let is_arabic = matches!(c, 'ء'..='غ' | '\u{640}'..='\u{66C}' | '\u{671}'..='\u{674}');
        is_ascii || is_arabic || "\u{6DA}،؛؟·—–٪’‘“”»«…\u{B4D}".contains(c)
    };
    let text: String =
        text.replace('/', "-").chars().map(|c| if stays(c) { c } else { ' ' }).collect();
    joined(&text)
}

fn v01(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}')).collect();
    let digits = || Many(1, ANY, |c| c.is_ascii_digit() || matches!(c, '٠'..='٩'));
    let month = Many(1, ANY, |c| matches!(c, 'ء'..='ي'));
    let date = [digits(), Text("/"), month, Text("/"), digits(), Text("]")];
    let text = sub(&text, &date, |_| String::new()).replace('ـ', "").replace(['«', '»'], " \" ");
    let link = |_: &str| "[رابط]".to_owned();
    let text = sub(&text, &[Text("http"), Many(0, ANY, solid)], link);
    let text = sub(&text, &[Text("www"), Many(0, ANY, solid)], link);
    let text = sub(&text, &host_link(), link);
    let text = sub(&text, &mail(), |_| " [بريد] ".to_owned());
    let text = sub(&text, &mention(), |_| "[مستخدم]".to_owned()).replace('…', "\\.");
    let sign = |c: char| {
        let is_ascii = c.is_ascii_punctuation() && c != '&' && c != '/';
        is_ascii || space(c) || "·،؛؟٪–—‘’“”«»…【\u{6DA}\u{B4D}".contains(c)
    };
    let once = |run: &str| {
        let mut seen = String::new();
        run.chars().for_each(|c| {
            if !seen.contains(c) {
                seen.push(c)
            }
        });
        format!(" {seen} ")
    };
    let mut text = joined(&sub(text.trim_matches(space), &[Many(2, ANY, sign)], once));
    for name in ["رابط", "بريد", "مستخدم"] {
        let with = format!(" [{name}] ");
        for parted in [format!("[ {name} ]"), format!("[ {name}]"), format!("[{name} ]")] {
            text = text.replace(&parted, &with);
        }
    }
    joined(&padded(&shortened(&text), |c| {
        let is_arabic = matches!(c, 'ء'..='غ' | 'ف'..='\u{669}' | '\u{671}'..='\u{673}');
        is_arabic || c.is_ascii_alphanumeric() || "[]".contains(c)
    }))
}

/// Pieces of text that the steps look for, so that their edges meet.
fn text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 84] = [
        "http",
        "https",
        "www",
        "www.",
        "://",
        ":",
        "/",
        ".",
        "..",
        ".com",
        ".co",
        "com",
        "org",
        "abcdef",
        "abcdefg",
        "a",
        "ab",
        "Z",
        "x1",
        "@",
        "@",
        "-",
        "_",
        "%",
        "~",
        "#",
        "?",
        "=",
        "&",
        "+",
        ",",
        "(",
        ")",
        "\"",
        "[",
        "]",
        " ",
        "  ",
        "\n",
        "\u{1C}",
        "é",
        "中",
        "\u{301}",
        "<",
        ">",
        "</",
        "<br />",
        "<br ",
        "!",
        "!!!",
        "*",
        "'",
        "\\",
        "…",
        "«",
        "»",
        "ب",
        "جد",
        "ببب",
        "1",
        "12",
        "٣",
        "ـ",
        "\u{64E}",
        "\u{653}",
        "\u{670}",
        "ٱ",
        "پ",
        "،",
        "؟",
        "\u{FE0F}",
        "😀",
        "\u{6DA}",
        "\u{B4D}",
        "&lt;",
        "&#64;",
        "&#x627;",
        "&#150;",
        "&#1;",
        "&copy",
        "[ رابط",
        "بريد ]",
        "[مستخدم ]",
        "1/مايو/٢]",
    ];
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..14)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn equal_to_its_rules(text in text()) {
        let named = |name| Profile::named(name).unwrap();
        prop_assert_eq!(&*normalize(&named("arabert-v02"), &text), v02(&text));
        prop_assert_eq!(&*normalize(&named("arabert-v01"), &text), v01(&text));
    }

    /// Host names are looked for over no more than 256 characters.
    #[test]
    fn long_names(
        head in prop::sample::select(vec!["", "www.", "http://", "https://é", "http://www.", "b@"]),
        len in 240..280_usize,
        tail in prop::sample::select(vec![".co", ".co.uk", ".co1", "", ".co.uk1 a.de"]),
    ) {
        let text = format!("{head}{}{tail}", "a".repeat(len));
        prop_assert_eq!(&*normalize(&Profile::named("arabert-v02").unwrap(), &text), v02(&text));
    }
}

#[test]
fn no_text_takes_longer_than_its_length() {
    // what the peer's own patterns take minutes for, or never end on
    let v02 = Profile::named("arabert-v02").unwrap();
    for piece in
        ["a", "a.", ".co", "@", "a@", "<", "www.", "http://", "a-", "&am", "1ب", "[ ", "a@b."]
    {
        let text = piece.repeat(100_000);
        assert!(normalize(&v02, &text).len() <= 4 * text.len(), "{piece}");
    }
}
