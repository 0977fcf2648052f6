"""Has Python's own readers read the files that the fuzzer made, and compares with what ours made of them.

    ./learn author fuzz safetensors --count 20000 --to files.jsonl
    python3 Tools/Fuzz/peers.py safetensors files.jsonl

The peers are the package safetensors (0.5 or later), the module csv, and a few lines of NumPy for IDX. Where ours is
stricter on purpose, this file says so; every other difference is printed.
"""

import base64
import collections
import csv
import io
import json
import math
import re
import struct
import sys

import numpy as np

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Refused(Exception):
    """The peer refuses the file."""


class Stricter(Exception):
    """The peer reads the file, and ours refuses such files on purpose."""


def read_csv(data):
    """Header, shapes and values as Python's csv reads them, with the rules of our documentation applied."""
    if not data:
        raise Refused("empty")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff", b"\x80\x02", b"\x80\x04", b"\x80\x05")):
        raise Refused("another format")
    # Bytes that are no UTF-8 are ours to repair in names, as here; as numbers they are none.
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True))
    except csv.Error as error:
        # What stands behind a closing quote: refused there, not a number here.
        raise Refused(str(error)) from error
    header, body = rows[0] if rows else [], [[field.strip(" ") for field in row] for row in rows[1:]]
    if not body:
        raise Refused("no rows")
    width = len(body[0])
    for row in body:
        if len(row) != width or not row:
            raise Refused("ragged")
        for field in row:
            if not NUMBER.fullmatch(field) or not math.isfinite(float(field)):
                raise Refused(field)
    return header or [""], {"values": [len(body), width]}, {"values": [float(f) for row in body for f in row]}


def read_idx(data):
    """Shapes and values as NumPy reads them from behind the lengths."""
    if len(data) < 4 or data[:3] != b"\x00\x00\x08" or data[3] == 0 or len(data) < 4 + 4 * data[3]:
        raise Refused("head")
    shape = [int(n) for n in np.frombuffer(data, ">u4", data[3], 4)]
    array = np.frombuffer(data, np.uint8, -1, 4 + 4 * data[3]) if len(data) > 4 + 4 * data[3] else np.zeros(0)
    if math.prod(shape) != array.size:
        raise Refused("count")
    if 0 in shape:
        raise Stricter("no data")
    return [], {"values": shape}, {"values": array.astype(float).tolist()}


def half(bits):
    return struct.unpack("<e", struct.pack("<H", bits))[0]


def read_safetensors(data):
    """Shapes and values as the package reads them."""
    import safetensors

    try:
        entries = safetensors.deserialize(data)
    except safetensors.SafetensorError as error:
        raise Refused(str(error)) from error
    kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I64": "<i8", "BF16": "<u2"}
    shapes, values = {}, {}
    for name, entry in entries:
        if entry["dtype"] not in kinds:
            raise Stricter("a type that we do not read")
        array = np.frombuffer(bytes(entry["data"]), kinds[entry["dtype"]])
        if entry["dtype"] == "BF16":
            array = (array.astype("<u4") << 16).view("<f4")
        array = array.astype(float)
        shapes[name] = list(entry["shape"])
        values[name] = np.where(np.isfinite(array), array, 0).tolist()
    return [], shapes, values


def main():
    read = {"csv": read_csv, "idx": read_idx, "safetensors": read_safetensors}[sys.argv[1]]
    counts = collections.Counter()
    for text in open(sys.argv[2], encoding="utf-8"):
        line = json.loads(text)
        ours = line.get("refusal")
        try:
            theirs = read(base64.b64decode(line["bytes"]))
            verdict = "read by both" if ours is None else "refused by ours alone"
            # Python keeps blanks behind a name, and cannot tell those within quotes.
            names = [[name.strip(" ") for name in header] for header in (theirs[0], line["header"])]
            if ours is None and (names[0] != names[1] or theirs[1:] != (line["shapes"], line["values"])):
                verdict = "read differently"
        except Refused as error:
            theirs = error
            verdict = "refused by both" if ours is not None else "read by ours alone"
        except Stricter as error:
            theirs = error
            verdict = "stricter on purpose" if ours is not None else "read by ours alone"
        counts[verdict] += 1
        if verdict in ("refused by ours alone", "read by ours alone", "read differently"):
            if counts[verdict] <= 10:
                print(line["number"], verdict, ours or "", str(theirs)[:200], base64.b64decode(line["bytes"])[:200])
    print(sys.argv[1], dict(counts))
    sys.exit(1 if counts["refused by ours alone"] + counts["read by ours alone"] + counts["read differently"] else 0)


main()
