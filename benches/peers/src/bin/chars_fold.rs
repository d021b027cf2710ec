//! The letter folds of the `search` profile as one writes them without a second thought: a
//! `match` on characters. It knows the letters of Arabic, ASCII and the signs of plain news, no presentation
//! forms, no combining letters; on plain and vocalised news it writes the same bytes.

use marsad_peers::{Result, normalizer};

fn main() -> Result<()> {
    normalizer(|text, out| {
        for c in text.chars() {
            match c {
                '\u{640}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' => {}
                '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}' => {}
                'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
                'ى' | 'ی' => out.push('ي'),
                'ک' => out.push('ك'),
                '٠'..='٩' => out.push(digit(c, '٠')),
                '۰'..='۹' => out.push(digit(c, '۰')),
                'A'..='Z' => out.push(c.to_ascii_lowercase()),
                '\t' | '\n' | '\r' | '\u{A0}' => out.push(' '),
                c => out.push(c),
            }
        }
    })
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c)
}
