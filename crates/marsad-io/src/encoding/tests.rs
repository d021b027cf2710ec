//! Encodings: names, detection, decoding, the table of pairs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

/// Arabic prose, as in a newspaper.
pub(super) const ARABIC: &str = "افتتحت وزيرة الثقافة مساء أمس معرض الكتاب في دورته الثلاثين، وقالت إنّ عدد دور النشر المشاركة بلغ أربعمئة \
    دار من خمس وعشرين دولة. ويستمر المعرض أسبوعين، وتقام على هامشه ندوات عن الترجمة وأدب الأطفال، فهل يعود \
    القراء إلى الورق؟ أما مدير المعرض فرأى أنّ الأسعار؛ على ارتفاعها، لم تمنع الزوار من الشراء.\n";

/// Arabic between tags, figures and foreign names.
pub(super) const MIXED: &str = "<p class=\"lead\">أعلنت شركة Orange عن خدمة جديدة في 14/3/2021 بسعر 25.5 دينار (نحو 36 USD).</p>\n\
    <ul><li>السرعة: 100 Mbps</li><li>العنوان: http://www.example.com/news?id=7</li></ul>\n";

/// Arabic with all its marks.
pub(super) const VOCALISED: &str =
    "كَانَ فِي قَدِيمِ الزَّمَانِ تَاجِرٌ أَمِينٌ يُسَافِرُ بَيْنَ المُدُنِ، وَيَبِيعُ الثِّيَابَ وَالعُطُورَ.\n";

/// Persian, with the letters that Arabic has not.
pub(super) const PERSIAN: &str = "دانشجويان پس از پايان کلاس به کتابخانه رفتند و چند ساعت درباره تاريخ شهر گفتگو کردند. هواي امروز \
    سرد بود، ولي بچه ها تا غروب در پارک بازي مي کردند و ژاله براي آنها چاي آورد.\n";

/// Urdu, a quarter of which are letters that Arabic has not.
const URDU: &str = "شہر کے لوگ صبح سويرے بازار جاتے ہيں اور تازہ سبزياں خريدتے ہيں۔ بچے سکول سے واپس آ کر کھيل کے ميدان ميں گيند سے کھيلتے ہيں.\n";

const FRENCH: &str = "Après l'été, les élèves sont rentrés à l'école où le maître, très fâché, leur a demandé s'ils avaient \
    reçu les leçons. « Ça ne va pas », a répondu Hélène. Noël approche déjà.\n";

const GERMAN: &str = "Übermäßiger Lärm störte die Gäste; der Bürgermeister schloß die Tür und öffnete das Fenster zur Straße.\n";

const RUSSIAN: &str = "Вчера вечером в городе открылась выставка старых фотографий, на которую пришли сотни жителей и гостей столицы.\n";

const GREEK: &str = "Το μουσείο της πόλης άνοιξε χθες τις πόρτες του και υποδέχθηκε εκατοντάδες επισκέπτες από όλη τη χώρα.\n";

const HEBREW: &str =
    "המוזיאון בעיר נפתח אתמול בערב ומאות מבקרים באו לראות את התערוכה החדשה של הציירת הצעירה.\n";

const CHINESE: &str = "昨天晚上，市博物馆举办了老照片展览，数百名市民和游客前来参观。\n";

const ARABIC_ENCODINGS: [Encoding; 5] = [
    Encoding::WINDOWS_1256,
    Encoding::ISO_8859_6,
    Encoding::MAC_ARABIC,
    Encoding::UTF_16LE,
    Encoding::UTF_16BE,
];

/// The text in an encoding; characters that are not in it are left out.
pub(super) fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    match encoding.unit16() {
        Some(unit) => text
            .encode_utf16()
            .flat_map(|c| if unit([1, 0]) == 1 { c.to_le_bytes() } else { c.to_be_bytes() })
            .collect(),
        None => text.chars().filter_map(|c| encode_char(encoding, c)).flatten().collect(),
    }
}

