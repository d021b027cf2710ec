"""Normalizers written in Python, on the files that the other peers read.

usage: normalizers.py                        lists the profiles whose package is installed
       normalizers.py PROFILE FILE           prints `bytes,ns,count` as the other programs do
       normalizers.py PROFILE FILE hash      prints the FNV-1a hash of what is written

A profile has the name under which the engine reproduces it. To add one, add a line to PEERS.
"""

import importlib.metadata
import sys
import time


def arclean():
    from camel_tools.utils.charmap import CharMapper

    return CharMapper.builtin_mapper("arclean").map_string


def arabert():
    from arabert.preprocess import ArabertPreprocessor

    return ArabertPreprocessor(model_name="bert-base-arabertv02").preprocess


def bert():
    from tokenizers.normalizers import BertNormalizer

    return BertNormalizer().normalize_str


def searchtext():
    from pyarabic.normalize import normalize_searchtext

    return normalize_searchtext


# profile: package, version that the engine reproduces, how to get the function
PEERS = {
    "arabert-v02": ("arabert", "1.0.1", arabert),
    "bert": ("tokenizers", "0.23.3", bert),
    "camel-arclean": ("camel-tools", "1.6.0", arclean),
    "pyarabic-searchtext": ("pyarabic", "0.6.15", searchtext),
}


def installed():
    """Name and function of each profile whose package is here in the version that is wanted."""
    found = {}
    for profile, (package, version, load) in PEERS.items():
        try:
            if importlib.metadata.version(package) != version:
                continue
            found[profile] = (f"{package} {version}", load())
        except ImportError:
            continue
    return found


def documents(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [document for document in file.read().split("\n\n") if document]


def fnv(texts):
    state = 0xCBF29CE484222325
    for text in texts:
        for byte in text.encode():
            state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def timed(normalize, texts):
    """The fastest of at least five runs and 0.6 seconds. What is counted is counted outside."""
    fastest, runs, begin = None, 0, time.perf_counter_ns()
    while runs < 5 or time.perf_counter_ns() - begin < 600_000_000:
        start = time.perf_counter_ns()
        for text in texts:
            normalize(text)
        took = time.perf_counter_ns() - start
        fastest = took if fastest is None else min(fastest, took)
        runs += 1
    count = sum(len(normalize(text).encode()) for text in texts)
    return f"{sum(len(text.encode()) for text in texts)},{fastest},{count}"


def main(args):
    peers = installed()
    if not args:
        for profile, (name, _) in peers.items():
            print(f"{profile}\t{name}")
        return
    profile, path, *rest = args
    normalize, texts = peers[profile][1], documents(path)
    print(fnv(map(normalize, texts)) if rest == ["hash"] else timed(normalize, texts))


if __name__ == "__main__":
    main(sys.argv[1:])
