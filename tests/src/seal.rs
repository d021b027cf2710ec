//! Bytes with the header and the checksums of a compiled list, whatever they hold: what damage to a list
//! looks like when no checksum tells of it. By `docs/format.md`, not by the code that reads lists.

use marsad::Engine;
use xxhash_rust::xxh3::xxh3_64;

const HEADER: usize = 64;
/// Bytes of a section in the table.
const ENTRY: usize = 32;

/// Sets the header and all checksums right; the table of sections stays as it is.
pub fn seal(bytes: &[u8], fingerprint: u64) -> Vec<u8> {
    let mut sealed = bytes.to_vec();
    sealed.resize(bytes.len().max(HEADER).next_multiple_of(8), 0);
    let room = (sealed.len() - HEADER) / ENTRY;
    let n_sections = read(&sealed, 32, 4).min(room as u64);
    let fields: [(usize, &[u8]); 7] = [
        (0, b"\x89MRSD\r\n\x1A"),
        (8, &Engine::FORMAT_VERSION.to_ne_bytes()),
        (12, &0x0102_0304u32.to_ne_bytes()),
        (16, &(sealed.len() as u64).to_ne_bytes()),
        (24, &fingerprint.to_ne_bytes()),
        (32, &n_sections.to_ne_bytes()),
        (48, &[0; 16]),
    ];
    fields.into_iter().for_each(|(at, field)| write(&mut sealed, at, field));
    let table = HEADER..HEADER + ENTRY * usize::try_from(n_sections).unwrap_or(0);
    for at in table.clone().step_by(ENTRY) {
        let place = |at| usize::try_from(read(&sealed, at, 8)).unwrap_or(usize::MAX);
        let (start, len) = (place(at + 8), place(at + 16));
        let content = sealed.get(start..start.saturating_add(len)).unwrap_or_default();
        let checksum = xxh3_64(content).to_ne_bytes();
        write(&mut sealed, at + 24, &checksum);
    }
    let checksum = xxh3_64(&[&sealed[..40], &sealed[table]].concat());
    write(&mut sealed, 40, &checksum.to_ne_bytes());
    sealed
}

/// A number of so many bytes, in the order of the machine.
fn read(bytes: &[u8], at: usize, len: usize) -> u64 {
    let mut number = [0; 8];
    let place = if cfg!(target_endian = "big") { 8 - len } else { 0 };
    number[place..place + len].copy_from_slice(&bytes[at..at + len]);
    u64::from_ne_bytes(number)
}

fn write(bytes: &mut [u8], at: usize, field: &[u8]) {
    bytes[at..at + field.len()].copy_from_slice(field);
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad::Entity;

    #[test]
    fn a_list_is_sealed_already() {
        let engine = Engine::builder().entity(Entity::new("nile", ["النيل"])).build().unwrap();
        let bytes = engine.to_bytes().unwrap();
        assert_eq!(seal(&bytes, engine.fingerprint()), *bytes);
        let mut damaged = bytes.to_vec();
        damaged[9] ^= 1;
        damaged[41] ^= 1;
        damaged[HEADER + 24] ^= 1;
        assert_eq!(seal(&damaged, engine.fingerprint()), *bytes);
        for len in 0..200 {
            assert!(Engine::open(seal(&bytes[..len], engine.fingerprint())).is_err());
        }
    }
}