fn encode_char(encoding: Encoding, c: char) -> Option<Vec<u8>> {
    match encoding.0 {
        Kind::MacArabic => {
            (0..=255).find(|&byte| mac_arabic::character(byte) == c).map(|byte| vec![byte])
        }
        Kind::Whatwg(of) => {
            let text = c.to_string();
            let (bytes, _, unmappable) = of.encode(&text);
            (!unmappable).then(|| bytes.into_owned())
        }
        Kind::Utf16 => None,
    }
}

/// A stretch of a text repeated without end that begins at the word after character `from`, at least
/// `chars` characters up to the end of a word.
pub(super) fn stretch(text: &str, from: usize, chars: usize) -> String {
    let mut left = text.chars().cycle().skip(from % text.chars().count());
    let mut stretch = String::new();
    left.find(|c| c.is_whitespace());
    for (n, c) in left.enumerate() {
        if n >= chars && c.is_whitespace() {
            break;
        }
        stretch.push(c);
    }
    stretch
}

/// Whether two encodings give the same text but for directions: what is to be told apart is the
/// text.
fn reads_same(bytes: &[u8], one: Encoding, other: Encoding) -> bool {
    one == other || {
        let text = |encoding: Encoding| encoding.decode(bytes).text.replace('\u{A0}', " ");
        text(one) == text(other)
    }
}

#[track_caller]
fn assert_detected(text: &str, encoding: Encoding) {
    let bytes = encode(encoding, text);
    let found = Encoding::detect(&bytes);
    assert!(
        reads_same(&bytes, found, encoding),
        "{} bytes of {encoding} are {found}: {text:.200?}",
        bytes.len()
    );
}

#[test]
fn names_and_labels() {
    for encoding in ARABIC_ENCODINGS.into_iter().chain([Encoding::UTF_8, Encoding::WINDOWS_1252]) {
        let label = encoding.name().to_uppercase();
        assert_eq!(label.parse(), Ok(encoding));
        assert_eq!(format!("{encoding:?}"), encoding.to_string());
    }
    for (label, encoding) in [
        ("utf8", Encoding::UTF_8),
        ("cp1256", Encoding::WINDOWS_1256),
        (" windows1256", Encoding::WINDOWS_1256),
        ("ASMO-708", Encoding::ISO_8859_6),
        ("x-mac-arabic", Encoding::MAC_ARABIC),
        ("latin1", Encoding::WINDOWS_1252),
        ("UTF-16-BE", Encoding::UTF_16BE),
    ] {
        assert_eq!(label.parse(), Ok(encoding), "{label}");
    }
    assert!("replacement".parse::<Encoding>().is_err());
    assert!("auto".parse::<Encoding>().is_err());
}

#[test]
fn every_byte_of_macarabic_is_that_of_the_table() {
    let bytes: Vec<u8> = (0..=255).collect();
    let text = Encoding::MAC_ARABIC.decode(&bytes).text;
    let chars: Vec<char> = text.chars().collect();
    assert_eq!(chars.len(), 256);
    assert!(text.starts_with(&(0..128_u8).map(char::from).collect::<String>()));
    // the letters stand where ISO-8859-6 has them
    for byte in (0xC1..=0xDA).chain(0xE0..=0xF2_u8) {
        let iso = Encoding::ISO_8859_6.decode(&[byte]).text.into_owned();
        assert_eq!(iso.chars().next(), Some(chars[usize::from(byte)]));
    }
    for (byte, c) in [(0x8B, 'ں'), (0xA5, '٪'), (0xB4, '٤'), (0xC0, '❊'), (0xF3, 'پ'), (0xFF, 'ے')]
    {
        assert_eq!(chars[byte], c);
    }
}

