//! Pictures of the model for its page: how often answers are right, and what letters cost.

use std::fmt::Write as _;

use anyhow::Result;

use super::logistic;
use super::table::{Position, Table};

pub(super) const RIGHT: &str = "docs/names-right.svg";
pub(super) const LETTERS: &str = "docs/names-letters.svg";

/// Letters in an order that puts near sounds beside each other.
const ORDER: &str = "اويهةحعغجخقكزذظسصشثتطدضفبمنرل";

/// Score against truth: for ten bins of scores, how many of the pairs are one name.
pub(super) fn right(answers: &[(f64, bool)]) -> Result<String> {
    let (x, y) = (|p: f64| 60.0 + 400.0 * p, |p: f64| 430.0 - 400.0 * p);
    let mut out = frame(520, 480);
    writeln!(
        out,
        "<path d='M{} {}L{} {}' stroke='#999' stroke-dasharray='4'/>\
         <path d='M60 30V430H460' fill='none' stroke='#333'/>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    )?;
    for k in 0..=5 {
        let p = f64::from(k) / 5.0;
        writeln!(
            out,
            "<text x='{}' y='448' text-anchor='middle'>{p:.1}</text>\
             <text x='52' y='{}' text-anchor='end'>{p:.1}</text>",
            x(p),
            y(p) + 4.0
        )?;
    }
    for bin in 0..10 {
        let low = f64::from(bin) / 10.0;
        let inside = |p: f64| p >= low && (p < low + 0.1 || bin == 9);
        let asked = answers.iter().map(|&(logit, is_same)| (logistic::chance(logit), is_same));
        let asked: Vec<(f64, bool)> = asked.filter(|&(p, _)| inside(p)).collect();
        if asked.is_empty() {
            continue;
        }
        let n = asked.len() as f64;
        let score = asked.iter().map(|(p, _)| p).sum::<f64>() / n;
        let truth = asked.iter().filter(|(_, is_same)| *is_same).count() as f64 / n;
        writeln!(
            out,
            "<circle cx='{:.1}' cy='{:.1}' r='{:.1}' fill='#2a6f97' fill-opacity='.8'/>\
             <text x='{:.1}' y='{:.1}' fill='#555'>{}</text>",
            x(score),
            y(truth),
            2.0 + n.sqrt() / 2.5,
            x(score) + 14.0,
            y(truth) + 14.0,
            asked.len()
        )?;
    }
    out += "<text x='260' y='472' text-anchor='middle'>score</text>\
            <text x='16' y='240' transform='rotate(-90 16 240)' text-anchor='middle'>share that is \
            one name</text>\n</svg>\n";
    Ok(out)
}

/// What it costs inside a word that one letter stands for another: the darker, the less.
pub(super) fn letters(table: &Table) -> Result<String> {
    let letters: Vec<char> = ORDER.chars().collect();
    let side = 40 + 20 * letters.len();
    let mut out = frame(side, side);
    let code = |c: char| super::fold::code(c).unwrap_or(0);
    for (i, &one) in letters.iter().enumerate() {
        let middle = 50 + 20 * i;
        writeln!(
            out,
            "<text x='{middle}' y='30' text-anchor='middle'>{one}</text>\
             <text x='28' y='{}' text-anchor='middle'>{one}</text>",
            middle + 5
        )?;
        for (j, &other) in letters.iter().enumerate() {
            let [a, b] = [one, other].map(|c| code(c).into());
            let chance = table.chance(Position::Medial, a, b);
            let alone = |chunk| table.marginal(Position::Medial, chunk).max(1e-9);
            // how much more often than by accident, against what equal letters have
            let cost = -(chance / (alone(a) * alone(b)).sqrt()).max(1e-9).ln();
            let light = 100.0 - 80.0 * (1.0 - cost / 10.0).clamp(0.0, 1.0);
            let (x, y) = (40 + 20 * j, 40 + 20 * i);
            writeln!(
                out,
                "<rect x='{x}' y='{y}' width='19' height='19' fill='hsl(203 55% {light:.0}%)'>\
                 <title>{one} {other} {cost:.1}</title></rect>"
            )?;
        }
    }
    out += "</svg>\n";
    Ok(out)
}

/// The head of a picture.
fn frame(width: usize, height: usize) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' \
         height='{height}' font-family='sans-serif' font-size='13'>\n\
         <rect width='{width}' height='{height}' fill='#fff'/>\n"
    )
}
