//! Copies each document, which is what no normaliser can be faster than.
//! `memcpy FILE stream` copies all behind each other into one large buffer.

use marsad_peers::{Result, documents, normalizer, read, time};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [file, mode] = args.as_slice()
        && mode == "stream"
    {
        let text = read(file)?;
        let mut out = String::with_capacity(text.len());
        let documents = documents(&text);
        let bytes: usize = documents.iter().map(|document| document.len()).sum();
        let line = time(&documents, |document| {
            if out.len() == bytes {
                out.clear();
            }
            out.push_str(document);
            document.len() as u64
        })?;
        println!("{line}");
        return Ok(());
    }
    normalizer(|text, out| out.push_str(text))
}
