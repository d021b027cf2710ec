//! One name in, the entities of a list that may be it out: ranked, with the reason for each.
//!
//! Each word of the name is looked up among all words of the list that are spelled or sound like it,
//! in both scripts; the names that have such words are ranked by how well they fit, and the best are
//! compared with the name letter by letter, as [`compare`](crate::compare) does. The first two steps
//! only propose; scores and evidence come from the last.

mod gather;
mod lexicon;
mod trie;
mod walk;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use self::gather::Gather;
use self::lexicon::{Lexicon, words};
use crate::matcher::{Evidence, VARIANT_FROM, compare};
use crate::names::{Form, Rule, score as score_of};
use crate::span::EntityId;
use crate::watchlist::{Entity, EntityRef, Level};

/// Names that are compared letter by letter, besides those asked for.
const COMPARED: usize = 64;

/// What it costs that words stand in another order, in thousandths of a nat.
const ORDER: i32 = 500;

/// Candidates that are told in full, besides those asked for.
const SPARE: usize = 6;

/// What the letters of equal names are worth, in nats.
const EQUAL: f32 = -7.0;

/// How many candidates to give, and from which score on.
///
/// ```
/// use marsad::ScreenOptions;
/// assert_eq!(ScreenOptions::default(), ScreenOptions { top: 10, min_score: 0.0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScreenOptions {
    /// The most candidates to give.
    pub top: usize,
    /// Candidates below this score are left out.
    pub min_score: f32,
}

impl Default for ScreenOptions {
    fn default() -> Self {
        ScreenOptions { top: 10, min_score: 0.0 }
    }
}

/// An entity that may bear the name that was asked for.
///
/// ```
/// use marsad::{Entity, EntityId, Level, ScreenOptions, Screener};
/// let screener = Screener::new(&[Entity::new("putin", ["فلاديمير بوتين"])]);
/// let found = screener.screen("Vladimir Putin", &ScreenOptions::default());
/// assert_eq!((found[0].entity, found[0].name), (EntityId(0), "فلاديمير بوتين"));
/// assert_eq!(found[0].level, Some(Level::Variant));
/// let costs: f32 = found[0].evidence.iter().map(|why| why.cost).sum();
/// assert!((found[0].score - 1.0 / (1.0 + costs.exp())).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'s> {
    /// Whom or what.
    pub entity: EntityId,
    /// The one of its names that is most like the name asked for, as listed.
    pub name: &'s str,
    /// How likely both are one name, from 0 to 1, where half of what is asked is: see
    /// [`Comparison::score`](crate::Comparison::score).
    pub score: f32,
    /// The strictest level at which they are one name; none below a score of
    /// [`VARIANT_FROM`](crate::VARIANT_FROM).
    pub level: Option<Level>,
    /// Every difference, and what speaks for one name: `from` is asked for, `to` is listed.
    pub evidence: Vec<Evidence<'static>>,
}

/// The names of a list, ready to be asked for one. Immutable: share it behind a reference.
///
/// ```
/// use marsad::{Entity, ScreenOptions, Screener};
/// let entities = [
///     Entity::new("shoigu", ["سيرغي شويغو"]),
///     Entity::new("lavrov", ["سيرغي لافروف"]),
///     Entity::new("xi", ["Xi Jinping"]),
/// ];
/// let screener = Screener::new(&entities);
/// let first = |query| {
///     let found = screener.screen(query, &ScreenOptions::default());
///     found.first().map(|best| entities[best.entity.0 as usize].id.as_str())
/// };
/// assert_eq!(first("سيرجي شويجو"), Some("shoigu"));
/// assert_eq!(first("Lavrov, Sergei"), Some("lavrov"));
/// assert_eq!(first("شي جين بينغ"), Some("xi"));
/// ```
pub struct Screener {
    lexicon: Lexicon,
}

impl fmt::Debug for Screener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screener").field("names", &self.lexicon.n_names()).finish_non_exhaustive()
    }
}

impl Screener {
    /// Files the names and weak names of entities; an entity's number is its [`EntityId`]. Cost: some
    /// microseconds a name.
    pub fn new(entities: &[Entity]) -> Screener {
        let names = (0..).map(EntityId).zip(entities).flat_map(|(id, entity)| {
            let names = entity.names.iter().chain(&entity.weak_names);
            names.map(move |name| (id, entity.level, name.as_str()))
        });
        Screener { lexicon: Lexicon::new(names) }
    }

