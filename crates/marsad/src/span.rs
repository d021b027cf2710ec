//! Positions: spans over bytes in one of two coordinate systems that do not mix, and the ids of
//! watched entities and their names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;

/// Coordinates of the original text, in bytes of its UTF-8 form.
///
/// ```
/// use marsad::{Orig, Span};
/// assert_eq!(Span::<Orig>::new(0, 10).range(), 0..10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Orig {}

/// Coordinates of a normalised text, in bytes of its UTF-8 form. They do not mix with [`Orig`]:
///
/// ```compile_fail
/// use marsad::{Norm, Orig, Span};
/// let span: Span<Orig> = Span::<Norm>::new(0, 10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Norm {}

/// A half-open range of bytes `[start, end)` in the coordinate system `C`.
///
/// ```
/// use marsad::{Orig, Span};
/// let span: Span<Orig> = Span::new(2, 12);
/// assert_eq!(&"وروسيا"[span.range()], "روسيا");
/// assert_eq!(span.len(), 10);
/// ```
pub struct Span<C> {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    coordinates: PhantomData<C>,
}

impl<C> Span<C> {
    /// The span `[start, end)`; an `end` before `start` is taken as `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        let end = if end < start { start } else { end };
        Span { start, end, coordinates: PhantomData }
    }

    /// Number of bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range as `usize`, to slice with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `inner` lies inside this span (equal spans contain each other).
    ///
    /// ```
    /// use marsad::{Orig, Span};
    /// let (outer, inner): (Span<Orig>, Span<Orig>) = (Span::new(0, 9), Span::new(3, 9));
    /// assert!(outer.contains(inner) && !inner.contains(outer) && inner.overlaps(outer));
    /// ```
    pub const fn contains(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

// Derives would ask the marker for the same traits.
impl<C> Clone for Span<C> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<C> Copy for Span<C> {}
impl<C> PartialEq for Span<C> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<C> Eq for Span<C> {}
impl<C> PartialOrd for Span<C> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<C> Ord for Span<C> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<C> Hash for Span<C> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<C> fmt::Debug for Span<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Number of an entity in the order in which the watchlists gave it, from 0.
///
/// ```
/// use marsad::{Engine, Entity, EntityId};
/// let engine = Engine::builder().entity(Entity::new("nato", ["الناتو"])).build()?;
/// assert_eq!(engine.entity(EntityId(0)).map(|entity| entity.id()), Some("nato"));
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// Number of a name among all names of all entities, from 0, in an order of the engine's own.
///
/// ```
/// use marsad::{Engine, Entity, NameId};
/// let engine = Engine::builder().entity(Entity::new("nato", ["الناتو"])).build()?;
/// assert_eq!(engine.name(NameId(0)), "الناتو");
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);
