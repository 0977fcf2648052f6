"""Derives the polynomials of Sources/TensorCore/Elementary by the Remez exchange algorithm.

Each polynomial P of degree d minimizes the largest value of |weight · (P - target)| on its interval, in
60-digit arithmetic; the weight turns an error of P into a relative error of the function that it serves.
Where the weight is zero at an end of the interval, the interval starts a little inside. The coefficients
are then rounded to the format. elementary-coefficients.txt lists them, the constant term first (as a sum of
two where one is not enough), with the largest error that the rounded coefficients leave.

    python elementary-coefficients.py        # mpmath 1.3.0; a few seconds

Source of the algorithm: E. Remez, 1934; N. Brisebarre and J.-M. Muller, "Elementary Functions", 3rd ed., 2016, ch. 3.
"""

import pathlib
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 60


def rounded(value, precision):
    """The nearest number of 24 or 53 bits."""
    if value == 0:
        return mpf(0)
    fraction, exponent = mpmath.frexp(value)
    return mpmath.ldexp(mpmath.nint(mpmath.ldexp(fraction, precision)), int(exponent) - precision)


def text(value, precision):
    """The shortest decimal that reads back as the same number."""
    if precision == 53:
        return repr(float(value))
    for digits in range(1, 10):
        candidate = f"{float(value):.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(candidate)))[0] == float(value):
            return candidate
    raise ValueError(value)


def polynomial(coefficients, x):
    result = mpf(0)
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


def golden_maximum(function, low, high):
    ratio = (mpmath.sqrt(5) - 1) / 2
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if abs(function(left)) > abs(function(right)):
            high = right
        else:
            low = left
    return (low + high) / 2


def chebyshev_grid(low, high, samples, crowding):
    """Points dense at both ends of the interval; with a crowding above 1 denser still at the low end."""
    unit = [(1 - mpmath.cos(mpmath.pi * k / samples)) / 2 for k in range(samples + 1)]
    return [low + (high - low) * u**crowding for u in unit]


def remez(target, weight, low, high, degree, crowding, rounds=12):
    count = degree + 2
    nodes = chebyshev_grid(low, high, count - 1, crowding)
    for _ in range(rounds):
        rows, right = mpmath.matrix(count, count), mpmath.matrix(count, 1)
        for i, node in enumerate(nodes):
            for k in range(degree + 1):
                rows[i, k] = node**k
            rows[i, degree + 1] = (-1) ** i / weight(node)
            right[i] = target(node)
        solution = mpmath.lu_solve(rows, right)
        coefficients = [solution[k] for k in range(degree + 1)]
        level = abs(solution[degree + 1])

        def error(x):
            return weight(x) * (polynomial(coefficients, x) - target(x))

        samples = 16 * count
        grid = chebyshev_grid(low, high, samples, crowding)
        values = [error(x) for x in grid]
        pieces, start = [], 0
        for k in range(1, samples + 2):
            if k == samples + 1 or values[k] * values[start] < 0:
                pieces.append((start, k - 1))
                start = k
        peaks = []
        for first, last in pieces:
            best = max(range(first, last + 1), key=lambda k: abs(values[k]))
            near, far = grid[max(best - 1, 0)], grid[min(best + 1, samples)]
            peak = golden_maximum(error, near, far)
            peaks.append(max((near, peak, far, grid[best]), key=lambda x: abs(error(x))))
        while len(peaks) > count:
            peaks.pop(0 if abs(error(peaks[0])) < abs(error(peaks[-1])) else -1)
        if len(peaks) < count:
            raise RuntimeError(f"{len(peaks)} peaks of {count}")
        nodes = peaks
        largest = max(abs(error(x)) for x in nodes)
        if largest < level * (1 + mpf(10) ** -4):
            break
    return coefficients


def report(name, precision, target, weight, low, high, degree, crowding=1, parts_of_first=1):
    coefficients = remez(target, weight, low, high, degree, crowding)
    first, parts = coefficients[0], []
    for _ in range(parts_of_first):
        parts.append(rounded(first - sum(parts), precision))
    coefficients = [sum(parts)] + [rounded(c, precision) for c in coefficients[1:]]
    grid = chebyshev_grid(low, high, 1000, crowding)
    error = max(abs(weight(x) * (polynomial(coefficients, x) - target(x))) for x in grid)
    lines.append(f"{name}, {precision} bits, degree {degree}: error 2^{float(mpmath.log(error, 2)):.1f}")
    lines.append("  " + " + ".join(text(part, precision) for part in parts))
    for coefficient in coefficients[1:]:
        lines.append(f"  {text(coefficient, precision)}")


def split(name, value, precision, parts, first=None):
    """A constant as an unevaluated sum of numbers of the format, the first perhaps of fewer bits."""
    lines.append(f"{name}, {precision} bits" + (f", the first of {first}" if first else ""))
    for index in range(parts):
        part = rounded(value, first if first and index == 0 else precision)
        lines.append(f"  {text(part, precision)}")
        value -= part


def exponential(r):  # e^r = 1 + r + r² · q(r)
    return mpmath.expm1(r) / r**2 - 1 / r if abs(r) > mpf(10) ** -12 else mpf(1) / 2 + r / 6


def logarithm(z):  # 2·artanh(s) = 2s + s · z · l(z), z = s²
    s = mpmath.sqrt(z)
    return (2 * mpmath.atanh(s) - 2 * s) / (s * z) if z > mpf(10) ** -10 else mpf(2) / 3 + 2 * z / 5


