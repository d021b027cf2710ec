//! The matcher spelled out: words as strings, every reading a string, every name tried at every
//! word. Slow and obvious. Knows no ligatures of several words.

use std::collections::BTreeSet;

use marsad::{Entity, FinalLetter, Level, Overlaps, Profile, normalize};
use unicode_normalization::UnicodeNormalization;

/// A hit as the oracle reports it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OracleHit {
    /// First byte of the name.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Index of the entity.
    pub entity: usize,
    /// The particles.
    pub prefix: String,
    /// The level: `exact` or `folded`.
    pub level: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Full,
    Weak,
    Exclude,
}

struct Found {
    hit: OracleHit,
    kind: Kind,
    first: usize,
    last: usize,
}

/// A word: the byte positions of its letters with their folded form.
struct Word {
    letters: Vec<(usize, String)>,
    end: usize,
}

fn search(text: &str) -> String {
    normalize(&Profile::search(), text).into_owned()
}

fn is_control(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut inside, mut touching) = (false, false);
    for (at, c) in text.char_indices() {
        let folded = search(&c.to_string());
        let is_mark = unicode_normalization::char::canonical_combining_class(c) != 0;
        if folded.is_empty() || is_mark {
            // a mark or tatweel belongs to the letter it touches, a control to nothing
            if inside && touching && !is_control(c) {
                words.last_mut().unwrap().end = at + c.len_utf8();
            }
            touching &= !is_control(c);
        } else if folded.chars().any(char::is_alphanumeric) {
            if !inside {
                words.push(Word { letters: Vec::new(), end: 0 });
            }
            let word = words.last_mut().unwrap();
            word.letters.push((at, folded));
            word.end = at + c.len_utf8();
            (inside, touching) = (true, true);
        } else {
            (inside, touching) = (false, false);
        }
    }
    words
}

/// Every string of particles, with what it leaves of a name and what it writes.
fn readings(name: &str) -> Vec<(String, String, usize)> {
    let mut all = Vec::new(); // (particles reported, the word as written, letters of it before the name)
    for conjunction in ["", "و", "ف"] {
        for particle in ["", "ب", "ك", "ل", "س"] {
            let head = format!("{conjunction}{particle}");
            let bare = name.strip_prefix("ال").unwrap_or_default();
            let articles: &[&str] =
                if name.starts_with("الال") { &[""] } else { &["", "ال"] };
            for article in articles {
                let prefix = format!("{head}{article}");
                all.push((prefix.clone(), format!("{prefix}{name}"), prefix.chars().count()));
            }
            if particle == "ل" {
                let cut = head.chars().count();
                if articles.len() > 1 {
                    all.push((format!("{head}ل"), format!("{head}ل{name}"), cut + 1));
                }
                if bare.chars().count() >= 2 && !bare.starts_with("الال") {
                    if bare.starts_with('ل') {
                        all.push((head.clone(), format!("{head}{bare}"), cut));
                    } else {
                        all.push((head.clone(), format!("{head}ل{bare}"), cut));
                    }
                }
            }
        }
    }
    all
}

fn final_folded(word: &str, rule: FinalLetter) -> String {
    match (word.strip_suffix('ة'), rule) {
        (Some(stem), FinalLetter::Folded) => format!("{stem}ه"),
        _ => word.to_owned(),
    }
}

fn soft(gap: &str, name_gap: &str, before: &str) -> bool {
    let signs = |gap: &str| gap.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let plain = signs(gap);
    ["-", "\u{2010}", "\u{2011}", "_"].contains(&gap)
        || plain.is_empty()
        || (plain == "." && before.chars().count() == 1)
        || plain.replace('\u{2019}', "'") == signs(name_gap).replace('\u{2019}', "'")
}

fn without_joiners(gap: &str) -> String {
    gap.chars().filter(|c| !search(&c.to_string()).is_empty()).collect()
}

/// Finds the entities in `text`.
pub fn find(entities: &[Entity], text: &str, level: Level, overlaps: Overlaps) -> Vec<OracleHit> {
    let text_words = words(text);
    let folded: Vec<String> =
        text_words.iter().map(|word| search(&text[word.letters[0].0..word.end])).collect();
    let mut found = Vec::new();
    for (entity_idx, entity) in entities.iter().enumerate() {
        let names = entity
            .names
            .iter()
            .map(|n| (Kind::Full, n))
            .chain(entity.weak_names.iter().map(|n| (Kind::Weak, n)))
            .chain(entity.exclude.iter().map(|n| (Kind::Exclude, n)));
        for (kind, name) in names {
            let name: String = name.nfc().collect();
            for first in 0..text_words.len() {
                let hit = match_at(&name, entity, text, &text_words, &folded, first);
                if let Some((mut hit, last)) = hit {
                    let cap = level.min(entity.level.unwrap_or(Level::Variant));
                    if kind != Kind::Exclude && hit.level == "folded" && cap == Level::Exact {
                        continue;
                    }
                    hit.entity = entity_idx;
                    found.push(Found { hit, kind, first, last });
                }
            }
        }
    }
    choose(found, overlaps)
}

