"""What the recorded outputs of peers have in common: cases of fixtures/compat/*.toml are held to the running
program, and what it makes of every scalar value is written down as checksums.

A profile is a function of a text; what it gives is a text, or a list of tokens.
"""

import tomllib
import unicodedata
import zlib

RANGES = [(0, 0x7FF), (0x800, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF)]

assert unicodedata.unidata_version == "14.0.0", "CPython 3.11 is wanted"


def n_wrong(peer, profiles):
    """How many cases of a peer's file are not what its profiles give; each is printed."""
    wrong = 0
    with open(f"fixtures/compat/{peer}.toml", "rb") as file:
        cases = tomllib.load(file)["case"]
    for case in cases:
        for profile in case.keys() - {"name", "text"}:
            found = profiles[profile](case["text"])
            if found != case[profile]:
                wrong += 1
                print(f"{case['name']}: {profile} gives {found!a}")
    return wrong


def write_scalars(path, head, profiles, contexts):
    """Writes a file of checksums; `contexts` are the two strings around each character."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"# {line}\n" for line in head)
        for name, profile in profiles.items():
            for before, behind in contexts:
                around = "\t".join(" ".join(f"{ord(c):04X}" for c in side) for side in (before, behind))
                for first, last in RANGES:
                    crc = checksum(profile, before, behind, first, last)
                    file.write(f"{name}\t{around}\t{first:04X}\t{last:04X}\t{crc:08x}\n")


def checksum(profile, before, behind, first, last):
    """CRC-32 of what the profile makes of each scalar value of a range, a line feed behind each."""
    crc = 0
    for code in range(first, last + 1):
        if 0xD800 <= code < 0xE000:
            continue
        out = profile(before + chr(code) + behind)
        out = out if isinstance(out, str) else "\n".join(out)
        crc = zlib.crc32((out + "\n").encode(), crc)
    return crc