    /// The same for the entities of an engine, under the numbers they have there.
    ///
    /// ```
    /// use marsad::{Engine, Entity, ScreenOptions, Screener};
    /// let engine = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
    /// let screener = Screener::of(engine.entities());
    /// let found = screener.screen("نيل", &ScreenOptions::default());
    /// assert_eq!(engine.entity(found[0].entity).map(|nile| nile.id()), Some("nile"));
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn of<'e>(entities: impl IntoIterator<Item = (EntityId, EntityRef<'e>)>) -> Screener {
        let names = entities.into_iter().flat_map(|(id, entity)| {
            let names = entity.names().chain(entity.weak_names());
            names.map(move |name| (id, entity.level(), name))
        });
        Screener { lexicon: Lexicon::new(names) }
    }

    /// Number of names.
    pub fn n_names(&self) -> usize {
        self.lexicon.n_names()
    }

    /// Bytes of what is filed.
    ///
    /// ```
    /// use marsad::{Entity, Screener};
    /// let screener = Screener::new(&[Entity::new("nato", ["الناتو", "NATO"])]);
    /// assert_eq!(screener.n_names(), 2);
    /// assert!(screener.index_bytes() > 0);
    /// ```
    pub fn index_bytes(&self) -> usize {
        self.lexicon.heap_bytes()
    }

    /// The entities that may be `query`, each once, by its most alike name; the likeliest first, and of
    /// equals the one listed first. Any text is legal. A name of the list finds itself, with score 1.
    ///
    /// Words may stand in another order, be joined or split, or be missing; names may be in the other
    /// script. An entity that may only be found at a stricter level is left out. Cost: about a
    /// millisecond among 100,000 names; allocates.
    pub fn screen(&self, query: &str, options: &ScreenOptions) -> Vec<Candidate<'_>> {
        let mut gather = Gather::default();
        let most = COMPARED.max(options.top.saturating_mul(2));
        let promising = gather.names(&self.lexicon, query, most).to_vec();
        let asked = Form::new(query);
        let mut compared: Vec<Compared<'_>> = Vec::with_capacity(promising.len());
        for found in promising {
            let Some(listed) = self.lexicon.name(found.name) else { continue };
            let name = self.lexicon.text(listed);
            let form = Form::new(name);
            let mut cost = if query == name { i32::MIN } else { asked.cost(&form) };
            let turned = reordered(query, &gather.order(&self.lexicon, listed)).filter(|turned| {
                let turned_cost = Form::new(turned).cost(&form).saturating_add(ORDER);
                let is_better = turned_cost < cost;
                cost = cost.min(turned_cost);
                is_better
            });
            compared.push(Compared {
                entity: listed.entity,
                limit: listed.level,
                name,
                cost,
                promise: found.promise,
                turned,
            });
        }
        compared.sort_by(Compared::by_cost);
        let mut seen = Vec::new();
        let mut candidates = Vec::new();
        for found in compared {
            if seen.contains(&found.entity) {
                continue;
            }
            // spellings that are equal come first; what is far behind can not be among them
            if candidates.len() >= options.top.saturating_add(SPARE) {
                break;
            }
            let candidate = found.candidate(query);
            let is_allowed =
                found.limit.is_none_or(|limit| candidate.level.is_some_and(|level| level <= limit));
            if candidate.score >= options.min_score && is_allowed {
                seen.push(found.entity);
                candidates.push(candidate);
            }
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score)); // stable
        candidates.truncate(options.top);
        candidates
    }
}

/// A name that has been compared.
struct Compared<'s> {
    entity: EntityId,
    limit: Option<Level>,
    name: &'s str,
    cost: i32,
    promise: f32,
    /// The words asked for in the order of the name, where that is better.
    turned: Option<String>,
}

impl<'s> Compared<'s> {
    fn by_cost(&self, other: &Self) -> Ordering {
        self.cost
            .cmp(&other.cost)
            .then(other.promise.total_cmp(&self.promise))
            .then(self.entity.cmp(&other.entity))
            .then(self.name.cmp(other.name))
    }

    fn candidate(&self, query: &str) -> Candidate<'s> {
        let text = self.turned.as_deref().unwrap_or(query);
        let comparison = compare(text, self.name);
        let mut evidence: Vec<Evidence<'static>> =
            comparison.evidence.into_iter().map(owned).collect();
        let (mut score, mut level) = (comparison.score, comparison.level);
        if let Some(turned) = &self.turned {
            let why = |rule, cost| Evidence {
                rule,
                from: Cow::Owned(query.to_owned()),
                to: Cow::Owned(turned.clone()),
                cost,
            };
            if level.is_some_and(|level| level < Level::Variant) {
                evidence.push(why(Rule::Alike, EQUAL));
            }
            evidence.push(why(Rule::Order, ORDER as f32 / 1000.0));
            let sum: i32 = evidence.iter().map(|why| millinats(why.cost)).sum();
            score = score_of(sum);
            level = (score >= VARIANT_FROM).then_some(Level::Variant);
        }
        Candidate { entity: self.entity, name: self.name, score, level, evidence }
    }
}

/// The words of `query` in the order in which a name has them, if it is another: `order` has for words
/// of the name the words of the query that they are like. Words that the name lacks stay where they
/// are.
fn reordered(query: &str, order: &[u8]) -> Option<String> {
    if order.windows(2).all(|two| two.first() <= two.last()) {
        return None;
    }
    let words: Vec<&str> = words(query).collect();
    let mut next = order.iter();
    let turned = (0..).zip(&words).map(|(at, word)| {
        let from = if order.contains(&at) { next.next().copied() } else { None };
        from.and_then(|from| words.get(usize::from(from))).unwrap_or(word).to_owned()
    });
    Some(turned.collect::<Vec<_>>().join(" "))
}

fn owned(why: Evidence<'_>) -> Evidence<'static> {
    Evidence {
        rule: why.rule,
        from: Cow::Owned(why.from.into_owned()),
        to: Cow::Owned(why.to.into_owned()),
        cost: why.cost,
    }
}

/// Thousandths of a nat.
#[expect(clippy::cast_possible_truncation, reason = "costs are far smaller")]
fn millinats(cost: f32) -> i32 {
    (cost * 1000.0).round() as i32
}