#[test]
fn what_can_not_be_decoded_is_counted() {
    for (encoding, bytes, text, replaced) in [
        (Encoding::ISO_8859_6, b"\xC7\xA1\xFF!".as_slice(), "ا\u{FFFD}\u{FFFD}!", 2),
        (Encoding::WINDOWS_1256, b"\xC7\xA1\xFF!", "ا،ے!", 0),
        (Encoding::UTF_16LE, b"\x27\x06\x00\xD8\x28\x06", "ا\u{FFFD}ب", 1),
        (Encoding::UTF_16LE, b"\xFD\xFF\x00\xDC\x28", "\u{FFFD}\u{FFFD}\u{FFFD}", 2),
        (Encoding::UTF_16BE, b"\xFE\xFF\x06\x27", "ا", 0),
        (Encoding::UTF_16BE, b"\xFF\xFE\x06\x27", "\u{FFFE}ا", 0),
        (Encoding(Kind::Utf16), b"\xFE\xFF\x06\x27", "ا", 0),
        (Encoding(Kind::Utf16), b"\x27\x06", "ا", 0),
        (Encoding::UTF_8, b"\xEF\xBB\xBFa", "\u{FEFF}a", 0),
    ] {
        let decoded = encoding.decode(bytes);
        assert_eq!((&*decoded.text, decoded.replaced), (text, replaced), "{encoding}");
    }
}

#[test]
fn arabic_is_detected_at_any_length() {
    for encoding in ARABIC_ENCODINGS {
        for (text, least) in [(ARABIC, 18), (VOCALISED, 22), (MIXED, 60)] {
            for from in (0..text.chars().count()).step_by(5) {
                for chars in [least, 40, 100, 1000] {
                    assert_detected(&stretch(text, from, chars.max(least)), encoding);
                }
            }
            assert_detected(&stretch(text, 0, 64 * 1024), encoding);
        }
    }
}

#[test]
fn persian_is_detected_where_it_can_be_written() {
    for encoding in ARABIC_ENCODINGS {
        if encoding == Encoding::ISO_8859_6 {
            continue; // has no Persian letters
        }
        for from in (0..PERSIAN.chars().count()).step_by(3) {
            for chars in [40, 100, 1000] {
                assert_detected(&stretch(PERSIAN, from, chars), encoding);
            }
        }
    }
}

#[test]
fn urdu_is_detected_in_windows_1256() {
    for from in (0..URDU.chars().count()).step_by(3) {
        for chars in [60, 1000] {
            assert_detected(&stretch(URDU, from, chars), Encoding::WINDOWS_1256);
        }
    }
}

#[test]
fn digits_and_blanks_of_macarabic() {
    let text = "سنة ١٩٨٧ كانت المدينة صغيرة، وعدد سكانها ٣٥٠٠٠";
    assert_detected(text, Encoding::MAC_ARABIC);
    // blanks of either direction
    let bytes: Vec<u8> = encode(Encoding::MAC_ARABIC, ARABIC)
        .into_iter()
        .map(|byte| if byte == b' ' { 0xA0 } else { byte })
        .collect();
    assert_eq!(Encoding::detect(&bytes), Encoding::MAC_ARABIC);
    assert_eq!(Encoding::MAC_ARABIC.decode(&bytes).text, encode_round(ARABIC));
}

/// What is left of a text in MacArabic.
fn encode_round(text: &str) -> String {
    Encoding::MAC_ARABIC.decode(&encode(Encoding::MAC_ARABIC, text)).text.into_owned()
}

#[test]
fn arabic_beside_french_is_windows_1256() {
    let text = "قالت Hélène Cœur إن «الفرقة» ستغني في مسرح Théâtre de la Ville مساء الخميس.";
    assert_eq!(Encoding::detect(&encode(Encoding::WINDOWS_1256, text)), Encoding::WINDOWS_1256);
}

