//! The repair of spaces and punctuation, rule after rule over a line of pieces, each a character
//! with its marks. Written from `docs/profiles.md`; shares no code with the engine.

use marsad::{Op, Ops};

use super::normalize::joins;

#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    protected: bool,
    /// `'o'` opens, `'c'` closes a certain pair.
    role: Option<char>,
    /// One of several dots.
    dots: bool,
}

impl Piece {
    fn is(&self, text: &str) -> bool {
        self.text == text
    }

    /// Neither a space nor one of the marks.
    fn is_word(&self) -> bool {
        !is_in(" ،؛؟!.:?,«»“”()[]\"", self)
    }

    fn ends_in_digit(&self) -> bool {
        self.is_word() && self.text.ends_with(is_digit)
    }
}

fn is_in(set: &str, piece: &Piece) -> bool {
    set.chars().any(|c| piece.text.chars().eq([c]))
}

/// The repaired text.
pub(super) fn repair(ops: Ops, text: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some(last) if joins(c) => last.push(c),
            _ => pieces.push(c.into()),
        }
    }
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    for text in pieces {
        if text == "\n" {
            lines.push(Vec::new());
        } else if let Some(line) = lines.last_mut() {
            line.push(Piece { text, protected: false, role: None, dots: false });
        }
    }
    let last = lines.len() - 1;
    for (i, line) in lines.iter_mut().enumerate() {
        if ops.contains(Op::Punctuation) {
            protect(line);
            pair(line);
            quotes(line);
            dots(line);
            commas(line);
            spaces(line);
        }
        if ops.contains(Op::Spacing) {
            line.dedup_by(|a, b| a.is(" ") && b.is(" "));
            if i > 0 && line.first().is_some_and(|piece| piece.is(" ")) {
                line.remove(0);
            }
            if i < last && line.last().is_some_and(|piece| piece.is(" ")) {
                line.pop();
            }
        }
    }
    // a line feed with a mark is none: the true ones get a sign of their own
    let lines: Vec<String> =
        lines.into_iter().map(|line| line.into_iter().map(|piece| piece.text).collect()).collect();
    let mut result = lines.join("\u{F8FF}");
    while ops.contains(Op::Spacing) && result.contains("\u{F8FF}\u{F8FF}\u{F8FF}") {
        result = result.replace("\u{F8FF}\u{F8FF}\u{F8FF}", "\u{F8FF}\u{F8FF}");
    }
    result.replace('\u{F8FF}', "\n")
}

fn protect(line: &mut [Piece]) {
    for token in line.split_mut(|piece| piece.is(" ")) {
        let text: String = token.iter().map(|piece| piece.text.as_str()).collect();
        if ["@", "#", "://", "www."].iter().any(|sign| text.contains(sign)) {
            token.iter_mut().for_each(|piece| piece.protected = true);
        }
    }
}

fn pair(line: &mut [Piece]) {
    for (open, close) in [("«", "»"), ("“", "”"), ("(", ")"), ("[", "]")] {
        let marks = line.iter().filter(|piece| piece.is(open) || piece.is(close));
        let mut left: String = marks.map(|piece| piece.text.as_str()).collect();
        let both = format!("{open}{close}");
        while left.contains(&both) {
            left = left.replace(&both, "");
        }
        if left.is_empty() {
            for piece in line.iter_mut() {
                if piece.is(open) {
                    piece.role = Some('o');
                } else if piece.is(close) {
                    piece.role = Some('c');
                }
            }
        }
    }
}

