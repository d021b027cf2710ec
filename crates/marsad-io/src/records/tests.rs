//! What is read from files of each kind, and what is said about what can not be.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::stream::tests::{gzip, zstandard};

/// A folder with one file.
struct Input {
    folder: TempDir,
    name: &'static str,
}

impl Input {
    fn new(name: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        Input { folder, name }
    }

    fn source(&self) -> Source {
        Source::file(self.folder.path().join(self.name))
    }

    /// All documents and errors, errors with the path cut down to the name.
    fn read(&self, options: &InputOptions) -> Vec<Result<InputDocument<'static>, InputError>> {
        Documents::new(vec![self.source()], options.clone()).collect()
    }

    fn documents(&self) -> Vec<InputDocument<'static>> {
        self.read(&InputOptions::default()).into_iter().map(Result::unwrap).collect()
    }

    fn texts(&self, options: &InputOptions) -> Vec<String> {
        self.read(options).into_iter().map(|document| self.shown(document)).collect()
    }

    /// The text of a document, or the error with `!` before it; without the path of the folder.
    fn shown(&self, read: Result<InputDocument<'_>, InputError>) -> String {
        match read {
            Ok(document) => document.text.into_owned(),
            Err(error) => {
                let folder = format!("{}/", self.folder.path().display());
                format!("!{}", error.to_string().replace(&folder, ""))
            }
        }
    }

    fn id(&self, rest: &str) -> String {
        format!("{}/{}{rest}", self.folder.path().display(), self.name)
    }
}

fn options(format: InputFormat) -> InputOptions {
    InputOptions { format, ..InputOptions::default() }
}

fn by_line() -> InputOptions {
    InputOptions { lines: true, ..InputOptions::default() }
}

fn short(max_record: u32) -> InputOptions {
    InputOptions { max_record, ..InputOptions::default() }
}

#[test]
fn a_text_file_is_one_document_byte_for_byte() {
    let text = "\u{FEFF}سطر\r\nآخر\0\n";
    let input = Input::new("a.txt", text);
    let expected = InputDocument {
        id: input.id(""),
        text: text.into(),
        fields: Fields::new(),
        bytes: text.len() as u64,
        replaced: 0,
        encoding: Encoding::UTF_8,
        source_map: None,
        is_last: true,
        source: 0,
        line: 1,
    };
    assert_eq!(input.documents(), [expected]);
}

#[test]
fn an_empty_text_file_is_an_empty_document() {
    assert_eq!(Input::new("a.txt", "").texts(&InputOptions::default()), [""]);
    assert_eq!(Input::new("a", "").texts(&InputOptions::default()), [""]);
    let none: [&str; 0] = [];
    assert_eq!(Input::new("a.txt", "").texts(&by_line()), none);
    assert_eq!(Input::new("a.jsonl", "").texts(&InputOptions::default()), none);
    assert_eq!(Input::new("a.csv", "").texts(&InputOptions::default()), none);
    assert_eq!(Input::new("a.csv", "text\n").texts(&InputOptions::default()), none);
}

#[test]
fn each_line_of_a_text_can_be_a_document() {
    let input = Input::new("a.txt", "أول\r\n\nثالث\u{2028}هو\n\x0Bرابع");
    assert_eq!(input.texts(&by_line()), ["أول\r", "", "ثالث\u{2028}هو", "\x0Bرابع"]);
    let last = input.read(&by_line()).pop().unwrap().unwrap();
    assert_eq!((last.id, last.line, last.bytes), (input.id(":4"), 4, 9));
}

