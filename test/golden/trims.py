"""Makes trims.json: what librosa.effects.trim keeps, by its formulas in numpy. usage: python3 test/golden/trims.py"""

import json
import os

import numpy as np


def noise(seed, sections):
    """The sound that audio/edit.test.ts makes as well: noise of a linear congruential generator, at a level in each section."""
    values = []
    state = seed
    for frames, level in sections:
        for _ in range(frames):
            state = (state * 1664525 + 1013904223) % 2**32
            values.append(level * ((state >> 8) / 2**24 - 0.5))
    return np.array(values, dtype=np.float32)


def trim(y, top_db, window, hop):
    padded = np.pad(y.astype(np.float64), [(0, 0), (window // 2, window - window // 2)])
    count = 1 + y.shape[-1] // hop
    mse = np.array([[np.sqrt(np.mean(c[k * hop : k * hop + window] ** 2)) for k in range(count)] for c in padded])
    db = 20 * np.log10(np.maximum(1e-5, mse)) - 20 * np.log10(max(1e-5, mse.max()))
    kept = np.nonzero(db.max(axis=0) > -top_db)[0]
    return [int(kept[0]) * hop, min(y.shape[-1], (int(kept[-1]) + 1) * hop)] if len(kept) else [0, 0]


cases = []
for sections, top_db, window, hop in [
    ([[[3000, 0.001], [4000, 1], [3000, 0.001]]], 30, 2048, 512),
    ([[[3000, 0.001], [4000, 1], [3000, 0.001]]], 70, 2048, 512),
    ([[[5000, 0.01], [100, 1], [7000, 0.03]]], 30, 1024, 100),
    ([[[1000, 0], [1000, 0.5], [1000, 0]], [[1500, 0], [900, 0.1], [600, 0]]], 30, 400, 160),
    ([[[1000, 0], [1000, 0.5], [1000, 0]], [[1500, 0], [900, 0.1], [600, 0]]], 10, 400, 160),
    ([[[500, 0]]], 30, 2048, 512),
    ([[[777, 1]]], 30, 33, 7),
    ([[[300, 0.2], [1, 1], [299, 0]]], 20, 1, 1),
]:
    y = np.stack([noise(i + 1, one) for i, one in enumerate(sections)])
    cases.append(
        {"sections": sections, "thresholdDb": top_db, "windowFrames": window, "hopFrames": hop, "kept": trim(y, top_db, window, hop)}
    )
with open(os.path.join(os.path.dirname(__file__), "trims.json"), "w") as file:
    json.dump({"librosa": "effects.trim", "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
