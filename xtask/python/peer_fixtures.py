"""Holds fixtures/compat/{pyarabic,arabert,bert}.toml to PyArabic, Tashaphyne, AraBERT and Hugging Face
tokenizers, and writes fixtures/compat/python-scalars.tsv: what they make of every scalar value, as
checksums.

Run it from the root of the repository by CPython 3.11 with pyarabic 0.6.15, tashaphyne 0.3.6,
arabert 1.0.1 and tokenizers 0.23.3 installed.
"""

import logging
import sys
import tomllib
import unicodedata
import zlib

import pyarabic.araby as araby
import pyarabic.normalize
import tashaphyne.normalize
from arabert.preprocess import ArabertPreprocessor
from tokenizers.normalizers import BertNormalizer

logging.disable(logging.CRITICAL)
RANGES = [(0, 0x7FF), (0x800, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF)]
CONTEXTS = [("", ""), ("\u0628", "\u062c"), ("a@\u0640\u0651", " 1\u0654")]

assert unicodedata.unidata_version == "14.0.0", "CPython 3.11 is wanted"

PROFILES = {
    "arabert-v01": ArabertPreprocessor(model_name="bert-base-arabertv01").preprocess,
    "arabert-v02": ArabertPreprocessor(model_name="bert-base-arabertv02").preprocess,
    "bert": BertNormalizer().normalize_str,
    "pyarabic-alef": araby.normalize_alef,
    "pyarabic-hamza": araby.normalize_hamza,
    "pyarabic-ligature": araby.normalize_ligature,
    "pyarabic-searchtext": pyarabic.normalize.normalize_searchtext,
    "pyarabic-strip-diacritics": araby.strip_diacritics,
    "pyarabic-strip-tashkeel": araby.strip_tashkeel,
    "pyarabic-teh": araby.normalize_teh,
    "pyarabic-words": araby.tokenize,
    "tashaphyne-searchtext": tashaphyne.normalize.normalize_searchtext,
}


def check_cases():
    wrong = 0
    for peer in ("pyarabic", "arabert", "bert"):
        with open(f"fixtures/compat/{peer}.toml", "rb") as file:
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
    yield "# each (a line a token for pyarabic-words); written by xtask/python/peer_fixtures.py."
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
    with open("fixtures/compat/python-scalars.tsv", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines())
    return 1 if check_cases() else 0


if __name__ == "__main__":
    sys.exit(main())
