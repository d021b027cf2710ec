//! The table by which vector kernels without a compress take bytes out, eight at a time.
#![expect(clippy::cast_possible_truncation, reason = "bits of a byte")]

/// For each set of kept bytes of eight, where they come from.
pub(crate) static PACK: [u64; 256] = {
    let mut table = [0x8080_8080_8080_8080; 256];
    let mut keep = 0;
    while keep < 256 {
        let (mut lanes, mut n, mut bit) = ([0x80; 8], 0, 0);
        while bit < 8 {
            if keep >> bit & 1 == 1 {
                lanes[n] = bit as u8;
                n += 1;
            }
            bit += 1;
        }
        table[keep] = u64::from_le_bytes(lanes);
        keep += 1;
    }
    table
};
