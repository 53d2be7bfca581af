"""Makes filters.json: small vectors and what scipy's filters make of them. /usr/bin/env python3 test/golden/filters.py"""
import json
import os

import numpy as np
from scipy import signal

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(4)
N = 48
RAMP = (np.arange(16) + 1) / 16 * (-1.0) ** np.arange(16)
NOISE = rng.uniform(-1, 1, N).astype(np.float32).astype(np.float64)
SHORT = NOISE[:5]
FREQUENCIES = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.47]


def butter(one, rate):
    edge = one["cutoffHz"] if "cutoffHz" in one else [one["lowHz"], one["highHz"]]
    return signal.butter(one["order"], edge, one["shape"].lower(), fs=rate, output="sos")


def cookbook(one, rate):
    a = 10 ** (one["gainDb"] / 40)
    w = 2 * np.pi * one["centerHz"] / rate
    cos, alpha = np.cos(w), np.sin(w) / 2 / one["q"]
    r = 2 * np.sqrt(a) * alpha
    if one["shape"] == "peaking":
        b = [1 + alpha * a, -2 * cos, 1 - alpha * a]
        d = [1 + alpha / a, -2 * cos, 1 - alpha / a]
    elif one["shape"] == "lowShelf":
        b = [a * (a + 1 - (a - 1) * cos + r), 2 * a * (a - 1 - (a + 1) * cos), a * (a + 1 - (a - 1) * cos - r)]
        d = [a + 1 + (a - 1) * cos + r, -2 * (a - 1 + (a + 1) * cos), a + 1 + (a - 1) * cos - r]
    else:
        b = [a * (a + 1 + (a - 1) * cos + r), -2 * a * (a - 1 + (a + 1) * cos), a * (a + 1 + (a - 1) * cos - r)]
        d = [a + 1 - (a - 1) * cos + r, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - r]
    return np.array([[*b, *d]]) / d[0]


def sections(one, rate):
    if one["shape"] == "preEmphasis":
        return np.array([[1, -one["coefficient"], 0, 1, 0, 0]])
    return cookbook(one, rate) if "q" in one else butter(one, rate)


def carried_out(filters, rate, zero_phase, x):
    sos = np.vstack([sections(one, rate) for one in filters])
    if zero_phase:
        taps = 2 * len(sos) + 1 - min((sos[:, 2] == 0).sum(), (sos[:, 5] == 0).sum())
        return signal.sosfiltfilt(sos, x, padlen=min(3 * taps, len(x) - 1))
    if filters[0].get("border") == "zero":
        return signal.lfilter([1, -filters[0]["coefficient"]], [1], x)
    return signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]


def butterworths():
    for shape, cutoffs in (("lowPass", (100, 3000)), ("highPass", (60, 2400))):
        for cutoff in cutoffs:
            for order in (1, 2, 3, 4, 7):
                yield {"shape": shape, "cutoffHz": cutoff, "order": order}
    for shape in ("bandPass", "bandStop"):
        for low, high in ((300, 3000), (1000, 1200), (5, 1990)):
            for order in (1, 2, 3, 4):
                yield {"shape": shape, "lowHz": low, "highHz": high, "order": order}


def equalizers():
    for shape, qs in (("peaking", (0.5, 1, 5)), ("lowShelf", (0.1, 0.7, 0.999)), ("highShelf", (0.1, 0.7, 0.999))):
        for gain in (-18, 6, 18):
            for q, center in zip(qs, (100, 1000, 3500)):
                yield {"shape": shape, "centerHz": center, "gainDb": gain, "q": q}


def cases():
    for one in [*butterworths(), *equalizers()]:
        yield [one], 16000, False, "noise"
    for one in butterworths():
        if one["order"] < 4:
            yield [one], 16000, True, "noise"
            yield [one], 16000, True, "short"
    for border in ("clamp", "zero"):
        yield [{"shape": "preEmphasis", "coefficient": 0.97, "border": border}], 16000, False, "noise"
    yield [*equalizers()][:7], 44100, False, "noise"
    yield [{"shape": "lowPass", "cutoffHz": 100, "order": 2}], 1000, False, "ramp"
    yield [{"shape": "lowPass", "cutoffHz": 100, "order": 1}], 1000, True, "ramp"
    yield [{"shape": "highPass", "cutoffHz": 100, "order": 2}], 1000, False, "ramp"


def responses():
    """Gains, over parts of the sample rate."""
    for rate in (1000, 8000, 44100, 192000):
        for one in [*butterworths(), *equalizers()]:
            if max(one.get(k, 0) for k in ("cutoffHz", "highHz", "centerHz")) * 2.1 > rate:
                continue
            if one.get("order") in (1, 2, 7) or one.get("gainDb") == 6 or one.get("order") == 4 and rate == 8000:
                sos = sections(one, rate)
                h = np.ones(len(FREQUENCIES), complex)
                for row in sos:
                    h *= signal.freqz(row[:3], row[3:], 2 * np.pi * np.array(FREQUENCIES))[1]
                yield {"filter": one, "sampleRate": rate, "gains": [float(f"{g:.10g}") for g in np.abs(h)]}


vectors = {"noise": NOISE, "ramp": RAMP, "short": SHORT}
made = {
    "reference": "scipy butter, sosfilt, sosfilt_zi, sosfiltfilt, lfilter, freqz; float64",
    "vectors": {name: values.tolist() for name, values in vectors.items()},
    "cases": [
        {
            "filters": filters,
            "sampleRate": rate,
            "zeroPhase": zero,
            "vector": name,
            "expected": [float(f"{y:.9g}") for y in carried_out(filters, rate, zero, vectors[name])],
        }
        for filters, rate, zero, name in cases()
    ],
    "frequencies": FREQUENCIES,
    "responses": list(responses()),
}
with open(os.path.join(HERE, "filters.json"), "w") as file:
    lines = json.dumps(made).replace('{"filters"', '\n{"filters"').replace('{"filter"', '\n{"filter"')
    file.write(lines + "\n")
