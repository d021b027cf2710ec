//! The vector scanner, written once. Each set of instructions gives its lanes and masks in a module
//! of its own (`avx512`, `avx2`, `neon`) and gets `fold` and `same` from here: the bytes, the edits
//! and the stops of the portable form.
//!
//! A step looks at one block of lanes that begins with a character. The bytes behind D8 and D9, most
//! of Arabic, are looked up in a table of 64 for each; ASCII has its own. Whatever else a block
//! holds is looked up lead by lead, in tables of the same size, and only in blocks that hold it:
//! other characters of two bytes, and those of three by rows that share their first two bytes, unless
//! the whole row is kept. What is dropped is taken out by one compress.
//!
//! What a module gives: `LANES`, at most 64; `SLACK`, how many bytes more than the text has may be
//! written; the types `Lanes` and `Mask`, `Hot` (the tables of every block, in registers) and
//! `Index` (bytes prepared for look-ups); and the functions used below.

/// How far ahead text is asked from memory: the hardware prefetcher stops at 4 KiB pages.
pub(super) const PREFETCH: usize = 4096;

macro_rules! scanner {
    ($features:literal) => {
        use $crate::chars::scan::table::{STOP, TURNED, VectorTable};
        use $crate::chars::scan::vector::PREFETCH;
        use $crate::chars::scan::{Edits, FoldTable, scalar, tell};

        /// What one step makes of its block.
        struct Step {
            /// The block, character by character what it becomes; what is dropped stands between.
            lanes: Lanes,
            /// Lanes that go to the output.
            keep: u64,
            /// Bytes of the text that have none in the output: of a character that becomes
            /// shorter, the last ones.
            gone: u64,
            /// How many lanes are done; whole characters.
            taken: usize,
            /// Whether the character behind them is for the portable form to decide.
            stopped: bool,
            /// Whether any of the lanes done changed.
            changed: bool,
        }

        /// See [`scalar::fold`].
        #[target_feature(enable = $features)]
        pub(super) fn fold<E: Edits>(
            table: &FoldTable,
            text: &str,
            from: usize,
            out: &mut String,
            edits: &mut E,
        ) -> usize {
            if !text.is_char_boundary(from) {
                return text.len();
            }
            let src = text.as_bytes();
            let Some(hot) = Hot::new(table.vector()) else {
                return scalar::fold(table, text, from, out, edits);
            };
            out.reserve(src.len() - from + SLACK);
            // SAFETY: only whole characters are appended: a step takes whole characters of the
            // text, and each becomes the output of its table entry, a character or nothing.
            let vec = unsafe { out.as_mut_vec() };
            let written = vec.len();
            // SAFETY: `written` is at most the capacity.
            let dst = unsafe { vec.as_mut_ptr().add(written) };
            let dropped = edits.dropped();
            let mut o = 0;
            let end = scan::<E>(&hot, table, text, from, |i, step| {
                // SAFETY: `o` is at most `i - from`, since no entry is longer than its character,
                // and `src.len() - from + SLACK` bytes are reserved at `dst`.
                let at = unsafe { dst.add(o) };
                // SAFETY: the lanes kept are no more than the rest of the text has bytes, and
                // SLACK bytes more are reserved.
                o += unsafe { store(step.lanes, step.keep, step.taken, at) };
                if E::RECORD {
                    tell(dropped, i, step.gone);
                }
                if !step.stopped {
                    return Some(0);
                }
                // SAFETY: `o` is at most as far as the step in the text, as above.
                let at = unsafe { dst.add(o) };
                // SAFETY: four bytes at `at` are inside the reserved room.
                let one = unsafe { scalar::one::<E>(table, text, i + step.taken, at, dropped) };
                let (read, written) = one?;
                o += written;
                Some(read)
            });
            // SAFETY: the room was reserved, and the `o` bytes before were written.
            unsafe { vec.set_len(written + o) };
            end
        }

        /// See [`scalar::same`].
        #[target_feature(enable = $features)]
        pub(super) fn same(table: &FoldTable, text: &str, from: usize) -> usize {
            let Some(hot) = Hot::new(table.vector()) else {
                return scalar::same(table, text, from);
            };
            let mut changed = None;
            let end = scan::<()>(&hot, table, text, from, |i, step| {
                if step.changed {
                    changed = Some(scalar::same(table, text, i));
                    return None;
                }
                if !step.stopped {
                    return Some(0);
                }
                let c = text.get(i + step.taken..).and_then(|rest| rest.chars().next());
                c.filter(|&c| table.keeps(c)).map(char::len_utf8)
            });
            changed.unwrap_or(end)
        }

        /// The bytes of `src` from `at` on; 0 behind its end.
        #[inline]
        #[target_feature(enable = $features)]
        fn window(src: &[u8], at: usize) -> Lanes {
            match src.get(at..).and_then(<[u8]>::first_chunk) {
                Some(block) => load(block),
                None => part(src.get(at..).unwrap_or_default()),
            }
        }

        /// Goes over `text` from `from` on, step by step. `each` gets the place of a step and the step;
        /// when the step stopped it says how many bytes to go on, and by `None` that this is the end.
        #[inline]
        #[target_feature(enable = $features)]
        fn scan<E: Edits>(
            hot: &Hot,
            table: &FoldTable,
            text: &str,
            from: usize,
            mut each: impl FnMut(usize, &Step) -> Option<usize>,
        ) -> usize {
            let src = text.as_bytes();
            let mut i = from;
            while i < src.len() {
                let rest = src.get(i..).unwrap_or_default();
                let (v, valid, mut taken) = match rest.first_chunk::<LANES>() {
                    Some(block) => {
                        prefetch(block.as_ptr().wrapping_add(PREFETCH));
                        // a lead in the last lane waits for its trail
                        (load(block), ALL, LANES - usize::from(block[LANES - 1] >= 0xC0))
                    }
                    None => (part(rest), ALL >> (LANES - rest.len()), rest.len()),
                };
                // each lane's byte before; the first lane begins a character, whatever is there
                let before = match i.checked_sub(1) {
                    Some(at) => window(src, at),
                    None => shifted(rest),
                };
                let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
                let trails = or(after_d8, after_d9);
                let leads = bits(eq(masked(v, 0xFE), 0xD8));
                let mut r = hot.look_up(v, after_d8, after_d9);
                let mut stopped = false;
                let special = bits(at_least(r, TURNED)) & !leads & valid;
                if special | hot.turns != 0 {
                    let turned = and(trails, and(at_least(r, TURNED), below(r, STOP)));
                    r = select(turned, masked(r, 0xBF), r);
                    r = select(earlier(turned), flipped(r), r);
                    if special & !bits(turned) != 0 {
                        let next = window(src, i + 1);
                        let persian = bits(eq(masked(v, 0xFE), 0xDA));
                        if persian != 0 {
                            r = look_up_persian(table.vector(), v, before, next, r);
                        }
                        let left = bits(at_least(r, TURNED)) & !(leads | persian);
                        if (left | bits(eq(r, STOP))) & valid != 0 {
                            let block = Block { i, v, before, next, trails: bits(trails), taken };
                            (r, stopped, taken) = rarer(table, src, &block, r);
                        }
                    }
                }
                let done = low_bits(taken);
                let nothing = bits(eq(r, 0));
                // behind D8 and D9: what became ASCII loses its lead
                let short = bits(trails) & !high(r);
                let lost = nothing | short >> 1;
                let step = Step {
                    lanes: r,
                    keep: !lost & done,
                    gone: if E::RECORD {
                        (nothing | short | (short & nothing) >> 1) & done
                    } else {
                        0
                    },
                    taken,
                    stopped,
                    changed: (different(r, v) | lost) & done != 0,
                };
                let more = each(i, &step);
                i += taken;
                match more {
                    Some(n) => i += n,
                    None => break,
                }
            }
            i
        }

        /// Looks up the characters that begin with DA and DB.
        #[inline]
        #[target_feature(enable = $features)]
        fn look_up_persian(
            vector: &VectorTable,
            v: Lanes,
            before: Lanes,
            next: Lanes,
            mut r: Lanes,
        ) -> Lanes {
            let (index, next_index) = (index(v), index(next));
            for lead in [0xDA, 0xDB] {
                let [first, second] = &vector.two[usize::from(lead & 31)];
                r = select(eq(before, lead), look_up(second, &index), r);
                r = select(eq(v, lead), look_up(first, &next_index), r);
            }
            r
        }

        /// A block with characters that are looked up lead by lead.
        struct Block {
            i: usize,
            v: Lanes,
            /// The bytes before and behind each lane's.
            before: Lanes,
            next: Lanes,
            /// Lanes behind D8 and D9.
            trails: u64,
            taken: usize,
        }

        /// Looks up the characters of a block that are in no other table. Returns its lanes, and
        /// whether and before which lane the scanner stops.
        #[target_feature(enable = $features)]
        fn rarer(
            table: &FoldTable,
            src: &[u8],
            block: &Block,
            mut r: Lanes,
        ) -> (Lanes, bool, usize) {
            let &Block { i, v, before, next, trails, taken } = block;
            let vector = table.vector();
            let byte = |lane: usize| src.get(i + lane).copied().unwrap_or(0);
            let (index, next_index) = (index(v), index(next));
            let multi = at_least(v, 0xC0);
            let three_or_four = bits(at_least(v, 0xE0));
            let mut stop = 0;

            let mut two = bits(multi) & !three_or_four & !bits(eq(masked(v, 0xFC), 0xD8));
            let cut = bits(multi) & LAST;
            while two != 0 {
                let lead = byte(two.trailing_zeros() as usize);
                let [first, second] = &vector.two[usize::from(lead & 31)];
                let at = eq(v, lead);
                r = select(eq(before, lead), look_up(second, &index), r);
                r = select(at, look_up(first, &next_index), r);
                two &= !bits(at);
            }

            let four = bits(at_least(v, 0xF0));
            let mut three = three_or_four & !four;
            let mut waits = cut | three & (LAST | LAST >> 1);
            if three != 0 {
                // second bytes of rows that are kept
                let rows = select(
                    eq(masked(before, 0xF8), 0xE8),
                    look_up(&vector.kept_rows[1], &index),
                    look_up(&vector.kept_rows[0], &index),
                );
                let kept = bits(share_bits(rows, bit_of(before))) & three << 1;
                // where the second byte is in the next block the character waits
                three &= !(kept >> 1 | LAST);
                let after = window(src, i + 2);
                let after_index = self::index(after);
                while three != 0 {
                    let lane = three.trailing_zeros() as usize;
                    let (lead, second) = (byte(lane), byte(lane + 1));
                    let firsts = and(eq(v, lead), eq(next, second));
                    three &= !bits(firsts) & !(1 << lane);
                    let Some(row) = table.row(lead, second) else {
                        stop |= bits(firsts);
                        continue;
                    };
                    let seconds = and(eq(before, lead), eq(v, second));
                    r = select(firsts, look_up(&row.bytes[0], &after_index), r);
                    r = select(seconds, look_up(&row.bytes[1], &next_index), r);
                    r = select(later(seconds), look_up(&row.bytes[2], &index), r);
                }
            }
            if four != 0 {
                waits |= four & (LAST | LAST >> 1 | LAST >> 2);
                let kept = bits(and(eq(before, 0xF0), eq(look_up(&vector.kept_astral, &index), 1)));
                stop |= four & !(kept >> 1) & !LAST;
            }
            // the entry of a character behind D8 and D9 is in its last lane, of others in the first
            let stops = bits(eq(r, STOP));
            stop |= stops & !trails | (stops & trails) >> 1;
            let end = (stop | waits).trailing_zeros() as usize;
            let stopped = end < taken && stop >> end & 1 == 1;
            (r, stopped, taken.min(end))
        }
    };
}
pub(super) use scanner;