#[test]
fn text_of_others_is_no_arabic() {
    for (text, label) in [
        (FRENCH, "windows-1252"),
        (GERMAN, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "ibm866"),
        (GREEK, "iso-8859-7"),
        (HEBREW, "windows-1255"),
        (CHINESE, "gbk"),
        (CHINESE, "big5"),
        (CHINESE, "shift_jis"),
        (CHINESE, "euc-jp"),
    ] {
        let encoding: Encoding = label.parse().unwrap();
        for chars in [30, 60, 2000] {
            for from in (0..text.chars().count()).step_by(7) {
                let bytes = encode(encoding, &stretch(text, from, chars));
                let found = Encoding::detect(&bytes);
                let is_arabic = ARABIC_ENCODINGS.contains(&found);
                assert!(!is_arabic, "{label} is {found}: {:?}", stretch(text, from, chars));
            }
        }
        let whole = encode(encoding, text);
        let found = Encoding::detect(&whole);
        let is_right = reads_same(&whole, found, encoding);
        assert!(is_right || text == CHINESE, "{label} is {found}");
    }
    // the capitals of French are Arabic letters in windows-1256
    let capitals = "ÉTATS-UNIS : À LA UNE, LE PRÉSIDENT REÇOIT L'ÉQUIPE DE FRANCE À L'ÉLYSÉE";
    assert_detected(capitals, Encoding::WINDOWS_1252);
    assert_detected("Il a dit « déjà vu » au café", Encoding::WINDOWS_1252);
}

#[test]
fn utf_8_is_not_taken_for_anything_else() {
    for text in [ARABIC, MIXED, VOCALISED, PERSIAN, FRENCH, GERMAN, RUSSIAN, GREEK, CHINESE] {
        for from in (0..text.chars().count()).step_by(3) {
            for chars in [1, 3, 10, 200] {
                let text = stretch(text, from, chars);
                assert_eq!(Encoding::detect(text.as_bytes()), Encoding::UTF_8, "{text:?}");
                // cut inside a character
                let cut = &text.as_bytes()[..text.len() - 1];
                assert_eq!(Encoding::detect(cut), Encoding::UTF_8, "{text:?}, cut");
            }
        }
    }
    for odd in [
        b"".as_slice(),
        b"a",
        b"\xFF",
        b"\xD9",
        b"plain ASCII, nothing more",
        b"a\0b\0\0c",
        b"\x06",
        b"\0\0\0\0",
        b"\xC3\x28 \x80\x81\x82",
        "a\u{FEFF}".as_bytes(),
        b"\xEF\xBB\xBF\xC7\xE1",
    ] {
        assert_eq!(Encoding::detect(odd), Encoding::UTF_8, "{odd:?}");
    }
}

#[test]
fn utf_8_with_mistakes_stays_utf_8() {
    for text in [ARABIC, VOCALISED, PERSIAN, RUSSIAN, CHINESE] {
        for every in [9, 20, 50, 301] {
            let mut bytes = text.as_bytes().to_vec();
            for (k, at) in (0..bytes.len()).step_by(every).enumerate() {
                bytes[at] = [0xFF, 0xC7, 0x80, 0xE1][k % 4];
            }
            assert_eq!(Encoding::detect(&bytes), Encoding::UTF_8, "every {every} of {text:?}");
        }
    }
}