fn match_at(
    name: &str,
    entity: &Entity,
    text: &str,
    text_words: &[Word],
    folded: &[String],
    first: usize,
) -> Option<(OracleHit, usize)> {
    let rule = entity.final_letter;
    let name_words = words(name);
    let name_slice = |k: usize| &name[name_words[k].letters[0].0..name_words[k].end];
    let last = first + name_words.len() - 1;
    if last >= text_words.len() {
        return None;
    }
    let name_first = final_folded(&search(name_slice(0)), rule);
    let text_first = final_folded(&folded[first], rule);
    let (prefix, _, cut) =
        readings(&name_first).into_iter().find(|(_, written, _)| *written == text_first)?;
    let one_letter = name_words.len() == 1 && name_first.chars().count() == 1;
    let arabic = name_first.chars().any(|c| matches!(c, '\u{600}'..='\u{6FF}'));
    if one_letter && cut > 0 && arabic {
        return None;
    }
    let start = text_words[first].letters.get(cut)?.0;
    let text_slice = |j: usize| {
        let from = if j == first { start } else { text_words[j].letters[0].0 };
        &text[from..text_words[j].end]
    };
    // ل takes letters of the article: give them back to compare
    let elided = {
        let own = search(text_slice(first)).chars().count();
        match search(name_slice(0)).chars().count() - own {
            0 => "",
            1 => "ا",
            _ => "ال",
        }
    };
    let mut exact = true;
    for k in 0..name_words.len() {
        let given_back = if k == 0 { elided } else { "" };
        let spelled = format!("{given_back}{}", text_slice(first + k));
        if final_folded(&search(&spelled), rule) != final_folded(&search(name_slice(k)), rule) {
            return None;
        }
        exact &= spelled.nfc().eq(name_slice(k).nfc());
        if k > 0 {
            let gap = without_joiners(
                &text[text_words[first + k - 1].end..text_words[first + k].letters[0].0],
            );
            let name_gap =
                without_joiners(&name[name_words[k - 1].end..name_words[k].letters[0].0]);
            let before = search(text_slice(first + k - 1));
            if gap.matches('\n').count() > 1 || !soft(&gap, &name_gap, &before) {
                return None;
            }
        }
    }
    if !exact && name_words.len() == 1 && is_function_word(text_slice(first)) {
        return None;
    }
    let hit = OracleHit {
        start,
        end: text_words[last].end,
        entity: 0,
        prefix,
        level: if exact { "exact" } else { "folded" },
    };
    Some((hit, last))
}

/// Some function words, with every particle; the generator knows no others.
fn is_function_word(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| !search(&c.to_string()).is_empty()).collect();
    let particles = ["", "و", "ف", "ب", "ك", "ل"];
    particles.iter().any(|a| {
        particles.iter().any(|b| {
            bare.strip_prefix(a)
                .and_then(|rest| rest.strip_prefix(b))
                .is_some_and(|rest| ["على", "أن", "إن"].contains(&rest))
        })
    })
}

fn choose(mut found: Vec<Found>, overlaps: Overlaps) -> Vec<OracleHit> {
    let excluded: Vec<OracleHit> =
        found.iter().filter(|f| f.kind == Kind::Exclude).map(|f| f.hit.clone()).collect();
    found.retain(|f| {
        f.kind != Kind::Exclude
            && !excluded
                .iter()
                .any(|e| e.entity == f.hit.entity && e.start <= f.hit.start && f.hit.end <= e.end)
    });
    let full: Vec<&Found> = found.iter().filter(|f| f.kind == Kind::Full).collect();
    let named: BTreeSet<usize> =
        reported(&full, overlaps).into_iter().map(|hit| hit.entity).collect();
    let valid: Vec<&Found> =
        found.iter().filter(|f| f.kind == Kind::Full || named.contains(&f.hit.entity)).collect();
    reported(&valid, overlaps)
}

fn reported(found: &[&Found], overlaps: Overlaps) -> Vec<OracleHit> {
    let mut out = BTreeSet::new();
    match overlaps {
        Overlaps::All => out.extend(found.iter().map(|f| f.hit.clone())),
        Overlaps::Longest => {
            let mut word = 0;
            let n = found.iter().map(|f| f.last + 1).max().unwrap_or(0);
            while word < n {
                let here = found.iter().filter(|f| f.first == word);
                let best = here.clone().max_by_key(|f| (f.last, f.hit.end - f.hit.start));
                match best {
                    Some(best) => {
                        let span = (best.hit.start, best.hit.end);
                        out.extend(
                            here.filter(|f| (f.hit.start, f.hit.end) == span)
                                .map(|f| f.hit.clone()),
                        );
                        word = best.last + 1;
                    }
                    None => word += 1,
                }
            }
        }
    }
    // one hit an entity and span, at the strictest level, a full name before a weak one
    let mut hits: Vec<OracleHit> = out.into_iter().collect();
    hits.sort_by(|a, b| {
        (a.start, a.end, a.entity, a.level).cmp(&(b.start, b.end, b.entity, b.level))
    });
    hits.dedup_by_key(|hit| (hit.start, hit.end, hit.entity));
    hits
}
