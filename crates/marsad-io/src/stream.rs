//! Opened inputs: bytes counted as they come off the disk, decompressed by what they are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::error::{InputError, InputErrorKind};
use crate::source::{Compression, Source, extensions};

/// Bytes asked from the operating system, and held after decompression, at a time. Who asks for more
/// has it read into the place given, past this buffer.
const BUFFER: usize = 64 * 1024;

/// How many bytes have been taken from files and standard input so far; compressed input counts as
/// it stands on disk. Clones count together and may be read from any thread.
///
/// ```
/// use marsad_io::{Documents, InputOptions};
/// let documents = Documents::new(Vec::new(), InputOptions::default());
/// assert_eq!(documents.progress().bytes(), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts what it reads and asks again when a signal came between.
struct Counted<R> {
    inner: R,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.progress.0.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// A decompressed stream of bytes.
pub(crate) type Bytes<'r> = Box<dyn BufRead + Send + 'r>;

/// Opens a source.
pub(crate) fn open(source: &Source, progress: &Progress) -> Result<Bytes<'static>, InputError> {
    let name = source.shared_name();
    match source.path() {
        None => decompress(io::stdin(), name, progress),
        Some(path) => match File::open(path) {
            Ok(file) => decompress(file, name, progress),
            Err(error) => Err(InputError::io(name, error)),
        },
    }
}

/// The content of `reader`, decompressed when it begins like gzip or Zstandard.
///
/// # Errors
/// A name that ends in `.gz` or `.zst` on content that is something else; a failing reader.
pub(crate) fn decompress<'r>(
    reader: impl Read + Send + 'r,
    name: Arc<str>,
    progress: &Progress,
) -> Result<Bytes<'r>, InputError> {
    let mut reader = Counted { inner: reader, progress: progress.clone() };
    let head = match read_head(&mut reader) {
        Ok(head) => head,
        Err(error) => return Err(InputError::io(name, error)),
    };
    let (_, named) = extensions(&name);
    let found = sniff(&head);
    if let Some(named) = named
        && found != Some(named)
    {
        let says = |compression| match compression {
            Some(Compression::Gzip) => "gzip",
            Some(Compression::Zstd) => "Zstandard",
            None if head.is_empty() => "empty",
            None => "neither gzip nor Zstandard",
        };
        let reason = format!("named as {}, but its content is {}", says(Some(named)), says(found));
        return Err(InputError::new(InputErrorKind::NotCompressed, name, reason));
    }
    let raw = BufReader::with_capacity(BUFFER, io::Cursor::new(head).chain(reader));
    Ok(match found {
        None => Box::new(raw),
        Some(Compression::Gzip) => {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw)))
        }
        Some(Compression::Zstd) => match zstd::Decoder::with_buffer(raw) {
            Ok(decoder) => Box::new(BufReader::with_capacity(BUFFER, decoder)),
            Err(error) => return Err(InputError::io(name, error)),
        },
    })
}

/// The first bytes: one, and up to four when the first is not that of a text. Waiting for more could
/// hold up a live stream whose first line is short.
fn read_head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    reader.take(1).read_to_end(&mut head)?;
    if matches!(head.first(), Some(0x1F | 0x28 | 0x50..=0x5F)) {
        reader.take(3).read_to_end(&mut head)?;
    }
    Ok(head)
}

fn sniff(head: &[u8]) -> Option<Compression> {
    match head {
        [0x1F, 0x8B, ..] => Some(Compression::Gzip),
        // a frame, or a skippable frame before one
        [0x28, 0xB5, 0x2F, 0xFD] | [0x50..=0x5F, 0x2A, 0x4D, 0x18] => Some(Compression::Zstd),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) fn zstandard(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).unwrap()
    }

    fn read(name: &str, bytes: &[u8]) -> Result<Vec<u8>, InputError> {
        let mut content = Vec::new();
        decompress(bytes, name.into(), &Progress::default())?
            .read_to_end(&mut content)
            .map_err(|error| InputError::io(name.into(), error))?;
        Ok(content)
    }

    #[test]
    fn content_decides_what_is_decompressed() {
        let text = "نص".repeat(100_000).into_bytes();
        for name in ["a.txt", "-"] {
            assert_eq!(read(name, &text).unwrap(), text);
            assert_eq!(read(name, &gzip(&text)).unwrap(), text);
            assert_eq!(read(name, &zstandard(&text)).unwrap(), text);
        }
        assert_eq!(read("a", b"").unwrap(), b"");
        assert_eq!(read("a", b"(").unwrap(), b"(");
        assert_eq!(read("a", b"PQ").unwrap(), b"PQ");
        assert_eq!(read("a", b"\x1F\x8A").unwrap(), b"\x1F\x8A");
    }

    #[test]
    fn several_members_and_frames_are_one_content() {
        assert_eq!(read("a.gz", &[gzip(b"ab"), gzip(b""), gzip(b"cd")].concat()).unwrap(), b"abcd");
        let skippable = b"\x50\x2A\x4D\x18\x02\0\0\0xx".to_vec();
        let frames = [skippable, zstandard(b"ab"), zstandard(b"cd")].concat();
        assert_eq!(read("a.zst", &frames).unwrap(), b"abcd");
    }

    #[test]
    fn a_name_that_promises_too_much_is_an_error() {
        for (name, bytes, text) in [
            (
                "a.txt.gz",
                b"plain".to_vec(),
                "a.txt.gz: named as gzip, but its content is neither gzip nor Zstandard",
            ),
            ("a.gz", zstandard(b"a"), "a.gz: named as gzip, but its content is Zstandard"),
            ("a.zst", Vec::new(), "a.zst: named as Zstandard, but its content is empty"),
        ] {
            let error = read(name, &bytes).unwrap_err();
            assert_eq!(error.kind(), InputErrorKind::NotCompressed);
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn a_broken_off_stream_is_an_error() {
        let text: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        for whole in [gzip(&text), zstandard(&text)] {
            let error = read("a", whole.get(..whole.len() / 2).unwrap()).unwrap_err();
            assert_eq!(error.kind(), InputErrorKind::Read);
            assert!(error.to_string().starts_with("a: could not be read: "), "{error}");
        }
    }

    #[test]
    fn progress_counts_bytes_on_disk() {
        let packed = gzip(&[b'a'; 100_000]);
        let progress = Progress::default();
        let mut bytes = decompress(packed.as_slice(), "a".into(), &progress).unwrap();
        let mut content = Vec::new();
        bytes.read_to_end(&mut content).unwrap();
        assert_eq!(progress.bytes(), packed.len() as u64);
    }
}
