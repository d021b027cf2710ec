"""Writes the tables of facts behind the profiles of Python peers, measured rather than typed:

    compat/python/tables.rs   what CPython's `re` calls a word character and a digit
    compat/html/entities.rs   the named character references of HTML (WHATWG), as CPython has them
    compat/bert/tables.rs     what the BertNormalizer of Hugging Face tokenizers does to characters

Run by CPython 3.11 (Unicode 14.0) with tokenizers 0.23.3 installed, from the root of the
repository; the results are committed. A change of any of them is a change of a peer's version.
"""
import html
import os
import re
import sys
import unicodedata
from html.entities import html5

from tokenizers.normalizers import BertNormalizer

assert sys.version_info[:2] == (3, 11) and unicodedata.unidata_version == "14.0.0"
ROOT = "crates/marsad/src/normalize/compat"
SCALARS = [*range(0xD800), *range(0xE000, 0x110000)]


def runs(codes):
    """Ascending codes as inclusive ranges."""
    out = []
    for code in codes:
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return out


def filled(items, indent=4, width=100):
    """Items with commas, as many a line as fit."""
    lines, line = [], " " * indent
    for item in items:
        if len(line) + len(item) + 1 > width:
            lines.append(line.rstrip())
            line = " " * indent
        line += item + ", "
    return "\n".join([*lines, line.rstrip()])


def char_set(name, about, codes):
    """A `CharSet`: bits of the basic plane in blocks of 64, each different one once; ranges above."""
    index, blocks, codes = [], [], set(codes)
    for first in range(0, 0x10000, 64):
        bits = sum(1 << k for k in range(64) if first + k in codes)
        if bits not in blocks:
            blocks.append(bits)
        index.append(blocks.index(bits))
    assert len(blocks) < 256
    above = runs(sorted(c for c in codes if c >= 0x10000))
    return f"""
/// {about}
#[rustfmt::skip]
pub(super) static {name}: CharSet = CharSet {{
    index: &[
{filled(map(str, index), 8)}
    ],
    blocks: &[
{filled((f"{b:#x}" for b in blocks), 8)}
    ],
    ranges: &[
{filled((f"({a:#x}, {b:#x})" for a, b in above), 8)}
    ],
}};
"""


def ranges(name, about, codes):
    return f"""
/// {about}
#[rustfmt::skip]
pub(super) static {name}: &[(u32, u32)] = &[
{filled(f"({a:#x}, {b:#x})" for a, b in runs(codes))}
];
"""


def write(path, head, *parts):
    path = os.path.join(ROOT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "".join(parts))


HEAD = "//! {} Written by `xtask/python/peer_tables.py`; do not edit.\n"
USE_SET = "\nuse crate::chars::classes::CharSet;\n"


def python():
    word = [c for c in SCALARS if re.match(r"\w", chr(c))]
    digit = [c for c in SCALARS if re.match(r"\d", chr(c))]
    write(
        "python/tables.rs",
        HEAD.format("Classes of characters of CPython 3.11, which has Unicode 14.0."),
        USE_SET,
        char_set("WORD", "What `\\w` matches.", word),
        ranges("DIGIT", "What `\\d` matches, as ascending inclusive ranges.", digit),
    )


def entities():
    def text(value):
        special = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}
        shown = lambda c: special.get(c, c if "!" <= c <= "~" else f"\\u{{{ord(c):X}}}")
        return "".join(map(shown, value))

    rows = [f'("{name}", "{text(value)}")' for name, value in sorted(html5.items())]
    write(
        "html/entities.rs",
        HEAD.format("Named character references of HTML: names without `&`, sorted, and their text."),
        f"""
/// All of them; names that may stand without `;` are there both ways.
#[rustfmt::skip]
pub(super) static ENTITIES: [(&str, &str); {len(rows)}] = [
{filled(rows)}
];
""",
    )


def bert():
    one = {c: BertNormalizer().normalize_str(chr(c)) for c in SCALARS}
    category = lambda c: unicodedata.category(chr(c))
    gone = [c for c in SCALARS if one[c] == ""]
    marks = [c for c in gone if category(c) in ("Mn", "Mc")]
    controls = [c for c in gone if category(c) not in ("Mn", "Mc")]
    stable = lambda c: unicodedata.normalize("NFD", chr(c)) == chr(c)
    lower = {
        c: ord(o)
        for c, o in one.items()
        if len(o) == 1 and ord(o) != c and o != " " and stable(c)
    }
    # (first, last, step, first of the results)
    rows, left = [], sorted(lower)
    while left:
        best = []
        for step in (1, 2):
            run, offset = [left[0]], lower[left[0]] - left[0]
            while lower.get(run[-1] + step) == run[-1] + step + offset:
                if step == 2 and run[-1] + 1 in lower:
                    break
                run.append(run[-1] + step)
            if len(run) > len(best):
                best = run
        step = best[1] - best[0] if len(best) > 1 else 1
        rows.append(f"({best[0]:#x}, {best[-1]:#x}, {step}, {lower[best[0]]:#x})")
        left = sorted(set(left) - set(best))
    probe = BertNormalizer().normalize_str
    low, high = "\U00011446", "\u08d4"  # kept marks of combining classes 7 and 230
    moved = [
        c
        for c in SCALARS
        if one[c] == chr(c)
        and (probe("a" + high + chr(c)) != "a" + high + chr(c) or probe("a" + chr(c) + low) != "a" + chr(c) + low)
    ]
    write(
        "bert/tables.rs",
        HEAD.format("Classes of characters of the BertNormalizer of tokenizers 0.23.3."),
        USE_SET,
        ranges("CONTROLS", "Deleted before all else: controls, format and private characters.", controls),
        char_set("MARKS", "Deleted after decomposition: the nonspacing marks of its old Unicode.", marks),
        ranges("MOVED", "Kept although they have a combining class, so that they are put in order.", moved),
        f"""
/// Lower case of letters without decomposition: first and last, step, lower case of the first.
#[rustfmt::skip]
pub(super) static LOWER: &[(u32, u32, u32, u32)] = &[
{filled(rows)}
];
""",
    )
    digest = 0xCBF29CE484222325
    for c in SCALARS:
        for byte in (one[c] + "\n").encode():
            digest = ((digest ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    print(f"digest of what becomes of every character: {digest:#018x}")


assert html.unescape("&notit;") == "\u00acit;"
python()
entities()
bert()
