"""Writes crates/marsad/src/normalize/compat/camel/tables.rs: the facts behind the `camel-*` profiles.

Run it with CPython 3.11 (Unicode 14.0) from the root of the repository, in an environment with
`emoji==2.16.0 regex six` and, without its dependencies, `camel-tools==1.6.0`:

    python3.11 xtask/python/camel_tables.py

All four packages are read through their public interface; what is written are facts: which code
points CPython calls unassigned or symbols, which strings the emoji package lists (it takes them from
Unicode's emoji-test.txt), what the character maps of CAMeL Tools give for every code point.
"""

import sys
import unicodedata

import regex
from camel_tools.utils.charmap import CharMapper
from emoji import EMOJI_DATA

PATH = "crates/marsad/src/normalize/compat/camel/tables.rs"
SCALARS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
SCHEMES = ["bw", "safebw", "xmlbw", "hsb"]

assert unicodedata.unidata_version == "14.0.0", "CPython 3.11 is wanted"


def char(c):
    return f"'\\u{{{ord(c):x}}}'"


def rows(items, out):
    line = ""
    for item in items:
        if len(line) + len(item) + 2 > 92:
            out.append("    " + line.rstrip())
            line = ""
        line += item + ", "
    out.append("    " + line.rstrip())


def ranges(chars):
    found = []
    for code in sorted(map(ord, chars)):
        if found and found[-1][1] + 1 == code:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def array(name, doc, kind, items, out):
    out.append(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: &[{kind}] = &[")
    rows(items, out)
    out.append("];")


def char_set(name, doc, chars, out):
    codes = set(map(ord, chars))
    blocks, index = [0], []
    for start in range(0, 0x10000, 64):
        bits = sum(1 << k for k in range(64) if start + k in codes)
        if bits not in blocks:
            blocks.append(bits)
        index.append(str(blocks.index(bits)))
    assert len(blocks) <= 256
    above = [f"({a:#x}, {b:#x})" for a, b in ranges(c for c in chars if ord(c) > 0xFFFF)]
    out.append(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: CharSet = CharSet {{")
    for field, items in [("index", index), ("blocks", map(hex, blocks)), ("ranges", above)]:
        out.append(f"    {field}: &[")
        rows(items, out)
        out.append("    ],")
    out.append("};")


def template(text):
    """Tones as T, a second one that differs from the first as D, joiners as +, FE0F as v."""
    out, first = "", None
    for c in text:
        if 0x1F3FB <= ord(c) <= 0x1F3FF:
            out += "T" if first in (None, c) else "D"
            first = first or c
        else:
            out += {"\u200d": "+", "\ufe0f": "v"}.get(c, c)
    return out


def escaped(text):
    """With what has no shape of its own spelled out."""
    return "".join(f"\\u{{{ord(c):x}}}" if c == "\u20e3" or ord(c) > 0xE0000 else c for c in text)


def sequences():
    """Templates of the listed strings of several code points; each stands for all its tones."""
    found = {}
    for text in EMOJI_DATA:
        if len(text) > 1:
            found.setdefault(template(text), set()).add(text)
    for key, texts in found.items():
        tones = 1
        if "T" in key:
            tones = 20 if "D" in key else 5
        assert len(texts) == tones, key
    return sorted(found, key=str.encode)


def map_rows(mapper):
    """Ranges of code points that are not deleted, with what they become."""
    found = []
    for c in SCALARS:
        to = mapper.map_string(c)
        if to == "":
            continue
        kept = to == c
        if len(to) == 1:
            to = "To::Same" if kept else f"To::Char({char(to)})"
        else:
            to = 'To::Str("' + "".join(f"\\u{{{ord(x):x}}}" if ord(x) > 126 else x for x in to) + '")'
        if found and ord(found[-1][1]) + 1 == ord(c) and found[-1][2] == to:
            found[-1][1] = c
        else:
            found.append([c, c, to])
    return [f"({char(a)}, {char(b)}, {to})" for a, b, to in found]


def main():
    emoji = [c for c in SCALARS if regex.fullmatch(r"\p{Emoji}", c)]
    matched = {c for c in SCALARS if regex.fullmatch(r"\p{S}|\p{P}", c)}
    listed = {c for c in SCALARS if unicodedata.category(c)[0] in "SP" and c in matched}
    listed |= {c for c in EMOJI_DATA if len(c) == 1}
    assert all(c in matched or c in emoji for c in listed)
    templates = sequences()
    longest = max(len(text) for text in EMOJI_DATA)
    latin = [CharMapper.builtin_mapper("ar2" + scheme).map_string for scheme in SCHEMES]
    spelled = [c for c in SCALARS if any(f(c) != c for f in latin)]
    assert all(len(f(c)) == 1 for c in spelled for f in latin)

    out = [
        f"""\
//! Facts behind the `camel-*` profiles, as CPython 3.11 (Unicode 14.0), regex {regex.__version__}, emoji
//! 2.16.0 (BSD-3-Clause; its list is that of Unicode's emoji-test.txt) and CAMeL Tools 1.6.0 (MIT)
//! have them. Written by `xtask/python/camel_tables.py`; do not edit.

use super::super::To;
use crate::chars::classes::CharSet;"""
    ]
    unassigned = [c for c in SCALARS if unicodedata.category(c) == "Cn"]
    array(
        "UNASSIGNED",
        "Inclusive ranges that Unicode 14.0 leaves unassigned, ascending.",
        "(u32, u32)",
        [f"({a:#x}, {b:#x})" for a, b in ranges(unassigned)],
        out,
    )
    char_set(
        "SYMBOLS",
        "Single characters that are a token: punctuation and symbols of Unicode 14.0, listed emoji.",
        listed,
        out,
    )
    char_set("EMOJI", "Characters with the property `Emoji`, ASCII digits among them.", emoji, out)
    out.append(
        "\n/// Number of code points of the longest listed emoji.\n"
        f"pub(super) const LONGEST_EMOJI: usize = {longest};"
    )
    array(
        "EMOJI_SEQUENCES",
        "Listed emoji of several code points, in order of their bytes: `T` is a skin tone, `D` one "
        "that\n/// differs from that of `T`, `+` a joiner, `v` U+FE0F.",
        "&str",
        [f'"{escaped(t)}"' for t in templates],
        out,
    )
    array(
        "ARCLEAN",
        "What `arclean` leaves, as inclusive ranges, ascending.",
        "(char, char, To)",
        map_rows(CharMapper.builtin_mapper("arclean")),
        out,
    )
    array(
        "LATIN",
        "The Arabic letters in Buckwalter's, safe Buckwalter's, XML Buckwalter's and "
        "Habash-Soudi-Buckwalter's\n/// spelling, ascending.",
        "(char, [char; 4])",
        [f"({char(c)}, [{', '.join(char(f(c)) for f in latin)}])" for c in spelled],
        out,
    )
    with open(PATH, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    sys.exit(main())
