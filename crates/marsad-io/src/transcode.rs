//! A stream in UTF-16, or another encoding in which line ends can not be found byte by byte, as one of
//! UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult};

/// Stands for what could not be decoded. No UTF-8 has this byte, so whoever decodes the record puts
/// U+FFFD for it and counts; and unlike others it counts as one unit of UTF-16.
const MISTAKE: u8 = 0xC0;

/// Most bytes one step of a decoder writes.
const LONGEST: usize = 16;

/// Reads UTF-8, with [`MISTAKE`] for each mistake, off a stream in another encoding.
pub(crate) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    /// Decoded bytes that did not fit what was asked for.
    rest: Vec<u8>,
    is_over: bool,
}

impl<R: BufRead> Transcoder<R> {
    pub(crate) fn new(inner: R, decoder: Decoder) -> Self {
        Transcoder { inner, decoder, rest: Vec::new(), is_over: false }
    }

    /// Decodes what the stream has at hand into `out`, which has room for the longest step.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled + LONGEST <= out.len() && !self.is_over {
            let bytes = self.inner.fill_buf()?;
            let is_last = bytes.is_empty();
            // one place is kept for a mistake
            let room = out.len() - 1;
            let place = out.get_mut(filled..room).unwrap_or_default();
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, place, is_last);
            self.inner.consume(read);
            filled += written;
            match result {
                DecoderResult::InputEmpty => {
                    self.is_over = is_last;
                    // waiting for more would hold up a live stream
                    if filled > 0 {
                        break;
                    }
                }
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(..) => {
                    if let Some(place) = out.get_mut(filled) {
                        *place = MISTAKE;
                        filled += 1;
                    }
                }
            }
        }
        Ok(filled)
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            if out.len() >= 2 * LONGEST {
                return self.decode(out);
            }
            let mut decoded = [0; 4 * LONGEST];
            let n = self.decode(&mut decoded)?;
            self.rest.extend_from_slice(decoded.get(..n).unwrap_or_default());
        }
        let n = self.rest.len().min(out.len());
        for (place, byte) in out.iter_mut().zip(self.rest.drain(..n)) {
            *place = byte;
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    /// The stream as text, read in pieces of `piece` bytes off a buffer of `buffer`.
    fn transcoded(bytes: &[u8], buffer: usize, piece: usize) -> String {
        let inner = BufReader::with_capacity(buffer, bytes);
        let decoder = encoding_rs::UTF_16LE.new_decoder_with_bom_removal();
        let mut transcoder = Transcoder::new(inner, decoder);
        let mut content = Vec::new();
        let mut out = vec![0; piece];
        loop {
            match transcoder.read(&mut out).unwrap() {
                0 => return String::from_utf8_lossy(&content).into_owned(),
                n => content.extend_from_slice(&out[..n]),
            }
        }
    }

    proptest! {
        #[test]
        fn a_stream_is_what_its_units_are(
            units in prop::collection::vec(
                prop_oneof![3 => 0x620..0x650_u16, 1 => 0xD7F0..0xE010_u16, 1 => any::<u16>()],
                0..200,
            ),
            buffer in 1..40_usize,
            piece in 1..80_usize,
        ) {
            prop_assume!(units.first() != Some(&0xFEFF));
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            prop_assert_eq!(transcoded(&bytes, buffer, piece), String::from_utf16_lossy(&units));
        }
    }

    #[test]
    fn the_mark_is_dropped_and_an_odd_byte_is_a_mistake() {
        assert_eq!(transcoded(b"\xFF\xFE\x45\x06\x2F", 3, 100), "م\u{FFFD}");
        assert_eq!(transcoded(b"", 3, 100), "");
    }
}
