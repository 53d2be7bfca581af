# What numpy makes of a few values: the formulas of audiomentations 0.43.1 for Aliasing and TanhDistortion.
# usage: /usr/bin/python3 test/golden/sound-shapes.py > test/golden/sound-shapes.json
import json
import numpy as np

n = np.arange(60)
x = (0.6 * np.sin(0.31 * n) + 0.3 * np.sin(1.9 * n + 1)).astype(np.float32)
other = (0.2 * np.cos(0.7 * n)).astype(np.float32)


def aliasing(x, rate, sample_rate):
    count = len(x)
    fewer = round(count * rate / sample_rate)
    full = np.linspace(0, count, count)
    coarse = np.linspace(0, count, fewer)
    return np.interp(full, coarse, np.interp(coarse, full, x))


def tanh_distortion(planes, d):
    planes = planes.astype(np.float64)
    gain = 0.5 / (np.percentile(np.abs(planes), 100 - 99 * d) + 1e-6)
    made = np.tanh(gain * planes)
    rms = lambda y: np.sqrt((y * y).mean(axis=1)).mean()
    return made * rms(planes) / rms(made)


def rounded(values):
    return [round(float(value), 8) for value in values]


stereo = np.stack([x, other])
print(json.dumps({
    "x": [float(value) for value in x],
    "other": [float(value) for value in other],
    "aliasing": [{"rate": rate, "sampleRate": 16000, "y": rounded(aliasing(x, rate, 16000))} for rate in (2000, 5200, 12000, 15900)],
    "tanh": [{"d": d, "y": [rounded(y) for y in tanh_distortion(stereo, d)]} for d in (0.01, 0.37, 0.7, 1)],
    "percentiles": [{"p": p, "q": float(np.percentile(stereo.astype(np.float64), p))} for p in (0, 3.3, 50, 77.7, 100)],
}, separators=(",", ":")))
