//! Small letters of Quran texts in plain spelling: each word as letters with their marks. Written
//! from `docs/profiles.md`; shares no code with the engine.

use marsad::{Op, Ops};

use super::normalize::{is_arabic_mark, is_invisible, joins};

/// A letter or other character with its marks; marks alone at the start of a word.
#[derive(Debug, Clone, Default)]
struct Group {
    base: Option<char>,
    marks: Vec<char>,
    /// Letters that were marks.
    behind: String,
}

impl Group {
    fn letter(&self) -> Option<char> {
        self.base.filter(|&c| is_letter(c))
    }

    fn has_hamza(&self) -> bool {
        self.marks.iter().any(|c| ('\u{653}'..='\u{655}').contains(c))
    }
}

/// The text with its small letters written out.
pub(super) fn plain(ops: Ops, text: &str) -> String {
    let mut result = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if is_letter(c) || c == 'ـ' || joins(c) || is_invisible(c) {
            word.push(c);
        } else {
            result += &plain_word(ops, &std::mem::take(&mut word));
            result.push(c);
        }
    }
    result.pop();
    result
}

fn plain_word(ops: Ops, word: &str) -> String {
    let mut groups = vec![Group::default()];
    for c in word.chars() {
        if joins(c) {
            if let Some(group) = groups.last_mut() {
                group.marks.push(c);
            }
        } else {
            groups.push(Group { base: Some(c), ..Group::default() });
        }
    }
    let key = skeleton(word);
    let mut first_dagger = true;
    for i in 0..groups.len() {
        if let Some(sign) = groups[i].base.filter(|c| "\u{6E5}\u{6E6}".contains(*c))
            && ops.contains(Op::SmallLetters)
        {
            small(&mut groups, i, sign, &key);
        }
        let marks = std::mem::take(&mut groups[i].marks);
        let mut kept = Vec::new();
        for (n, &mark) in marks.iter().enumerate() {
            match mark {
                '\u{670}'
                    if ops.contains(Op::DaggerAlef)
                        && marks[n..].iter().all(|&c| is_arabic_mark(c)) =>
                {
                    groups[i].marks.clone_from(&marks);
                    dagger(ops, &mut groups, i, &key, std::mem::take(&mut first_dagger));
                }
                '\u{6E7}' | '\u{6E8}'
                    if ops.contains(Op::SmallLetters)
                        && marks[n..].iter().all(|c| "\u{6E7}\u{6E8}".contains(*c)) =>
                {
                    groups[i].behind.push(if mark == '\u{6E7}' { 'ي' } else { 'ن' });
                }
                _ => kept.push(mark),
            }
        }
        groups[i].marks = kept;
    }
    let mut result = String::new();
    for group in groups {
        result.extend(group.base);
        result.extend(group.marks);
        result += &group.behind;
    }
    result
}

fn next_letter(groups: &[Group], i: usize) -> Option<char> {
    groups[i + 1..].iter().find_map(Group::letter)
}

fn small(groups: &mut [Group], i: usize, sign: char, key: &str) {
    let is_last = next_letter(groups, i).is_none();
    let is_bare = groups[i].marks.is_empty();
    let before = groups[..i].iter().filter_map(|g| g.base).rfind(|&c| !is_invisible(c));
    let goes = if sign == '\u{6E5}' {
        is_last || key.contains("داود")
    } else {
        is_last && before == Some('ه')
    };
    if groups[i].has_hamza() {
        return;
    }
    groups[i].base = match sign {
        _ if goes && is_bare => None,
        '\u{6E5}' => Some('و'),
        _ => Some('ي'),
    };
}

fn dagger(ops: Ops, groups: &mut [Group], i: usize, key: &str, is_first: bool) {
    if is_first && is_without_alef(key) {
        return;
    }
    let next = next_letter(groups, i);
    let bearer = (0..=i).rev().find(|&k| groups[k].base.is_some_and(|c| !is_invisible(c)));
    let Some(bearer) = bearer else {
        groups[i].behind.push('ا');
        return;
    };
    let is_free = !groups[bearer].has_hamza();
    let alef = (i + 1..groups.len()).find(|&k| groups[k].base == Some('ا'));
    let bare_alef = alef.filter(|&k| groups[k].marks.is_empty());
    match groups[bearer].base.unwrap_or_default() {
        'و' if is_free && (next == Some('ة') || key.contains("صلوٰتك")) => {
            groups[bearer].base = Some('ا');
            if next == Some('ا') {
                groups[alef.unwrap_or_default()].base = None;
            }
        }
        'و' if is_free && key.ends_with("ربوٰا") && (alef.is_none() || bare_alef.is_some()) =>
        {
            groups[bearer].base = Some('ا');
            if let Some(alef) = bare_alef
                && next == Some('ا')
            {
                groups[alef].base = None;
            }
        }
        'ا' | 'آ' | 'ٱ' => {}
        _ if next == Some('ا') => {}
        'ى' if next.is_none() => {}
        'ى' if is_free => groups[bearer].base = Some('ا'),
        'ي' if next.is_none() && ops.contains(Op::Yeh) => {}
        'ي' if next.is_none() && is_free => groups[bearer].base = Some('ى'),
        _ => groups[i].behind.push('ا'),
    }
}

/// The letters without hamzas, and dagger alefs.
fn skeleton(word: &str) -> String {
    let mut key = String::new();
    for c in word.chars() {
        match c {
            'آ' | 'أ' | 'إ' | 'ٱ' => key.push('ا'),
            'ؤ' => key.push('و'),
            'ئ' | 'ى' => key.push('ي'),
            'ة' => key.push('ه'),
            '\u{6E5}' | '\u{6E6}' => {}
            _ if is_letter(c) || c == '\u{670}' => key.push(c),
            _ => {}
        }
    }
    key
}

fn is_without_alef(key: &str) -> bool {
    let mut readings = vec![key.to_owned()];
    let mut rest = key;
    for particles in ["ا", "وف", "بكلت"] {
        if rest.starts_with(|c| particles.contains(c)) {
            rest = &rest[2..];
        }
        readings.push(rest.to_owned());
    }
    readings.iter().any(|word| {
        "هٰذ هٰول ذٰلك اولٰيك لٰكن الٰه هٰكذا".split(' ').any(|start| word.starts_with(start))
            || "اللٰه للٰه اللٰهم الرحمٰن للرحمٰن رحمٰن طٰه يٰس".split(' ').any(|whole| word == whole)
    })
}

fn is_letter(c: char) -> bool {
    let arabic = matches!(c, '\u{620}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}');
    let other = matches!(c, '\u{640}' | '\u{64B}'..='\u{66D}' | '\u{670}' | '\u{6D4}')
        || matches!(c, '\u{6D6}'..='\u{6E4}' | '\u{6E7}'..='\u{6ED}' | '\u{6F0}'..='\u{6F9}')
        || matches!(c, '\u{6FD}' | '\u{6FE}' | '\u{6EE}' | '\u{6EF}');
    arabic && !other
}
