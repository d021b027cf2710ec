//! How likely one Arabic letter follows another, against any letter at random.
//!
//! Counted in the articles of `fixtures/news`; written by
//! `MARSAD_WRITE_PAIRS=1 cargo test -p marsad-io pairs`.

/// The row and column of what is before and behind a word.
pub(super) const BORDER: u8 = 0;
/// The row of alef.
pub(super) const ALEF: u8 = 7;
/// The level, as a character, at which a pair is as likely as at random. A level is half a bit.
pub(super) const EVEN: u8 = b'i';

/// A row for what comes first: the border of a word, then the letters from U+0621 to U+063A and from
/// U+0641 to U+064A. In it a level for what comes second.
#[rustfmt::skip]
pub(super) const LEVELS: [&[u8; 37]; 37] = [
    b"aabkaiaokajeggfgcfbhfgbeajekhhkmhfmaj",
    b"pddddddjdggdddddddddddddddddddddddddd",
    b"ggggggggggkgggoggggkggggggggggngkgggg",
    b"iaaaaaaafagdhkjfdjejjfhidkgfhkimoildj",
    b"hhhhhhhkhhnhkhhhhhhhkhhhhhhhkkhhhhmhh",
    b"gccccccccchccfcclfchccgfchfcccpipccck",
    b"iddddddkhmhddddhdmidddhidhddjdjkdjido",
    b"niaaaahagckeehbibkbgbddbagaggdpjkedag",
    b"naafacanfhiabibialbccbagakgcihmhkijam",
    b"paaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    b"oaagaaakjeiahjehakfhhigeejdikcgjhjlgk",
    b"mddddddmdkdddddddlddddddddddhdnnjdhdm",
    b"laaaaaanjghaaeamakkaaaaaahaeaamljklam",
    b"maaaaaaljklgfdaodiaiahghaaakfjjkfakai",
    b"jcccccckkhlcfccicncchkclccckccmkhfhck",
    b"pdafaaamalgdaafhakaeaaaaajagdahihklfn",
    b"mddddddpdjddgddddgddddddddddillgdjidn",
    b"oaadaahmklhaifagacaicggcaheihiafhikhm",
    b"ogdddddndidddidddlgddddddjdgddikdhhdo",
    b"naaffadmkimaiadeahacaaahajacdiilhikdn",
    b"icccccfnkclciccicocccccccfffcickhkgfm",
    b"ibbbbbbmhkebblelbmbbbebbbfhlebmhjblbm",
    b"oddddddoggiddjigdidddddddgdgdddjgdlin",
    b"nccgccgmklfccfcccmcccccfciciicmckflci",
    b"mffffffifkiffffffmfffffffffifffnmlffl",
    b"naaaaaanjkiebaakaldaibedaaabganjkijbi",
    b"nddddddmdgiddddmhlgdgdgiddddddkgidkdo",
    b"ncadadaldgjachaealafaagefiadiaiehhigp",
    b"naaaaaaoljiaaaamakadaggjakadcakhefkhk",
    b"maaaaaanhkkkaaafamhadaaaaaafaemmihkal",
    b"nabjaealjhjeifghehdifhagajghiiimigikk",
    b"naaaeaemfjjdgidjfjcjgiaeakebhgkimgjak",
    b"paaaaaalfhiabgcheacjggaggfbgheaeakick",
    b"paaaaaapecfaaaajkleaaaaaaaaaacjkhajeh",
    b"kbaiagamkdkdhhdjajikdecedicilhmkledak",
    b"pbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    b"obaaaackilibegeialdjefebbiehjejhmijae",
];

/// The row of a letter, or that of the border for any other character.
pub(super) fn row(c: char) -> u8 {
    let row = match c {
        '\u{621}'..='\u{63A}' => u32::from(c) - 0x620,
        '\u{641}'..='\u{64A}' => u32::from(c) - 0x641 + 27,
        _ => 0,
    };
    u8::try_from(row).unwrap_or(BORDER)
}

/// Bits for the second after the first.
pub(super) fn bits(first: u8, second: u8) -> f32 {
    let row = LEVELS.get(usize::from(first));
    let level = row.and_then(|row| row.get(usize::from(second))).copied().unwrap_or(EVEN);
    (f32::from(level) - f32::from(EVEN)) / 2.0
}
