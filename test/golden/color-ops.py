"""What Pillow, OpenCV and numpy make of small pictures by operations of colour: /usr/bin/python3 test/golden/color-ops.py

Values are base64: bytes, or little-endian uint16 of 1/100 level where `scale` is 100.
"""

import base64
import json
import os

import cv2
import numpy as np
from PIL import Image, ImageOps

cv2.setNumThreads(1)
random = np.random.default_rng(20)


def smooth(height, width, low, high):
    """Coloured blobs with some noise, uint8 RGB."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    planes = []
    for c in range(3):
        wave = np.sin(x / (5 + 2 * c) + c) + np.cos(y / (7 - c) - c) + 0.3 * random.normal(size=(height, width))
        planes.append(low + (high - low) * np.clip((wave + 2.2) / 4.4, 0, 1))
    return np.rint(np.stack(planes, -1)).astype(np.uint8)


inputs = {
    "scene": smooth(18, 26, 20, 230),
    "dull": smooth(19, 23, 90, 150),
    "flat": np.full((16, 16, 3), (10, 120, 250), np.uint8),
    "small": smooth(9, 11, 0, 255),
    "noise": random.integers(0, 256, (11, 19, 3)).astype(np.uint8),
}
cases = []


def case(operation, parameters, source, out, tolerance, name=None):
    assert out.shape == inputs[source].shape, operation
    values = np.asarray(out)
    scale = 1 if values.dtype == np.uint8 else 100
    packed = np.rint(values.astype(float) * scale).astype("<u2" if scale > 1 else "u1").tobytes()
    cases.append(
        {"operation": operation, "parameters": parameters, "input": source, "tolerance": tolerance, "scale": scale}
        | {"values": base64.b64encode(packed).decode()}
    )


def pil(f, source):
    return np.asarray(f(Image.fromarray(inputs[source])))


def hsv(source, degrees, saturation, value):
    """OpenCV's HSV in float32: hue in degrees, saturation and value 0 to 1."""
    x = cv2.cvtColor(inputs[source].astype(np.float32) / 255, cv2.COLOR_RGB2HSV)
    grey = x[..., 1] == 0
    x[..., 0] = np.mod(x[..., 0] + degrees, 360)
    x[..., 1] = np.where(grey, 0, np.clip(x[..., 1] + saturation / 255, 0, 1))
    x[..., 2] = np.clip(x[..., 2] + value / 255, 0, 1)
    return 255 * cv2.cvtColor(x, cv2.COLOR_HSV2RGB)


TO_XYZ = np.array([[0.412453, 0.35758, 0.180423], [0.212671, 0.71516, 0.072169], [0.019334, 0.119193, 0.950227]])
WHITE = np.array([0.950456, 1, 1.088754])


def lab_f(t):
    return np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)


def clahe(source, limit, tiles):
    """On L in float64, by the formulas that OpenCV documents: its own float32 is interpolated, 0.15 of 100 off."""
    x = inputs[source] / 255
    f = lab_f(np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4) @ TO_XYZ.T / WHITE)
    lightness = (116 * f[..., 1] - 16) * 2.55
    levels = np.rint(lightness).astype(np.uint8)
    more = cv2.createCLAHE(limit, (tiles[1], tiles[0])).apply(levels).astype(float) - levels
    f += (more / (116 * 2.55))[..., None]
    xyz = np.where(f > 6 / 29, f**3, (f - 16 / 116) / 7.787) * WHITE
    linear = np.clip(xyz @ np.linalg.inv(TO_XYZ).T, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def clahe_grey(source, limit, tiles):
    return np.stack([cv2.createCLAHE(limit, (tiles[1], tiles[0])).apply(np.ascontiguousarray(inputs[source][..., c])) for c in range(3)], -1)


def aberration(source, red, blue):
    """Bilinear, places by the formula in float64; centre at (size - 1) / 2."""
    picture = inputs[source].astype(np.float64)
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(float)
    x -= (width - 1) / 2
    y -= (height - 1) / 2
    r2 = (x * x + y * y) / max(width, height) ** 2
    out = picture.copy()
    for c, (k1, k2) in ((0, red), (2, blue)):
        f = 1 + k1 * r2 + k2 * r2 * r2
        u = np.clip(x * f + (width - 1) / 2, 0, width - 1)
        v = np.clip(y * f + (height - 1) / 2, 0, height - 1)
        u0 = np.minimum(np.floor(u), max(width - 2, 0)).astype(int)
        v0 = np.minimum(np.floor(v), max(height - 2, 0)).astype(int)
        a, b, p = u - u0, v - v0, picture[..., c]
        u1, v1 = np.minimum(u0 + 1, width - 1), np.minimum(v0 + 1, height - 1)
        out[..., c] = (1 - b) * ((1 - a) * p[v0, u0] + a * p[v0, u1]) + b * ((1 - a) * p[v1, u0] + a * p[v1, u1])
    return out


for source in ("scene", "dull", "flat", "small"):
    case("equalize", {"mode": "pil", "perChannel": True}, source, pil(ImageOps.equalize, source), 0)
    cv = np.stack([cv2.equalizeHist(np.ascontiguousarray(inputs[source][..., c])) for c in range(3)], -1)
    case("equalize", {"mode": "cv", "perChannel": True}, source, cv, 0)
ycc = cv2.cvtColor(inputs["scene"], cv2.COLOR_RGB2YCrCb)
ycc[..., 0] = cv2.equalizeHist(ycc[..., 0])
case("equalize", {"mode": "cv", "perChannel": False}, "scene", cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB), 4)
for source in ("scene", "dull", "flat", "small"):
    for cutoff in (0, 2.5, 20):
        case("autoContrast", {"cutoffPercent": cutoff, "perChannel": True}, source, pil(lambda i: ImageOps.autocontrast(i, cutoff), source), 0)
case("autoContrast", {"cutoffPercent": 1, "perChannel": False}, "dull", pil(lambda i: ImageOps.autocontrast(i, 1, preserve_tone=True), "dull"), 0)
for shift in ((40, 0, 0), (-75, 30, -20), (0, -30, 20), (12, 200, 0), (0, 0, 90)):
    for source in ("noise", "flat"):
        case("hueSaturation", dict(zip(("hueDegrees", "saturationShift", "valueShift"), shift)), source, hsv(source, *shift), 0.03)
for source, limit, tiles in (("scene", 2.0, (8, 8)), ("scene", 4.0, (2, 4)), ("noise", 1.0, (4, 4)), ("small", 3.0, (8, 8))):
    case("claheGrey", {"clipLimit": limit, "tileGrid": tiles}, source, clahe_grey(source, limit, tiles), 0.51)
    case("clahe", {"clipLimit": limit, "tileGrid": tiles}, source, clahe(source, limit, tiles), 2)
for source in ("scene", "small"):
    case("chromaticAberration", {"red": [0.3, -0.1], "blue": [-0.2, 0.15]}, source, aberration(source, (0.3, -0.1), (-0.2, 0.15)), 0.02)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "color-ops.json")
pictures = {name: {"height": p.shape[0], "width": p.shape[1], "values": base64.b64encode(p.tobytes()).decode()} for name, p in inputs.items()}
with open(path, "w") as file:
    json.dump({"inputs": pictures, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
