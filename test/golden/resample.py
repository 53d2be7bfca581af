"""Makes resample.json: what scipy's polyphase resampler makes of noise with our filter. usage: python3 test/golden/resample.py"""

import json
import os

import numpy as np
from scipy import signal

HALF, CUTOFF, BETA = 56, 0.944, 9.8


def taps(up, down):
    """The filter of audio/kernels/assembly/resample.ts at `up` times the source's rate."""
    longest = max(up, down)
    t = np.arange(-HALF * longest, HALF * longest + 1) / longest
    h = np.sinc(CUTOFF * t) * np.i0(BETA * np.sqrt(np.clip(1 - (t / HALF) ** 2, 0, 1)))
    return h / h.sum()


noise = np.random.default_rng(4).uniform(-0.5, 0.5, 500).round(4)
cases = [
    {"from": a, "to": b, "values": signal.resample_poly(noise, u, d, window=taps(u, d)).round(6).tolist()}
    for a, b, u, d in [(44100, 16000, 160, 441), (8000, 16000, 2, 1), (11025, 16000, 640, 441), (48000, 44100, 147, 160)]
]
with open(os.path.join(os.path.dirname(__file__), "resample.json"), "w") as file:
    json.dump({"scipy": "resample_poly", "noise": noise.tolist(), "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