fn quotes(line: &mut [Piece]) {
    let places: Vec<usize> = (0..line.len()).filter(|&i| line[i].is("\"")).collect();
    let is_particle = |quote: usize| {
        let word: Vec<&str> = line[..quote]
            .iter()
            .rev()
            .take_while(|piece| piece.is_word())
            .map(|piece| piece.text.as_str())
            .collect();
        let letters = word.strip_prefix(&["ـ"]).unwrap_or(&word);
        matches!(letters, ["و" | "ف" | "ب" | "ك" | "ل"])
    };
    let touched = |piece: Option<&Piece>, last: bool| {
        piece.filter(|piece| piece.is_word()).is_some_and(|piece| {
            let c = if last { piece.text.chars().last() } else { piece.text.chars().next() };
            c.is_some_and(|c| is_letter(c) || is_digit(c))
        })
    };
    for pair in places.chunks(2) {
        let [open, close] = pair else { return };
        if touched(open.checked_sub(1).map(|i| &line[i]), true) && !is_particle(*open)
            || touched(line.get(close + 1), false)
        {
            return;
        }
    }
    for (k, place) in places.into_iter().enumerate() {
        line[place].role = Some(if k % 2 == 0 { 'o' } else { 'c' });
    }
}

fn dots(line: &mut Vec<Piece>) {
    let mut i = 0;
    while i < line.len() {
        let mut group = Vec::new();
        let mut at = i;
        while let Some(piece) = line.get(at) {
            if is_dot(line, at) {
                group.push(at);
            } else if group.is_empty() || !piece.is(" ") {
                break;
            }
            at += 1;
        }
        let Some(&last) = group.last() else {
            i += 1;
            continue;
        };
        let spaces = last + 1 - i - group.len();
        match group.len() {
            1 => {}
            2 if spaces > 0 => {
                let space = line[i + 1].clone();
                line.drain(i + 1..=last);
                if line.get(i + 1).is_some_and(|next| next.text.starts_with(is_letter)) {
                    line.splice(i + 1..i + 1, vec![space; spaces]);
                }
            }
            count => {
                line.splice(i..=last, vec![Piece { dots: true, ..line[i].clone() }; count]);
                i += count - 1;
            }
        }
        i += 1;
    }
}

fn is_dot(line: &[Piece], at: usize) -> bool {
    let glued = |c: char| is_digit(c) || c.is_ascii_alphabetic();
    line[at].is(".")
        && !line[at].protected
        && !line.get(at + 1).is_some_and(|next| next.text.starts_with(glued))
}

fn commas(line: &mut Vec<Piece>) {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in line.drain(..) {
        let last = kept.iter().rposition(|piece| !piece.is(" "));
        if let Some(last) = last
            && is_in("،؛", &piece)
            && kept[last].text == piece.text
            && !kept[last].protected
            && !piece.protected
        {
            kept.truncate(last + 1);
        } else {
            kept.push(piece);
        }
    }
    *line = kept;
}

fn spaces(line: &mut Vec<Piece>) {
    let places: Vec<usize> = (0..line.len()).filter(|&i| !line[i].is(" ")).collect();
    let mut result = Vec::new();
    let mut done = 0;
    for (k, &at) in places.iter().enumerate() {
        let last = k.checked_sub(1).map(|k| &line[places[k]]);
        let next = places.get(k + 1).map(|&next| &line[next]);
        let follower = line.get(at + 1).filter(|piece| !piece.is(" "));
        let piece = &line[at];
        let alone = piece.protected || last.is_some_and(|last| last.protected);
        let opened = last.is_some_and(|last| last.role == Some('o'));
        let closes = piece.role == Some('c');
        let digits = last.is_some_and(Piece::ends_in_digit)
            && next.is_some_and(|next| next.text.starts_with(is_digit));
        let glued = follower.is_some_and(Piece::is_word);
        let loses = match piece.text.as_str() {
            _ if piece.dots || piece.role.is_some() => false,
            "،" | "." | "," | ":" if digits => false,
            "،" | "؛" | "؟" => true,
            "." | "," | "!" | "?" | ":" if glued => needs_space(line, at + 1),
            "." | "," | "!" | "?" => true,
            ":" => !follower.is_some_and(|follower| is_in("()", follower)),
            _ => false,
        };
        if alone || opened && closes {
            result.extend_from_slice(&line[done..at]);
        } else if opened || closes || loses || piece.dots && last.is_some_and(|last| last.dots) {
            // no space
        } else if done == at && needs_space(line, at) {
            result.push(Piece { text: " ".into(), protected: false, role: None, dots: false });
        } else {
            result.extend_from_slice(&line[done..at]);
        }
        result.push(piece.clone());
        done = at + 1;
    }
    result.extend_from_slice(&line[done..]);
    *line = result;
}