#[test]
fn a_long_beginning_in_ascii_tells_nothing() {
    let head = "<html><head><title>page</title></head>".repeat(10_000);
    for encoding in [Encoding::WINDOWS_1256, Encoding::MAC_ARABIC] {
        let bytes = encode(encoding, &format!("{head}{MIXED}{PERSIAN}"));
        assert_eq!(Encoding::detect(&bytes), encoding);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_something(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let encoding = Encoding::detect(&bytes);
        let decoded = encoding.decode(&bytes);
        let shown = decoded.text.matches(char::REPLACEMENT_CHARACTER).count();
        prop_assert!(shown >= decoded.replaced as usize);
        prop_assert_eq!(encoding.name().parse::<Encoding>(), Ok(encoding));
    }

    #[test]
    fn valid_text_is_never_replaced(text in "\\PC{0,80}") {
        prop_assume!(!text.contains(['\0', '\u{6}']));
        prop_assert_eq!(Encoding::detect(text.as_bytes()), Encoding::UTF_8);
    }

    #[test]
    fn what_is_encoded_is_decoded(text in "[ -~ء-ي،؛؟ً-ْ]{0,60}", k in 0..5_usize) {
        let encoding = ARABIC_ENCODINGS[k];
        let bytes = encode(encoding, &text);
        let decoded = encoding.decode(&bytes);
        let missing = |c: char| encode_char(encoding, c).is_none();
        let kept: String = text.chars().filter(|c| encoding.is_utf16() || !missing(*c)).collect();
        prop_assert_eq!((&*decoded.text, decoded.replaced), (kept.as_str(), 0));
    }
}

fn articles() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/news");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The table of pairs as it is counted in the articles, or written when asked for.
#[test]
fn pairs_are_those_of_the_articles() {
    let mut counts = [[0_u32; 37]; 37];
    for article in articles() {
        let is_part = |c: &char| !matches!(c, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{200C}');
        let mut before = pairs::BORDER;
        for row in article.chars().filter(is_part).map(pairs::row).chain([pairs::BORDER]) {
            if (before, row) != (pairs::BORDER, pairs::BORDER) {
                counts[usize::from(before)][usize::from(row)] += 1;
            }
            before = row;
        }
    }
    let levels = counts.map(|row| {
        let all = f64::from(row.iter().sum::<u32>()) + 37.0 / 2.0;
        row.map(|n| {
            let times = (f64::from(n) + 0.5) / all * 37.0;
            let level = (2.0 * times.log2()).round().clamp(-8.0, 7.0);
            ('a'..='p')
                .find(|c| f64::from(u32::from(*c)) - f64::from(pairs::EVEN) == level)
                .unwrap()
        })
    });
    let rows: Vec<String> = levels.iter().map(|row| row.iter().collect()).collect();
    if std::env::var_os("MARSAD_WRITE_PAIRS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/encoding/pairs.rs");
        let source = fs::read_to_string(&path).unwrap();
        let (head, rest) = source.split_once("; 37]; 37] = [\n").unwrap();
        let (_, tail) = rest.split_once("];\n").unwrap();
        let table: String = rows.iter().map(|row| format!("    b\"{row}\",\n")).collect();
        fs::write(&path, format!("{head}; 37]; 37] = [\n{table}];\n{tail}")).unwrap();
        return;
    }
    // an article more or less does not call for another table
    let pairs = rows.iter().zip(pairs::LEVELS).flat_map(|(row, old)| row.bytes().zip(*old));
    let differ = pairs.filter(|(new, old)| new.abs_diff(*old) > 3).count();
    assert!(differ < 20, "{differ} pairs are far from those of the articles");
}

/// Samples of other projects; their names tell what they are. Read where `MARSAD_DATA` names a
/// folder; the tests above cover the same encodings.
#[test]
fn samples_from_elsewhere() {
    let Some(data) = std::env::var_os("MARSAD_DATA") else { return };
    let mut seen = BTreeMap::new();
    for entry in fs::read_dir(Path::new(&data).join("encoding_samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().to_lowercase();
        let bytes = fs::read(&path).unwrap();
        let found = Encoding::detect(&bytes);
        let labels = ["iso-8859-6", "windows-1256", "utf-16le", "utf-16be", "utf-8"];
        if let Some(label) = labels.iter().find(|label| name.contains(**label)) {
            assert!(reads_same(&bytes, found, label.parse().unwrap()), "{name} is {found}");
        }
        seen.insert(name, found);
    }
    assert!(seen.len() >= 7, "{seen:?}");
}

#[test]
fn rulers_and_short_texts() {
    let ruler =
        format!("{}\n{}\n{}", stretch(ARABIC, 0, 120), "-".repeat(70), stretch(ARABIC, 50, 20));
    let bytes: Vec<u8> = encode(Encoding::MAC_ARABIC, &ruler)
        .into_iter()
        .map(|byte| if b" -.".contains(&byte) { byte | 0x80 } else { byte })
        .collect();
    assert_eq!(Encoding::detect(&bytes), Encoding::MAC_ARABIC);
    for short in ["سمكو وفرانك", "شراكة روما", "مصر والسودان", "قال"]
    {
        assert_detected(short, Encoding::WINDOWS_1256);
    }
}