#[test]
fn json_lines_keep_ids_and_fields() {
    let input = Input::new(
        "a.jsonl",
        "\u{FEFF}{\"title\":\"ع\",\"text\":\"أ\",\"id\":\"x\",\"n\":[1]}\r\n \t\r\n{\"text\":\"\\u0000\"}",
    );
    let documents = input.documents();
    let [first, second] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!((first.id.as_str(), &*first.text, first.line), ("x", "أ", 1));
    assert_eq!(serde_json::to_string(&first.fields).unwrap(), r#"{"title":"ع","n":[1]}"#);
    assert_eq!((second.id.clone(), &*second.text, second.line), (input.id(":3"), "\0", 3));
}

#[test]
fn a_bad_line_is_an_error_and_the_next_is_read() {
    let input = Input::new(
        "a.ndjson",
        "{\"text\":\"أ\"}\n{\"text\":\nnot json\n[1]\n{\"id\":1}\n{\"text\":5}\n{\"text\":\"ب\"} x\n{\"text\":\"ج\"}\n",
    );
    let read = input.read(&InputOptions::default());
    let kinds: Vec<_> = read
        .iter()
        .filter_map(|item| item.as_ref().err())
        .map(|error| (error.line().unwrap(), error.byte().unwrap(), error.kind()))
        .collect();
    let json = InputErrorKind::Json;
    assert_eq!(
        kinds,
        [(2, 14, json), (3, 23, json), (4, 32, json), (5, 36, json), (6, 45, json), (7, 56, json)]
    );
    assert_eq!(
        input.texts(&InputOptions::default()),
        [
            "أ",
            "!a.ndjson:2: no valid JSON: EOF while parsing a value (byte 8 of the line)",
            "!a.ndjson:3: no valid JSON: expected ident (byte 2 of the line)",
            "!a.ndjson:4: invalid type: sequence, expected an object with a field \"text\"",
            "!a.ndjson:5: no field \"text\" with the text",
            "!a.ndjson:6: field \"text\": expected a string, found a number",
            "!a.ndjson:7: no valid JSON: trailing characters (byte 15 of the line)",
            "ج",
        ]
    );
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = format!("{{\"text\":\"\",\"x\":{}", "[".repeat(100_000));
    let read = Input::new("a.jsonl", deep).texts(&InputOptions::default());
    assert!(read.concat().contains("recursion limit exceeded"), "{read:?}");
}

#[test]
fn invalid_utf8_and_lone_surrogates_are_replaced_and_counted() {
    let shown = |document: &InputDocument<'_>| (document.text.to_string(), document.replaced);
    let text = Input::new("a.txt", b"\xD9\x85\xFF\xD9").documents();
    assert_eq!(shown(&text[0]), ("م\u{FFFD}\u{FFFD}".into(), 2));
    let json = Input::new("a.jsonl", b"{\"text\":\"\xE2\x82 \\ud83d\",\"x\":\"\xFF\"}").documents();
    assert_eq!(shown(&json[0]), ("\u{FFFD} \u{FFFD}".into(), 3));
    assert_eq!(json[0].fields["x"], "\u{FFFD}");
    let csv = Input::new("a.csv", b"id,text\n1,\xFF\n").documents();
    assert_eq!(shown(&csv[0]), ("\u{FFFD}".into(), 1));
}

#[test]
fn tables_have_a_header_a_text_and_perhaps_ids() {
    let input = Input::new(
        "a.csv",
        "\u{FEFF}date,text,id\r\n2026,\"قال: \"\"نعم\"\"\r\nثم مضى\",x\r\n\r\n,ب,\r\n",
    );
    let documents = input.documents();
    let [first, second] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!((first.id.as_str(), first.line), ("x", 2));
    assert_eq!(first.text, "قال: \"نعم\"\r\nثم مضى");
    assert_eq!(serde_json::to_string(&first.fields).unwrap(), r#"{"date":"2026"}"#);
    assert_eq!((second.id.clone(), &*second.text), (input.id(":5"), "ب"));
}

#[test]
fn tables_may_have_other_delimiters() {
    let expected = ["أ،ب"];
    for (name, table) in [
        ("a.csv", "id;text\n1;أ،ب\n"),
        ("a.csv", "id\ttext\n1\tأ،ب\n"),
        ("a.tsv", "id\ttext\n1\tأ،ب\n"),
    ] {
        assert_eq!(Input::new(name, table).texts(&InputOptions::default()), expected, "{table}");
    }
    let quoted = Input::new("a.tsv", "text\n\"أ\" ب\n");
    assert_eq!(quoted.texts(&InputOptions::default()), ["\"أ\" ب"]);
}

#[test]
fn wrong_rows_and_headers_are_errors() {
    let input = Input::new("a.csv", "id,text\n1\n2,\"ب\" ج\n3,د\n\"4,هـ\n5,و\n");
    let read = input.read(&InputOptions::default());
    assert!(read.iter().filter_map(|r| r.as_ref().err()).all(|e| e.kind() == InputErrorKind::Row));
    assert_eq!(
        input.texts(&InputOptions::default()),
        [
            "!a.csv:2: expected 2 fields as in the header, found 1",
            "!a.csv:3: text behind a closing quote; a quote inside a quoted field is written twice",
            "د",
            "!a.csv:5: a quote is opened and never closed",
            "و",
        ]
    );
    let error = Input::new("a.csv", "\nid,body\n1,x\n").read(&InputOptions::default());
    let error = error.into_iter().next().unwrap().unwrap_err();
    assert_eq!(error.kind(), InputErrorKind::Header);
    assert_eq!(error.reason(), "no column \"text\"; the header has: id, body");
    let twice = Input::new("a.csv", "text,text\n1,2\n").texts(&InputOptions::default());
    assert_eq!(twice, ["!a.csv:1: the header names the column \"text\" twice"]);
}

#[test]
fn the_text_may_have_another_name() {
    let options = InputOptions { text_field: "body".into(), ..InputOptions::default() };
    let json = Input::new("a.jsonl", "{\"body\":\"أ\",\"text\":\"ب\"}\n{\"text\":\"ب\"}");
    assert_eq!(json.texts(&options), ["أ", "!a.jsonl:2: no field \"body\" with the text"]);
    assert_eq!(Input::new("a.csv", "text,body\nب,أ\n").texts(&options), ["أ"]);
}

#[test]
fn the_format_is_told_by_extension_then_content_unless_given() {
    let json = "\n {\"text\":\"أ\"}\n";
    for (name, format, expected) in [
        ("a.jsonl", InputFormat::Auto, "أ"),
        ("a.txt", InputFormat::Auto, json),
        ("a", InputFormat::Auto, "أ"),
        ("a.log", InputFormat::Text, json),
        ("a.txt", InputFormat::Jsonl, "أ"),
    ] {
        assert_eq!(Input::new(name, json).texts(&options(format)), [expected], "{name} {format:?}");
    }
    let verse = "{ قُلْ } ثم";
    assert_eq!(Input::new("a", verse).texts(&InputOptions::default()), [verse]);
    assert_eq!(Input::new("a", "text\nأ\n").texts(&options(InputFormat::Csv)), ["أ"]);
}

#[test]
fn a_long_first_line_does_not_hide_the_format() {
    let json = format!("{{\"x\":\"{}\",\"text\":\"أ\"}}\n", "a".repeat(3 << 20));
    assert_eq!(Input::new("a", json).texts(&InputOptions::default()), ["أ"]);
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let json = "{\"text\":\"أ\"}\n";
    for (name, bytes) in [
        ("a.jsonl.gz", gzip(json.as_bytes())),
        ("a.jsonl.GZ", gzip(json.as_bytes())),
        ("a.jsonl.zst", zstandard(json.as_bytes())),
        ("a.jsonl", gzip(json.as_bytes())),
        ("a.gz", gzip(json.as_bytes())),
    ] {
        let input = Input::new(name, &bytes);
        let mut documents = Documents::new(vec![input.source()], InputOptions::default());
        assert_eq!(documents.next().unwrap().unwrap().text, "أ", "{name}");
        assert!(documents.next().is_none());
        assert_eq!(documents.progress().bytes(), bytes.len() as u64);
    }
}

#[test]
fn a_damaged_file_gives_what_it_has_and_then_an_error_with_its_place() {
    let lines: String = (0..40_000_u32)
        .map(|n| format!("{{\"id\":{n},\"text\":\"{}\"}}\n", n.wrapping_mul(2_654_435_761)))
        .collect();
    let packed = gzip(lines.as_bytes());
    let input = Input::new("a.jsonl.gz", packed.get(..packed.len() / 2).unwrap());
    let mut read = input.read(&InputOptions::default());
    let error = read.pop().unwrap().unwrap_err();
    assert_eq!(error.kind(), InputErrorKind::Read);
    assert!(read.len() > 1000 && read.iter().all(Result::is_ok), "{}", read.len());
    assert!(error.line().unwrap() > read.len() as u64, "{error}");
}

#[test]
fn a_source_that_can_not_be_opened_is_an_error_between_the_others() {
    let input = Input::new("a.txt", "أ");
    let sources = vec![
        input.source(),
        Source::file(input.folder.path().join("none.txt")),
        Source::file(input.folder.path()),
        input.source(),
    ];
    let read: Vec<_> = Documents::new(sources, InputOptions::default()).collect();
    let shown: Vec<_> = read
        .iter()
        .map(|item| match item {
            Ok(document) => Ok(document.source),
            Err(error) => Err(error.kind()),
        })
        .collect();
    let (missing, refused) = (InputErrorKind::NotFound, InputErrorKind::Read);
    assert_eq!(shown, [Ok(0), Err(missing), Err(refused), Ok(3)]);
}

#[test]
fn records_above_the_limit_are_named_and_passed_over() {
    let long = "x".repeat(100);
    for (name, content, expected) in [
        (
            "a.jsonl",
            format!("{{\"text\":\"أ\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"ب\"}}\n"),
            vec![
                "أ",
                "!a.jsonl:2: the line at byte 14 is longer than the limit of 30 bytes; passed over",
                "ب",
            ],
        ),
        (
            "a.csv",
            format!("text\nأ\n{long}\nب\n"),
            vec![
                "أ",
                "!a.csv:3: the row at byte 8 is longer than the limit of 30 bytes; passed over",
                "ب",
            ],
        ),
        (
            "a.txt",
            long.clone(),
            vec!["!a.txt:1: the text at byte 0 is longer than the limit of 30 bytes; passed over"],
        ),
    ] {
        let input = Input::new(name, content);
        assert_eq!(input.texts(&short(30)), expected);
        let kinds = input.read(&short(30)).into_iter().filter_map(Result::err);
        assert!(kinds.map(|error| error.kind()).eq([InputErrorKind::TooLong]), "{name}");
    }
    let exact = Input::new("a.txt", "x".repeat(30));
    assert_eq!(exact.texts(&short(30)), ["x".repeat(30)]);
    let lines = Input::new("a.txt", format!("{}\n{}\n", "x".repeat(30), "x".repeat(31)));
    let InputOptions { max_record, .. } = short(30);
    let read = lines.texts(&InputOptions { max_record, ..by_line() });
    assert_eq!(
        read,
        [
            "x".repeat(30),
            "!a.txt:2: the line at byte 31 is longer than the limit of 30 bytes; passed over"
                .into()
        ]
    );
}

#[test]
fn a_text_that_grows_above_the_limit_by_replacement_is_refused() {
    let input = Input::new("a.txt", [0xFF; 20]);
    assert_eq!(
        input.texts(&short(30)),
        ["!a.txt:1: the text at byte 0 is longer than the limit of 30 bytes; passed over"]
    );
}

#[test]
fn a_line_of_100_megabytes_is_one_document() {
    let mut json = b"{\"text\":\"".to_vec();
    json.resize(100_000_000, b'a');
    json.extend_from_slice(b"\"}\n{\"text\":\"next\"}\n");
    let documents = Input::new("a.jsonl", json).documents();
    let lengths: Vec<_> = documents.iter().map(|document| document.text.len()).collect();
    assert_eq!(lengths, [99_999_991, 4]);
}

#[test]
fn records_may_go_to_other_threads() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    let input = Input::new("a.csv", "id,text\n7,أ\n");
    let mut records = sent(Records::new(vec![input.source()], InputOptions::default()));
    let mut record = sent(records.next().unwrap().unwrap());
    assert_eq!((record.source(), record.bytes()), (0, 5));
    assert_eq!(sent(record.parse()).unwrap().id, "7");
}

/// Bytes that are often syntax.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let syntax =
        prop::sample::select(b"\n\n\r,,;\t\"\"{}[]:\\ud8a\xD9\x85\xFF\xEF\xBB\xBF\0 1".to_vec());
    let fragment = prop_oneof![
        6 => syntax.prop_map(|byte| vec![byte]),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        2 => Just(b"{\"text\":\"a\"}\n".to_vec()),
        1 => Just(b"{\"text\":\"\\ud83d".to_vec()),
        1 => Just(b"\xEF\xBB\xBF".to_vec()),
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

/// Checks that each line that is not blank begins a record or an error or lies inside a record, and
/// that each record can be parsed or is an error.
fn check_every_line(name: &'static str, content: &[u8], max: u32, header: usize) {
    let input = Input::new(name, content);
    let mut begun = Vec::new();
    let mut inside = Vec::new();
    for item in Records::new(vec![input.source()], short(max)) {
        match item {
            Ok(mut record) => {
                let Spot { line, byte } = record.spot;
                begun.push(line);
                inside.push((byte, byte + record.bytes));
                if let Ok(document) = record.parse() {
                    assert_eq!(document.line, line);
                    assert!(document.text.len() <= max as usize);
                }
            }
            Err(error) => begun.push(error.line().unwrap()),
        }
    }
    assert!(begun.is_sorted_by(|a, b| a < b), "{begun:?}");
    let body = content.strip_prefix(BOM).unwrap_or(content);
    let mut byte = content.len() - body.len();
    for (idx, line) in body.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let known = begun.contains(&(idx as u64 + 1))
            || inside.iter().any(|(start, end)| (*start..*end).contains(&(byte as u64)));
        let blank = line.trim_ascii().is_empty();
        assert!(idx < header || known || blank, "line {} of {content:?}", idx + 1);
        byte += line.len();
    }
}

proptest! {
    #[test]
    fn any_bytes_are_json_lines(bytes in bytes(), max in 1..60_u32) {
        check_every_line("a.jsonl", &bytes, max, 0);
    }

    #[test]
    fn any_bytes_are_a_table(bytes in bytes(), max in 20..60_u32) {
        let table = [b"text,id\n".as_slice(), &bytes].concat();
        check_every_line("a.csv", &table, max, 1);
        check_every_line("a.tsv", &[b"text\n".as_slice(), &bytes].concat(), max, 1);
        // no header that must be right
        check_every_line_or_header(&bytes);
    }

    #[test]
    fn any_bytes_are_text(bytes in bytes()) {
        let utf_8 = InputOptions { encoding: Some(Encoding::UTF_8), ..InputOptions::default() };
        let whole = Input::new("a.txt", &bytes).texts(&utf_8);
        prop_assert_eq!(&whole[0], &String::from_utf8_lossy(&bytes));
        let lines = Input::new("a.txt", &bytes).texts(&InputOptions { lines: true, ..utf_8 });
        let expected: Vec<_> = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(line)).into_owned())
            .collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn any_bytes_are_something(bytes in bytes()) {
        // the content decides: compressed, JSON or text
        for item in Input::new("a", &bytes).read(&InputOptions::default()) {
            if let Err(error) = item {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

/// A table whose first line is anything is read, or refused as a whole by name.
fn check_every_line_or_header(bytes: &[u8]) {
    for item in Input::new("a.csv", bytes).read(&InputOptions::default()) {
        if let Err(error) = item {
            assert!(
                matches!(error.kind(), InputErrorKind::Row | InputErrorKind::Header),
                "{error}"
            );
        }
    }
}

/// The bytes of a text in UTF-16, with a mark.
fn utf_16(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// The bytes of a text in windows-1256.
fn windows(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1256.encode(text).0.into_owned()
}

/// Two lines long enough to be known.
const LINES: &str = "وصل الوفد إلى القاهرة مساء أمس\nثم عاد إلى بلاده بعد يومين\n";

#[test]
fn every_format_in_every_encoding() {
    let jsonl = "{\"text\":\"وصل الوفد إلى القاهرة\",\"عنوان\":\"خبر\"}\n\n{\"text\":\"ثم عاد إلى بلاده\"}\n";
    let csv = "عنوان,text\nخبر,وصل الوفد إلى القاهرة\n\"، خبر\",ثم عاد إلى بلاده\n";
    let encoded = [
        ("1256", windows as fn(&str) -> Vec<u8>, Encoding::WINDOWS_1256),
        ("utf16", utf_16, Encoding::UTF_16LE),
    ];
    for (label, encode, encoding) in encoded {
        let whole = Input::new("a.txt", encode(LINES)).documents();
        assert_eq!((&*whole[0].text, whole[0].encoding), (LINES, encoding), "{label}");
        let named = InputOptions { encoding: Some(encoding), ..InputOptions::default() };
        for options in [InputOptions::default(), named] {
            let lines = InputOptions { lines: true, ..options.clone() };
            let texts = Input::new("a.txt", encode(LINES)).texts(&lines);
            assert_eq!(texts, LINES.lines().collect::<Vec<_>>(), "{label}");
            for (name, table) in [("a.jsonl", jsonl), ("a.csv", csv), ("noname", jsonl)] {
                let read = Input::new(name, encode(table)).read(&options);
                let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
                assert_eq!(read.len(), 2, "{label} {name}");
                assert_eq!(read[0].text, "وصل الوفد إلى القاهرة");
                assert_eq!(read[0].fields["عنوان"], "خبر");
                assert_eq!((read[1].encoding, read[1].replaced), (encoding, 0), "{label} {name}");
            }
        }
    }
}

#[test]
fn an_encoding_is_found_where_it_shows() {
    let ascii = "{\"text\":\"plain\"}\n".repeat(6000);
    let bytes =
        [ascii.as_bytes(), b"{\"text\":\"", &windows("وصل الوفد إلى القاهرة"), b"\"}\n"].concat();
    let documents = Input::new("a.jsonl", bytes).documents();
    assert_eq!((documents[0].encoding, documents.len()), (Encoding::UTF_8, 6001));
    let last = &documents[6000];
    assert_eq!((&*last.text, last.encoding), ("وصل الوفد إلى القاهرة", Encoding::WINDOWS_1256));
    // a wrong byte in the middle is counted, whatever the encoding
    let bytes = [utf_16(LINES), vec![0x00, 0xD8], utf_16("ب")].concat();
    let documents = Input::new("a.txt", bytes).documents();
    assert_eq!(documents[0].replaced, 1);
    let iso = encoding_rs::ISO_8859_6.encode(LINES).0.into_owned();
    let named = InputOptions { encoding: Some(Encoding::ISO_8859_6), ..InputOptions::default() };
    let read = Input::new("a.txt", [iso.as_slice(), b"\xFF"].concat()).read(&named).remove(0);
    let document = read.unwrap();
    assert_eq!((document.encoding, document.replaced), (Encoding::ISO_8859_6, 1));
}

#[test]
fn places_in_the_file() {
    let narrow = |at: usize| u32::try_from(at).unwrap();
    let index = |at: u64| usize::try_from(at).unwrap();
    let options = |lines| InputOptions { lines, source_map: true, ..InputOptions::default() };
    for bytes in [
        windows(LINES),
        utf_16(LINES),
        LINES.as_bytes().to_vec(),
        format!("\u{FEFF}{LINES}").into_bytes(),
    ] {
        for lines in [false, true] {
            let mut seen = 0;
            for document in Input::new("a.txt", &bytes).read(&options(lines)) {
                let document = document.unwrap();
                let at = document.text.find("إلى").unwrap();
                let span = marsad::Span::<marsad::Orig>::new(narrow(at), narrow(at + 6));
                let map = document.source_map.unwrap();
                let range = map.index(&document.text).to_source(span);
                let slice = &bytes[index(range.start)..index(range.end)];
                assert_eq!(document.encoding.decode(slice).text, "إلى");
                seen += 1;
            }
            assert_eq!(seen, if lines { 2 } else { 1 });
        }
    }
    for (name, content, what) in [
        ("a.jsonl", "{\"text\":\"a\"}", "JSON lines"),
        ("a.csv", "text\na", "a table"),
        ("noname", "{\"text\":\"a\"}", "JSON lines"),
    ] {
        let input = Input::new(name, content);
        let read = input.read(&options(false));
        assert_eq!(read.len(), 1);
        let error = read.into_iter().next().unwrap().unwrap_err();
        assert_eq!(error.kind(), InputErrorKind::NoSourceMap);
        assert!(error.to_string().ends_with(&format!("and this is {what}")), "{error}");
    }
    let sjis = InputOptions { encoding: Some("shift_jis".parse().unwrap()), ..options(true) };
    let error = Input::new("a.txt", "a").read(&sjis).remove(0).unwrap_err();
    assert_eq!(error.kind(), InputErrorKind::NoSourceMap);
}
