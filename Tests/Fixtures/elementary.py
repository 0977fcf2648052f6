"""Writes elementary.json: points of the elementary functions in double precision, to 60 digits.

A row holds the bits of the arguments, the bits of the correctly rounded result, and how far the exact
result lies above it, in units in the last place:

    "3ff0000000000000 4005bf0a8b145769 0.3257"        exp(1)

    python elementary.py        # mpmath 1.3.0
"""

import json
import pathlib
import random
import struct
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 60
generator = random.Random(20240229)


def bits(value):
    return f"{struct.unpack('>Q', struct.pack('>d', value))[0]:016x}"


def rounded(exact):
    """The nearest double and the residual in units in the last place."""
    if exact == 0:
        return 0.0, 0.0
    _, exponent = mpmath.frexp(exact)
    last = max(int(exponent) - 53, -1074)
    scaled = mpmath.ldexp(exact, -last)
    nearest = mpmath.nint(scaled)
    if abs(nearest) * mpf(2) ** last >= mpf(2) ** 1024:
        return float("inf") if nearest > 0 else -float("inf"), 0.0
    return float(mpmath.ldexp(nearest, last)), float(scaled - nearest)


def uniform(low, high, count):
    return [generator.uniform(low, high) for _ in range(count)]


def magnitudes(low, high, count, signs=(1, -1)):
    """Numbers whose exponents of 2 are uniform."""
    return [generator.choice(signs) * 2.0 ** generator.randint(low, high - 1) * generator.uniform(1, 2)
            for _ in range(count)]


def near_quarter_turns(largest):
    """For every exponent the number closest to a multiple of pi/2, by continued fractions, where reducing
    the argument loses the most digits (Muller, "Elementary Functions", 2016, section 11.2)."""
    found = []
    for exponent in range(-52, -22):
        value, before, now = mpmath.pi / 2 / mpf(2) ** exponent, (0, 1), (1, 0)
        best = None
        while True:
            whole = int(mpmath.floor(value))
            before, now = now, (whole * now[0] + before[0], whole * now[1] + before[1])
            if now[0] >= 2**53 or now[0] * mpf(2) ** exponent > largest:
                break
            best, value = now[0], 1 / (value - whole)
        if best:
            found.append(float(best * mpf(2) ** exponent))
    return found


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x)) if x > 0 else mpmath.exp(x) / (1 + mpmath.exp(x))


def softplus(x):
    return max(x, mpf(0)) + mpmath.log1p(mpmath.exp(-abs(x)))


LARGEST, LEAST_NORMAL, LEAST = sys.float_info.max, sys.float_info.min, 5e-324
POINTS = {
    "exp": (mpmath.exp, uniform(-745, 709.7, 120) + uniform(-1, 1, 60) + magnitudes(-60, 0, 40)
            + uniform(-745.2, -708, 40) + [709.782712893384, -745.1332191019411, -708.3964185322641]),
    "expMinusOne": (mpmath.expm1, uniform(-40, 709.7, 60) + uniform(-1.5, 1.5, 120) + magnitudes(-1074, 0, 80)
                    + [709.782712893384, -36.7, -37.5, LEAST]),
    "log": (mpmath.log, magnitudes(-1022, 1023, 120, (1,)) + uniform(0.6, 1.6, 120) + magnitudes(-1074, -1022, 20, (1,))
            + [1 - 2.0**-53, 1 + 2.0**-52, LARGEST, LEAST, LEAST_NORMAL, 0.7071067811865475, 0.7071067811865476]),
    "logOnePlus": (mpmath.log1p, uniform(-0.999, 4, 120) + magnitudes(-1074, 0, 80) + magnitudes(0, 1023, 60, (1,))
                   + [LARGEST, LEAST, 2.0**-53 - 1, 0.41421356237309503, 0.4142135623730951, -0.2928932188134525]),
    "tanh": (mpmath.tanh, uniform(-20, 20, 100) + uniform(-1, 1, 100) + magnitudes(-1074, 0, 60) + [18.715, 19.0, 19.1, 22.0]),
    "erf": (mpmath.erf, uniform(-6, 6, 140) + uniform(-0.5, 0.5, 80) + magnitudes(-1022, 0, 60) + [5.9, 5.93, 6.5]),
    "sigmoid": (sigmoid, uniform(-745, 40, 120) + uniform(-4, 4, 120) + uniform(-745.2, -708, 30) + [36.7, 37.5]),
    "softplus": (softplus, uniform(-745, 40, 120) + uniform(-4, 4, 120) + uniform(-745.2, -708, 30) + [36.7, 37.5, 1e300]),
    "sine": (mpmath.sin, uniform(-7, 7, 100) + uniform(-1e5, 1e5, 60) + uniform(-1e9, 1e9, 60) + magnitudes(-1022, 0, 40)
             + near_quarter_turns(1e9) + [float(k * mpmath.pi / 2) for k in (1, 2, 3, 4)]),
    "cosine": (mpmath.cos, uniform(-7, 7, 100) + uniform(-1e5, 1e5, 60) + uniform(-1e9, 1e9, 60) + magnitudes(-60, 0, 30)
               + near_quarter_turns(1e9) + [float(k * mpmath.pi / 2) for k in (1, 2, 3, 4)]),
    "pow": (mpmath.power, []),
}
for _ in range(300):  # bases of every size, exponents for which the result fills the whole range
    base = magnitudes(-1074, 1023, 1, (1,))[0] if generator.random() < 0.5 else generator.uniform(0.5, 2)
    limit = 745 / abs(float(mpmath.log(base)))
    POINTS["pow"][1].append((base, generator.uniform(-limit, limit)))


def row(function, arguments):
    result, residual = rounded(function(*(mpf(a) for a in arguments)))
    return " ".join([*(bits(a) for a in arguments), bits(result), f"{residual:.4f}"])


def fingerprint(data):
    """FNV-1a, 64 bits: enough to notice that the script changed after it ran."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


here = pathlib.Path(__file__)
document = {
    "script": fingerprint(here.read_bytes()),
    "made with": f"mpmath {mpmath.__version__}",
    "points": {
        name: [row(function, point if isinstance(point, tuple) else (point,)) for point in points]
        for name, (function, points) in POINTS.items()
    },
}
here.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")
