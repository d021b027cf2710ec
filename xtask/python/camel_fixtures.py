"""Holds fixtures/compat/camel.toml to CAMeL Tools, and writes fixtures/compat/camel-scalars.tsv: what
it makes of every scalar value, as checksums.

Run it from the root of the repository, in the environment that `camel_tables.py` describes.
"""

import sys

from camel_tools.tokenizers.word import simple_word_tokenize
from camel_tools.utils import dediac, normalize
from camel_tools.utils.charmap import CharMapper
from recorded import n_wrong, write_scalars

CONTEXTS = [("", ""), ("\u0628", "\u062c"), ("\u0627\u0651", "\u064e\u0655\u0654")]


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


HEAD = [
    "CRC-32 of what each character of a range becomes between two strings, a line feed behind",
    "each (a line a token for camel-words). CAMeL Tools 1.6.0, CPython 3.11, emoji 2.16.0; written",
    "by xtask/python/camel_fixtures.py.",
    "profile, before, behind, first, last, checksum",
]

if __name__ == "__main__":
    write_scalars("fixtures/compat/camel-scalars.tsv", HEAD, PROFILES, CONTEXTS)
    sys.exit(1 if n_wrong("camel", PROFILES) else 0)
