"""Makes blurs.json: a picture and what others' filters make of it. /usr/bin/python3 test/golden/blurs.py"""
import io
import json
import os

import cv2
import numpy as np
import torch
from PIL import Image, ImageEnhance
from scipy import ndimage
from torchvision.transforms import functional

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
H, W = 13, 21
y, x = np.mgrid[0:H, 0:W]
smooth = np.stack([128 + 90 * np.sin(x / 5 + c) + 40 * np.cos(y / 4 - c) for c in range(3)], 2)
picture = np.clip(smooth + rng.normal(0, 12, (H, W, 3)), 0, 255).round().astype(np.uint8)
picture[3:8, 12:18] = [250, 10, 60]


def each(filtered):
    """Of the green channel, in float, a thousandth of a level."""
    return [round(float(v), 3) for v in filtered(picture[..., 1].astype(np.float64)).ravel()]


def whole(values):
    return np.asarray(values).astype(int).ravel().tolist()


def jpeg(quality):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def disc(radius):
    at = np.arange(-radius, radius + 1)
    made = (at[:, None] ** 2 + at[None] ** 2 <= radius**2).astype(np.float64)
    return made / made.sum()


def filter2d(kernel):
    return each(lambda p: cv2.filter2D(p, cv2.CV_64F, np.array(kernel, np.float64), borderType=cv2.BORDER_REFLECT_101))


def scaled(fraction, down, up):
    # By sizes: albumentations gives OpenCV the factor, which then cuts off what does not divide, and shifts the rest.
    small = cv2.resize(picture, (int(W * fraction + 0.5), int(H * fraction + 0.5)), interpolation=down)
    return cv2.resize(small, (W, H), interpolation=up)


def sharpen(alpha, lightness):
    effect = np.full((3, 3), -1.0)
    effect[1, 1] = 8 + lightness
    return (1 - alpha) * np.eye(3)[1][:, None] * np.eye(3)[1] + alpha * effect


def emboss(alpha, strength):
    s = strength
    effect = np.array([[-1 - s, -s, 0], [-s, 1, s], [0, s, 1 + s]])
    return (1 - alpha) * np.eye(3)[1][:, None] * np.eye(3)[1] + alpha * effect


def unsharp(p, sigma, alpha, threshold):
    # As albumentations.UnsharpMask does, with scipy's Gaussian of radius ceil(3 sigma).
    def blur(q):
        return ndimage.gaussian_filter(q, sigma, mode="mirror", radius=int(np.ceil(3 * sigma)))

    residual = p - blur(p)
    soft = blur((np.abs(residual) > threshold).astype(np.float64))
    sharp = np.clip(p + alpha * residual, 0, 255)
    return soft * sharp + (1 - soft) * p


nearest, linear = cv2.INTER_NEAREST, cv2.INTER_LINEAR
pil = Image.fromarray(picture)
tensor = torch.from_numpy(picture).permute(2, 0, 1)
made = {
    "reference": f"Pillow, torchvision, scipy, OpenCV {cv2.__version__}",
    "width": W,
    "height": H,
    "picture": whole(picture),
    "sharpnessPil": {f: whole(ImageEnhance.Sharpness(pil).enhance(f)) for f in (0, 0.1, 0.5, 1.9, 4)},
    "sharpnessTorch": {f: whole(functional.adjust_sharpness(tensor, f).permute(1, 2, 0)) for f in (0, 0.5, 1.9)},
    "box": {r: each(lambda p: ndimage.uniform_filter(p, 2 * r + 1, mode="mirror")) for r in (1, 2, 3, 6)},
    "boxCv": {r: whole(cv2.blur(picture, (2 * r + 1, 2 * r + 1))) for r in (1, 3)},
    "median": {r: whole(each(lambda p: ndimage.median_filter(p, 2 * r + 1, mode="mirror"))) for r in (1, 2, 3, 6)},
    "disc": {r: filter2d(disc(r)) for r in (1, 3, 5)},
    "sharpen": {"0.3,0.8": filter2d(sharpen(0.3, 0.8))},
    "emboss": {"0.4,0.6": filter2d(emboss(0.4, 0.6))},
    "unsharp": {"1.1,0.5,10": each(lambda p: unsharp(p, 1.1, 0.5, 10))},
    "downscale": {
        "0.25,nearest,nearest": whole(scaled(0.25, nearest, nearest)),
        "0.5,bilinear,bilinear": whole(scaled(0.5, linear, linear)),
    },
    "jpeg": {q: whole(jpeg(q)) for q in (10, 50, 90)},
}
with open(os.path.join(HERE, "blurs.json"), "w") as file:
    file.write(json.dumps(made, separators=(",", ":")).replace('],"', '],\n"') + "\n")
