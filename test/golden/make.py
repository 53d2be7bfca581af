"""Makes the golden files of this folder from reference implementations; README.md says how to run it and what is in them.

Every reference is checked against a second one where there is one. What they differ by goes into golden.json.
"""
import json
import os
import sys
import warnings

sys.dont_write_bytecode = True
warnings.filterwarnings("ignore")

from colors import add_colors  # noqa: E402
from packing import VERSIONS, blob, cases, inputs  # noqa: E402
from pictures import add_pictures  # noqa: E402
from rotations import add_rotations  # noqa: E402
from sizes import add_sizes  # noqa: E402
from whitenings import add_whitenings  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
# Random123, tests/kat_vectors: philox4x32 10 rounds; counter, key, answer.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def philox4x32(counter, key):
    c, k, low = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & low, (a >> 32) ^ c[3] ^ k[1], a & low]
        k = [(k[0] + 0x9E3779B9) & low, (k[1] + 0xBB67AE85) & low]
    return c


def philox_answers():
    for row in KNOWN:
        counter, key, answer = ([int(word, 16) for word in text.split()] for text in row)
        assert philox4x32(counter, key) == answer, "Philox4x32-10"
        yield {"counter": counter, "key": key, "answer": answer}


def rows(entries, indent):
    return ",\n".join(" " * indent + json.dumps(entry, ensure_ascii=False) for entry in entries)


def write(name, content):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(content if isinstance(content, (bytes, bytearray)) else content.encode())


add_pictures()
add_rotations()
add_sizes()
add_colors()
add_whitenings()

pictures = [{key: value for key, value in picture.items() if key != "array"} for picture in inputs.values()]
versions = json.dumps({"python": sys.version.split()[0], **VERSIONS})
write("golden.json", f'{{\n  "madeWith": {versions},\n  "inputs": [\n{rows(pictures, 4)}\n  ],\n  "cases": [\n{rows(cases, 4)}\n  ]\n}}\n')
write("golden.bin", blob)
write("philox.json", f"[\n{rows(philox_answers(), 2)}\n]\n")

print(f"{len(cases)} cases, {len(blob)} bytes")
for case in cases:
    print(f"{case['name']:56}", "; ".join(f"{other}: {value}" for other, value in case.get("agreement", {}).items()))
