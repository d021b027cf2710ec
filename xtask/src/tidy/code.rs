//! Rust sources as text: without comments and literals, without tests.

/// `source` with every comment and the inside of every literal blanked; lines stay where they are.
pub(super) fn bare(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(source.len());
    let mut i = 0;
    while i < chars.len() {
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => end_of_line(&chars, i),
            ('/', '*') => end_of_comment(&chars, i),
            ('"', _) => end_of_string(&chars, i),
            ('r', '"' | '#')
                if !is_ident(at(i.wrapping_sub(1))) || at(i.wrapping_sub(1)) == 'b' =>
            {
                end_of_raw_string(&chars, i).unwrap_or(i + 1)
            }
            ('\'', next) if next == '\\' || at(i + 2) == '\'' => end_of_char(&chars, i),
            _ => i + 1,
        };
        if end == i + 1 {
            out.push(at(i));
        } else {
            out.extend((i..end).map(|k| if at(k) == '\n' { '\n' } else { ' ' }));
        }
        i = end;
    }
    out
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    chars.iter().skip(from).position(|c| *c == '\n').map_or(chars.len(), |n| from + n)
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut i) = (0usize, from);
    while i < chars.len() {
        match chars.get(i..i + 2) {
            Some(['/', '*']) => (depth, i) = (depth + 1, i + 2),
            Some(['*', '/']) => {
                (depth, i) = (depth.saturating_sub(1), i + 2);
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    chars.len()
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    end_of_quoted(chars, from, '"')
}

fn end_of_char(chars: &[char], from: usize) -> usize {
    end_of_quoted(chars, from, '\'')
}

fn end_of_quoted(chars: &[char], from: usize, quote: char) -> usize {
    let mut i = from + 1;
    while let Some(&c) = chars.get(i) {
        match c {
            '\\' => i += 2,
            c if c == quote => return i + 1,
            _ => i += 1,
        }
    }
    chars.len()
}

/// `None` when it is a raw identifier.
fn end_of_raw_string(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars.iter().skip(from + 1).take_while(|c| **c == '#').count();
    let mut i = from + 1 + hashes;
    if chars.get(i) != Some(&'"') {
        return None;
    }
    i += 1;
    while i < chars.len() {
        let closes = chars.get(i) == Some(&'"')
            && chars.iter().skip(i + 1).take(hashes).filter(|c| **c == '#').count() == hashes;
        if closes {
            return Some(i + 1 + hashes);
        }
        i += 1;
    }
    Some(chars.len())
}

pub(super) fn is_ident(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Bare code with all items under `#[cfg(test)]` blanked too.
pub(super) fn without_tests(bare: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(bare.len());
    let mut rest = bare;
    while let Some(at) = rest.find(MARK) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let (item, after) = tail.split_at(end_of_item(tail, MARK.len()));
        out.extend(item.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where the item that begins at byte `from` ends: behind its `;` or its last closing bracket.
fn end_of_item(code: &str, from: usize) -> usize {
    let mut depth = 0usize;
    for (at, c) in code.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && c == '}' {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// A name at the root of the crate that code refers to, and the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) line: usize,
}

/// What `code` reaches through `crate::` or through `super::` up to the root, in a module `depth`
/// levels below it.
pub(super) fn root_references(code: &str, depth: usize) -> Vec<Reference> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let word = |k: usize| tokens.get(k).map_or("", |(token, _)| *token);
    let mut k = 0;
    while k < tokens.len() {
        let mut after = k + 1;
        if word(k) == "super" {
            let mut ups = 1;
            while word(after) == "::" && word(after + 1) == "super" {
                (ups, after) = (ups + 1, after + 2);
            }
            if ups != depth {
                k = after;
                continue;
            }
        } else if word(k) != "crate" {
            k += 1;
            continue;
        }
        if word(after) == "::" {
            first_names(&tokens, after + 1, &mut found);
        }
        k = after;
    }
    found
}

/// The first names of the paths at token `k`: one, or those of a group.
fn first_names(tokens: &[(&str, usize)], k: usize, found: &mut Vec<Reference>) {
    let mut add = |k: usize| {
        if let Some((name, line)) = tokens.get(k) {
            found.push(Reference { name: (*name).to_owned(), line: *line });
        }
    };
    if tokens.get(k).is_none_or(|(token, _)| *token != "{") {
        add(k);
        return;
    }
    let (mut depth, mut k) = (1, k + 1);
    let mut begins = true;
    while let Some((token, _)) = tokens.get(k).filter(|_| depth > 0) {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => begins = true,
            _ if begins && depth == 1 => {
                add(k);
                begins = false;
            }
            _ => {}
        }
        k += 1;
    }
}

/// Identifiers, `::` and single signs, with their lines from 1.
pub(super) fn tokens(code: &str) -> Vec<(&str, usize)> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let len = if is_ident(c) {
            rest.find(|c| !is_ident(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            c.len_utf8()
        };
        let (token, after) = rest.split_at(len);
        if c == '\n' {
            line += 1;
        } else if !c.is_whitespace() {
            tokens.push((token, line));
        }
        rest = after;
    }
    tokens
}
