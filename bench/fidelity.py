"""What a chain of geometry should show, in float64 by scipy.ndimage: bench/fidelity.ts sends it chains and what became of them.

Reads JSON on stdin: {"side", "pictures": {name: file of uint8 [side, side, 3]}, "cases": [{"picture", "steps", "results":
{name: file of float32 [side, side, 3], 0 to 255}}]}; a step is {"inverse": 9 numbers, row-major, "window", "width", "height"}.
The coordinates of all steps are composed without rounding, and the picture is seen through them once. Writes a list of
{"pixels", "linear": {name: dB}, "spline": {name: dB}}: PSNR over the pixels that see no border, against interpolation of
order 1 and of order 3.
"""
import json
import sys

import numpy as np
from scipy import ndimage

job = json.load(sys.stdin)
side = job['side']
pictures = {name: np.fromfile(file, np.uint8).reshape(side, side, 3).astype(np.float64) for name, file in job['pictures'].items()}


def coordinates(steps):
    """Where each output pixel lies in the source, and whether it has been within the window of every step by 2 pixels."""
    last = steps[-1]
    ys, xs = np.mgrid[0:last['height'], 0:last['width']].astype(np.float64)
    seen = np.ones(xs.shape, bool)
    for step in reversed(steps):
        m = np.array(step['inverse']).reshape(3, 3)
        w = m[2, 0] * xs + m[2, 1] * ys + m[2, 2]
        xs, ys = (m[0, 0] * xs + m[0, 1] * ys + m[0, 2]) / w, (m[1, 0] * xs + m[1, 1] * ys + m[1, 2]) / w
        left, top, width, height = step['window']
        seen &= (xs >= left + 2) & (xs <= left + width - 3) & (ys >= top + 2) & (ys <= top + height - 3) & (w > 0)
    return ys, xs, seen


def psnr(error):
    return float(10 * np.log10(255 ** 2 / max(1e-12, np.mean(error ** 2))))


answers = []
for case in job['cases']:
    ys, xs, seen = coordinates(case['steps'])
    answer = {'pixels': int(seen.sum())}
    for kind, order in (('linear', 1), ('spline', 3)):
        source = pictures[case['picture']]
        exact = np.stack([ndimage.map_coordinates(source[..., c], [ys, xs], order=order, mode='nearest') for c in range(3)], -1)
        exact = np.clip(exact, 0, 255)
        answer[kind] = {
            name: psnr((np.fromfile(file, np.float32).reshape(exact.shape).astype(np.float64) - exact)[seen])
            for name, file in case['results'].items()
        }
    answers.append(answer)
json.dump(answers, sys.stdout)