/// Whether a space has to stand between the piece at `at` and the mark right before it.
fn needs_space(line: &[Piece], at: usize) -> bool {
    let Some(mark) = at.checked_sub(1).map(|i| &line[i]) else { return false };
    if mark.dots || mark.role.is_some() {
        return false;
    }
    let piece = &line[at];
    let opens = piece.role == Some('o');
    let before = line[..at - 1].iter().rfind(|piece| !piece.is(" "));
    let spaced = at > 1 && line[at - 2].is(" ");
    let is_word = piece.is_word();
    let arabic = before.is_some() && is_word && piece.text.starts_with(is_arabic);
    match mark.text.as_str() {
        "،" | "؛" | "؟" => {
            opens
                || is_word && piece.text.starts_with(is_letter)
                || is_word
                    && piece.text.starts_with(is_digit)
                    && before.is_some_and(|before| !before.ends_in_digit())
        }
        ":" if opens => is_in("«“\"", piece),
        "!" => arabic,
        "," | "?" => arabic && spaced,
        ":" => {
            // what stands behind the word of the piece
            let after = line[at..].iter().find(|piece| !piece.is_word());
            arabic && spaced && !after.is_some_and(|after| after.is(":"))
        }
        "." => arabic && ends_sentence(&line[..at - 1], &line[at..]),
        _ => false,
    }
}

/// Whether a stop between `before` and `after` ends a sentence.
fn ends_sentence(before: &[Piece], after: &[Piece]) -> bool {
    let is_arabic_piece = |piece: &&Piece| piece.text.starts_with(is_arabic);
    let count = |word: &[&Piece]| word.iter().filter(|piece| !piece.text.starts_with('ـ')).count();
    let next: Vec<&Piece> = after.iter().take_while(is_arabic_piece).collect();
    let behind = after.get(next.len());
    if behind.is_some_and(|piece| !piece.text.starts_with([' ', '،', '؛', '؟', '!', ':', '?', ',']))
        && !behind.is_some_and(|piece| "«»“”()[]\"".contains(&piece.text[..first_len(piece)]))
    {
        return false;
    }
    let spaces = before.iter().rev().take_while(|piece| piece.is(" ")).count();
    let before = &before[..before.len() - spaces];
    let word: Vec<&Piece> = before.iter().rev().take_while(is_arabic_piece).collect();
    let rest = &before[..before.len() - word.len()];
    let domains = "مصر السعودية امارات قطر الاردن المغرب سورية تونس عمان فلسطين الجزائر عراق \
                   موريتانيا سودان البحرين مليسيا شبكة موقع كوم عرب بازار اتصالات ارامكو ابوظبي \
                   همراه كاثوليك";
    let text: String = next.iter().map(|piece| piece.text.as_str()).collect();
    if spaces > 0 {
        return count(&next) > 1
            && count(&word) != 1
            && !domains.split(' ').any(|domain| domain == text);
    }
    let closed = match (word.as_slice(), rest.last()) {
        ([], Some(last)) => last.text.ends_with(is_digit) || is_in("»”)]\"", last),
        ([], None) => false,
        (_, Some(last)) if last.text.ends_with('.') => false,
        (word, _) => count(word) > 2,
    };
    closed && count(&next) > 3 && text.starts_with('و')
}

fn first_len(piece: &Piece) -> usize {
    piece.text.chars().next().map_or(0, char::len_utf8)
}

fn is_arabic(c: char) -> bool {
    !c.is_ascii() && !matches!(c, '\u{80}'..='\u{24F}') && is_letter(c)
}

fn is_letter(c: char) -> bool {
    let arabic = matches!(c, '\u{620}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}');
    let other = matches!(c, '\u{64B}'..='\u{66D}' | '\u{670}' | '\u{6D4}' | '\u{6D6}'..='\u{6F9}')
        || matches!(c, '\u{6FD}' | '\u{6FE}' | '×' | '\u{F7}');
    !other && (arabic || c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}'))
}

fn is_digit(c: char) -> bool {
    "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹".contains(c)
}
