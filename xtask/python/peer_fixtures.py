"""Holds fixtures/compat/{pyarabic,arabert,bert}.toml to PyArabic, Tashaphyne, AraBERT and Hugging Face
tokenizers, and writes fixtures/compat/python-scalars.tsv: what they make of every scalar value, as
checksums.

Run it from the root of the repository by CPython 3.11 with pyarabic 0.6.15, tashaphyne 0.3.6,
arabert 1.0.1 and tokenizers 0.23.3 installed.
"""

import logging
import sys

import pyarabic.araby as araby
import pyarabic.normalize
import tashaphyne.normalize
from arabert.preprocess import ArabertPreprocessor
from recorded import n_wrong, write_scalars
from tokenizers.normalizers import BertNormalizer

logging.disable(logging.CRITICAL)
CONTEXTS = [("", ""), ("\u0628", "\u062c"), ("a@\u0640\u0651", " 1\u0654")]

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


HEAD = [
    "CRC-32 of what each character of a range becomes between two strings, a line feed behind",
    "each (a line a token for pyarabic-words); written by xtask/python/peer_fixtures.py.",
    "profile, before, behind, first, last, checksum",
]

if __name__ == "__main__":
    write_scalars("fixtures/compat/python-scalars.tsv", HEAD, PROFILES, CONTEXTS)
    wrong = [n_wrong(peer, PROFILES) for peer in ("pyarabic", "arabert", "bert")]
    sys.exit(1 if any(wrong) else 0)
