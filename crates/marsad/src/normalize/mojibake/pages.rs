//! Code pages: what each byte from 0x80 on means in the encodings that Arabic is taken for, or was
//! written in.
//!
//! Source: the mapping tables published by the Unicode Consortium. A byte without a meaning is the
//! control character of the same number, as browsers read it. Tests compare the tables with those
//! of another library.

use std::sync::LazyLock;

/// An encoding of one byte a character, ASCII in its lower half.
#[derive(Debug)]
pub(super) struct Page {
    chars: Vec<char>,
    /// The characters and their bytes, sorted.
    bytes: Vec<(char, u8)>,
}

impl Page {
    fn new(upper: &str, also: &[(char, u8)]) -> Page {
        let chars: Vec<char> = upper.chars().collect();
        let own = chars.iter().copied().zip(0x80..=0xFF);
        let mut bytes: Vec<(char, u8)> = own.chain(also.iter().copied()).collect();
        bytes.sort_unstable();
        Page { chars, bytes }
    }

    /// The byte that is read as `c`.
    pub(super) fn byte(&self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let found = self.bytes.binary_search_by_key(&c, |&(c, _)| c).ok()?;
        self.bytes.get(found).map(|&(_, byte)| byte)
    }

    /// What `byte` means.
    pub(super) fn char(&self, byte: u8) -> Option<char> {
        match byte {
            ..0x80 => Some(char::from(byte)),
            _ => self.chars.get(usize::from(byte) - 0x80).copied(),
        }
    }
}

/// The pages for which Arabic is known to be taken.
#[derive(Debug)]
pub(super) struct Pages {
    /// windows-1252, with the controls of ISO-8859-1 and the Turkish letters of windows-1254.
    pub(super) western: Page,
    /// windows-1250.
    pub(super) central: Page,
    /// windows-1251.
    pub(super) cyrillic: Page,
    /// windows-1253.
    pub(super) greek: Page,
    /// windows-1256.
    pub(super) arabic: Page,
    /// IBM code page 437.
    pub(super) dos: Page,
    /// IBM code page 850.
    pub(super) dos_western: Page,
    /// IBM code page 866.
    pub(super) dos_cyrillic: Page,
    /// Mac OS Roman.
    pub(super) mac: Page,
}

/// The pages, built once.
pub(super) static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages {
    western: Page::new(WESTERN, &western_extras()),
    central: Page::new(CENTRAL, &[]),
    cyrillic: Page::new(CYRILLIC, &[]),
    greek: Page::new(GREEK, &[]),
    arabic: Page::new(ARABIC, &[]),
    dos: Page::new(DOS, &[]),
    dos_western: Page::new(DOS_WESTERN, &[]),
    dos_cyrillic: Page::new(DOS_CYRILLIC, &[]),
    mac: Page::new(MAC, &[]),
});

/// What ISO-8859-6 means by `byte`.
pub(super) fn iso_8859_6(byte: u8) -> Option<char> {
    match byte {
        ..0x80 | 0xA0 | 0xA4 => Some(char::from(byte)),
        // its letters stand in the order of Unicode
        0xAC | 0xBB | 0xBF | 0xC1..=0xDA | 0xE0..=0xF2 => {
            char::from_u32(u32::from(byte) - 0xA0 + 0x600)
        }
        _ => None,
    }
}

/// What the byte of windows-1252 also is where ISO-8859-1 or windows-1254 read it.
fn western_extras() -> Vec<(char, u8)> {
    let turkish = [('Ğ', 0xD0), ('İ', 0xDD), ('Ş', 0xDE), ('ğ', 0xF0), ('ı', 0xFD), ('ş', 0xFE)];
    let known: Vec<char> = WESTERN.chars().collect();
    let controls = (0x80..=0x9F).map(|byte: u8| (char::from(byte), byte));
    controls.filter(|(c, _)| !known.contains(c)).chain(turkish).collect()
}

const WESTERN: &str = "\
    €\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°\
    ±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

const CENTRAL: &str = "\
    €\u{81}‚\u{83}„…†‡\u{88}‰Š‹ŚŤŽŹ\u{90}‘’“”•–—\u{98}™š›śťžź\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż°\
    ±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

const CYRILLIC: &str = "\
    ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГД\
    ЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";

const GREEK: &str = "\
    €\u{81}‚ƒ„…†‡\u{88}‰\u{8A}‹\u{8C}\u{8D}\u{8E}\u{8F}\u{90}‘’“”•–—\u{98}™\u{9A}›\u{9C}\
    \u{9D}\u{9E}\u{9F}\u{A0}΅Ά£¤¥¦§¨©ª«¬\u{AD}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡÒΣΤΥΦΧ\
    ΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώÿ";

const ARABIC: &str = "\
    €پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u{200C}\u{200D}ں\u{A0}،¢£¤¥¦§¨©ھ«¬\u{AD}®¯°±²³´µ¶·¸¹؛»\
    ¼½¾؟ہءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقكàلâمنهوçèéêëىيîï\u{64B}\u{64C}\u{64D}\u{64E}ô\
    \u{64F}\u{650}÷\u{651}ù\u{652}ûü\u{200E}\u{200F}ے";

const DOS: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙\
    ╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

const DOS_WESTERN: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊË\
    ÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

const DOS_CYRILLIC: &str = "\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙\
    ╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{A0}";

const MAC: &str = "\
    ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒ\
    œ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