def logarithm_tail(z):  # 2·artanh(s) = 2s + 2s³/3 + s⁵ · t(z)
    s = mpmath.sqrt(z)
    return (2 * mpmath.atanh(s) - 2 * s - 2 * s**3 / 3) / (s * z**2) if z > mpf(10) ** -8 else mpf(2) / 5 + 2 * z / 7


def error_function(x):  # erf(x) = 1 - e^(-x · u(x))
    return -mpmath.log(mpmath.erfc(x)) / x if x > mpf(10) ** -12 else 2 / mpmath.sqrt(mpmath.pi) + 2 * x / mpmath.pi


def error_function_weight(x):  # relative error of erf for an error of u
    return x * mpmath.erfc(x) / mpmath.erf(x) if x > mpf(10) ** -12 else mpmath.sqrt(mpmath.pi) / 2


def half_exponential(s):  # e^(-s/2) = 1 - s/2 + s² · q(s)
    return exponential(-s / 2) / 4


def bell_ratio(middle):  # ½ · erfc(z/√2) = e^(-z²/2) · m(t), t = (z - middle) / (z + middle)
    def ratio(t):
        z = middle * (1 + t) / (1 - t)
        return mpmath.erfc(z / mpmath.sqrt(2)) * mpmath.exp(z * z / 2) / 2

    return ratio


def sine(z):  # sin r = r + r · z · s(z), z = r²
    r = mpmath.sqrt(z)
    return (mpmath.sin(r) - r) / (r * z) if z > mpf(10) ** -12 else -mpf(1) / 6 + z / 120


def cosine(z):  # cos r = 1 - z/2 + z² · c(z)
    return (mpmath.cos(mpmath.sqrt(z)) - 1 + z / 2) / z**2 if z > mpf(10) ** -10 else mpf(1) / 24 - z / 720


def hyperbolic_tangent(z):  # tanh a = a + a · z · h(z), z = a²
    a = mpmath.sqrt(z)
    return (mpmath.tanh(a) - a) / (a * z) if z > mpf(10) ** -12 else -mpf(1) / 3 + 2 * z / 15


def main():
    """Intervals are a little wider than the reduction leaves them, for arguments near a tie."""
    exponential_end = mpmath.log(2) / 2 + mpf(2) ** -12
    logarithm_end = ((mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)) ** 2
    quarter_end = (mpmath.pi / 4 + mpf(2) ** -9) ** 2
    start = mpf(10) ** -6

    def exponential_weight(r):
        return r**2 / mpmath.expm1(r) if abs(r) > start else start

    for precision, exp_degree, log_degree, erf_degree, sin_degree, erf_end in ((24, 5, 2, 9, 2, 4), (53, 10, 6, 24, 5, 6)):
        report("exp", precision, exponential, exponential_weight, -exponential_end, exponential_end, exp_degree)
        report("log", precision, logarithm, lambda z: z / 2, start, logarithm_end, log_degree)
        report("erf", precision, error_function, error_function_weight, mpf(0), mpf(erf_end), erf_degree,
               crowding=mpf(3) / 2, parts_of_first=2)
        report("sin", precision, sine, lambda z: z, start, quarter_end, sin_degree)
        report("cos", precision, cosine, lambda z: z**2, start, quarter_end, sin_degree)
        split("ln 2", mpmath.log(2), precision, 2)
        split("log2 e", 1 / mpmath.log(2), precision, 1)
        split("pi/2", mpmath.pi / 2, precision, 3)
        split("2/pi", 2 / mpmath.pi, precision, 1)
    report("pow", 53, logarithm_tail, lambda z: z**2 / 2, start, logarithm_end, 7)
    split("2/3", mpf(2) / 3, 53, 2)
    for precision, tanh_degree in ((24, 4), (53, 10)):
        report("tanh", precision, hyperbolic_tangent, lambda z: z, start, mpf(5) ** 2 / 64 + mpf(2) ** -12, tanh_degree)
    def half_exponential_weight(s):
        return max(abs(s), start) ** 2 * mpmath.exp(s / 2)

    half_end = 2 * exponential_end
    for precision, half_degree, middle, degree, end, fraction_degree, short in (
        (24, 4, 3, 9, mpf(13), 3, 17), (53, 9, 4, 22, mpf(75) / 2, 7, 42),
    ):
        report("half exp", precision, half_exponential, half_exponential_weight, -half_end, half_end, half_degree)
        ratio = bell_ratio(middle)
        report("bell", precision, ratio, lambda t: 1 / ratio(t), mpf(-1), (end - middle) / (end + middle), degree)
        report("log of 1 + fraction", precision, logarithm, lambda z: z / 2, start, mpf("0.0401"), fraction_degree)
        split("2 ln 2", 2 * mpmath.log(2), precision, 2, first=short)
        split("½ log2 e", 1 / mpmath.log(4), precision, 1)
        split("1/√(2π)", 1 / mpmath.sqrt(2 * mpmath.pi), precision, 1)


def fingerprint(data):
    """FNV-1a, 64 bits: enough to notice that the script changed after it ran."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


here = pathlib.Path(__file__)
lines = [f"script {fingerprint(here.read_bytes())}, mpmath {mpmath.__version__}"]
main()
here.with_suffix(".txt").write_text("\n".join(lines) + "\n")
