"""Makes bends.json: dense displacement by scipy, torchvision and OpenCV. usage: /usr/bin/python3 test/golden/bends.py"""

import json
import os

import cv2
import numpy as np
import torch
from scipy import ndimage
from scipy.interpolate import RBFInterpolator
from torchvision.transforms import functional

rng = np.random.default_rng(6)
W, H = 24, 18
y, x = np.mgrid[0:H, 0:W].astype(np.float64)
picture = np.stack([(x * 7 + y * 11 + c * 53 + x * y) % 256 for c in range(3)])

# A control grid looked up at places, as a linear net and as the coefficients of a cubic B-spline.
nodes = rng.normal(0, 2, (7, 8)).astype(np.float32).round(4)
places = np.column_stack([rng.uniform(0, W - 1, 40), rng.uniform(0, H - 1, 40)]).round(4)
linear = ndimage.map_coordinates(nodes, [(places[:, 1] + 0.5) / (H / 6), (places[:, 0] + 0.5) / (W / 7)], order=1, mode="nearest")
cubic = ndimage.map_coordinates(
    np.float64(nodes), [places[:, 1] / 5.0 + 1, places[:, 0] / 5.0 + 1], order=3, prefilter=False
)

# A picture through a displacement that is given, columns and rows moved as wholes.
across, down = [0, 2.5, -1.75, 3.25, 0], [0, -2.25, 1.5, 0]
dx = np.interp((np.arange(W) + 0.5) / W * 4, range(5), across)
dy = np.interp((np.arange(H) + 0.5) / H * 3, range(4), down)
scipy_picture = np.stack(
    [ndimage.map_coordinates(plane, [y + dy[:, None], x + dx[None, :]], order=1, mode="nearest") for plane in picture]
)
field = np.stack(np.broadcast_arrays(dx[None, :] * 2 / W, dy[:, None] * 2 / H), axis=-1)[None]
torch_picture = functional.elastic_transform(torch.tensor(picture)[None], torch.tensor(field), fill=0.0)[0].numpy()

k, size = 0.35, (64, 48)
matrix = np.array([[size[0], 0, (size[0] - 1) / 2], [0, size[1], (size[1] - 1) / 2], [0, 0, 1]], dtype=np.float64)
mapx, mapy = cv2.initUndistortRectifyMap(matrix, np.array([k, k, 0, 0, 0.0]), None, matrix, size, cv2.CV_32FC1)

control = np.array([[i % 4 / 3, i // 4 / 3] for i in range(16)])
offsets = rng.normal(0, 6, (16, 2)).round(4)
spline = RBFInterpolator(control, offsets, kernel="thin_plate_spline", degree=1)
asked = np.column_stack([rng.uniform(0, 199, 40), rng.uniform(0, 149, 40)]).round(3)
out = {
    "nodes": nodes.ravel().tolist(),
    "places": places.tolist(),
    "linear": linear.round(5).tolist(),
    "cubic": cubic.round(5).tolist(),
    "across": across,
    "down": down,
    "scipy": scipy_picture.round(3).ravel().tolist(),
    "torchvision": torch_picture.round(3).ravel().tolist(),
    "camera": {"distortion": k, "at": [[a, b, float(mapx[b, a]), float(mapy[b, a])] for a in range(0, 64, 7) for b in range(0, 48, 6)]},
    "spline": {
        "points": offsets.ravel().tolist(),
        "at": np.column_stack([asked, spline((asked + 0.5) / [200, 150])]).round(4).tolist(),
    },
}
with open(os.path.join(os.path.dirname(__file__), "bends.json"), "w") as file:
    json.dump({key: out[key] for key in out}, file, separators=(",", ":"))
    file.write("\n")
