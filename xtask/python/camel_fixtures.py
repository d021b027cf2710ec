"""Holds fixtures/compat/camel.toml to CAMeL Tools, and writes fixtures/compat/camel-scalars.tsv: what
it makes of every scalar value, as checksums.

Run it from the root of the repository, in the environment that `camel_tables.py` describes.
"""

import sys
import tomllib
import unicodedata
import zlib

from camel_tools.tokenizers.word import simple_word_tokenize
from camel_tools.utils import dediac, normalize
from camel_tools.utils.charmap import CharMapper

RANGES = [(0, 0x7FF), (0x800, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF)]
CONTEXTS = [("", ""), ("\u0628", "\u062c"), ("\u0627\u0651", "\u064e\u0655\u0654")]

assert unicodedata.unidata_version == "14.0.0", "CPython 3.11 is wanted"


def full(text):
    text = dediac.dediac_ar(normalize.normalize_unicode(text))
    text = normalize.normalize_alef_ar(normalize.normalize_alef_maksura_ar(text))
    return normalize.normalize_teh_marbuta_ar(text)


PROFILES = {
    "camel-nfkc": normalize.normalize_unicode,
    "camel-nfc": lambda text: normalize.normalize_unicode(text, compatibility=False),
    "camel-alef": normalize.normalize_alef_ar,
    "camel-alef-maksura": normalize.normalize_alef_maksura_ar,
    "camel-teh-marbuta": normalize.normalize_teh_marbuta_ar,
    "camel-dediac": dediac.dediac_ar,
    "camel-full": full,
    "camel-arclean": CharMapper.builtin_mapper("arclean"),
    "camel-words": simple_word_tokenize,
    "camel-bw": CharMapper.builtin_mapper("ar2bw"),
    "camel-safebw": CharMapper.builtin_mapper("ar2safebw"),
    "camel-xmlbw": CharMapper.builtin_mapper("ar2xmlbw"),
    "camel-hsb": CharMapper.builtin_mapper("ar2hsb"),
}


def check_cases():
    wrong = 0
    with open("fixtures/compat/camel.toml", "rb") as file:
        cases = tomllib.load(file)["case"]
    for case in cases:
        for profile in case.keys() - {"name", "text"}:
            found = PROFILES[profile](case["text"])
            if found != case[profile]:
                wrong += 1
                print(f"{case['name']}: {profile} gives {found!a}")
    return wrong


def lines():
    yield "# CRC-32 of what each character of a range becomes between two strings, a line feed behind"
    yield "# each (a line a token for camel-words). CAMeL Tools 1.6.0, CPython 3.11, emoji 2.16.0; written"
    yield "# by xtask/python/camel_fixtures.py."
    yield "# profile, before, behind, first, last, checksum"
    for name, profile in PROFILES.items():
        for before, behind in CONTEXTS:
            for first, last in RANGES:
                crc = 0
                for code in range(first, last + 1):
                    if 0xD800 <= code < 0xE000:
                        continue
                    out = profile(before + chr(code) + behind)
                    out = out if isinstance(out, str) else "\n".join(out)
                    crc = zlib.crc32((out + "\n").encode(), crc)
                around = "\t".join(" ".join(f"{ord(c):04X}" for c in side) for side in (before, behind))
                yield f"{name}\t{around}\t{first:04X}\t{last:04X}\t{crc:08x}"


def main():
    with open("fixtures/compat/camel-scalars.tsv", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines())
    return 1 if check_cases() else 0


if __name__ == "__main__":
    sys.exit(main())
