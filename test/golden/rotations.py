"""rotate: scipy in float64 is the reference, torchvision, Pillow, OpenCV and torch are held against it."""
import math

import cv2
import numpy as np
import torch
import torchvision.transforms.functional as tvf
from packing import CV, NP, PL, SP, TV, add, apart, image, must, per_channel, picture_of, precise, tensor
from PIL import Image
from scipy import ndimage

BILINEAR, NEAREST = tvf.InterpolationMode.BILINEAR, tvf.InterpolationMode.NEAREST
BLACK, PINK = (0, 0, 0), (255, 0, 128)
SCIPY_MODES = {"constant": "grid-constant", "edge": "nearest", "reflect": "mirror", "wrap": "grid-wrap"}
CV_BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "edge": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT_101,
    "wrap": cv2.BORDER_WRAP,
}
REMAP = f"{CV} remap (places in 1/32 pixel)"
EXACT = {"dtype": "u8", "within": (0.5, 0.05)}


def sine_cosine(degrees):
    quarter = round(degrees / 90)
    rest = math.radians(degrees - 90 * quarter)
    s, c = math.sin(rest), math.cos(rest)
    for _ in range(quarter % 4):
        s, c = c, -s
    return s, c


def places(picture, degrees):
    """Where each output pixel comes from: (rows, columns) of the input."""
    height, width = picture.shape[:2]
    s, c = sine_cosine(degrees)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    y, x = y - (height - 1) / 2, x - (width - 1) / 2
    return s * x + c * y + (height - 1) / 2, c * x - s * y + (width - 1) / 2


def by_scipy(picture, degrees, border, fill=BLACK):
    s, c = sine_cosine(degrees)
    matrix = np.array([[c, s], [-s, c]])
    centre = (np.array(picture.shape[:2]) - 1) / 2
    offset = centre - matrix @ centre
    planes = picture.astype(np.float64).transpose(2, 0, 1)
    turn = lambda plane, value: ndimage.affine_transform(  # noqa: E731
        plane, matrix, offset, order=1, mode=SCIPY_MODES[border], cval=value
    )
    return np.stack([turn(plane, value) for plane, value in zip(planes, fill)], axis=2)


def by_opencv(picture, degrees, border):
    rows, columns = (place.astype(np.float32) for place in places(picture, degrees))
    return cv2.remap(picture.astype(np.float32), columns, rows, cv2.INTER_LINEAR, borderMode=CV_BORDERS[border])


def by_keys(picture, degrees, a):
    """Bicubic by Keys with parameter a; NaN where a tap lies outside."""
    rows, columns = places(picture, degrees)
    height, width = picture.shape[:2]
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    inside = (top >= 1) & (top + 2 < height) & (left >= 1) & (left + 2 < width)

    def keys(t):
        t = np.abs(t)
        far = np.where(t < 2, a * (t**3 - 5 * t**2 + 8 * t - 4), 0)
        return np.where(t < 1, (a + 2) * t**3 - (a + 3) * t**2 + 1, far)

    out = np.zeros(picture.shape)
    for dy in range(-1, 3):
        for dx in range(-1, 3):
            weight = keys(rows - top - dy) * keys(columns - left - dx)
            taps = picture[np.clip(top + dy, 0, height - 1), np.clip(left + dx, 0, width - 1)]
            out += weight[:, :, None] * taps
    return np.where(inside[:, :, None], out, np.nan)


def by_nearest(picture, degrees, fill):
    """NaN where a coordinate is so near to the middle between two pixels that rounding errors decide."""
    rows, columns = places(picture, degrees)
    height, width = picture.shape[:2]
    row, column = np.floor(rows + 0.5).astype(int), np.floor(columns + 0.5).astype(int)
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    found = picture[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    out = np.where(inside[:, :, None], found, np.array(fill)).astype(np.float64)
    near = lambda t: np.abs(t - np.floor(t) - 0.5) < 2e-3  # noqa: E731
    out[near(rows) | near(columns)] = np.nan
    return out


def parameters(degrees, border, fill, interpolation):
    return {"angleDegrees": degrees, "border": border, "fill": list(fill), "interpolation": interpolation}


def add_linear(name, source, degrees, border, fill, expected, checks, note=None, **stored):
    reference = f"{SP} affine_transform order=1 {SCIPY_MODES[border]}, float64"
    add(name, source, "rotate", parameters(degrees, border, fill, "bilinear"), reference, expected, checks=checks, note=note, **stored)


def add_constant(degrees):
    source = image("photo")
    stored = EXACT if degrees % 90 == 0 else {}
    expected = by_scipy(source, degrees, "constant")
    u8 = picture_of(tvf.rotate(tensor(source), degrees, BILINEAR))
    float64 = picture_of(tvf.rotate(precise(source), degrees, BILINEAR))
    checks = {
        f"{TV} rotate, float64": must(apart(expected, float64), 0.01, f"rotate {degrees}"),
        f"{TV} rotate, u8": must(apart(expected, u8), 0.51, f"rotate {degrees}"),
        REMAP: apart(expected, by_opencv(source, degrees, "constant")),
    }
    add_linear(f"rotate {degrees} constant black", "photo", degrees, "constant", BLACK, expected, checks, **stored)
    if degrees in (-15, 10):
        add(f"rotate {degrees} torchvision u8", "photo", "rotate", parameters(degrees, "constant", BLACK, "bilinear"),
            f"{TV} rotate, u8 tensor, bilinear, fill None", u8, "u8", (1.5, 0.4), note="rounded to whole levels")


def add_filled(degrees):
    source = image("photo")
    stored = EXACT if degrees % 90 == 0 else {}
    expected = by_scipy(source, degrees, "constant", PINK)
    twice = picture_of(tvf.rotate(precise(source), degrees, BILINEAR, fill=list(map(float, PINK))))
    pil = np.asarray(Image.fromarray(source).rotate(degrees, Image.Resampling.BILINEAR, fillcolor=PINK))
    rows, columns = places(source, degrees)
    inside = (rows >= 0) & (rows <= source.shape[0] - 1) & (columns >= 0) & (columns <= source.shape[1] - 1)
    checks = {
        f"{TV} rotate with fill, inside": must(apart(expected, twice, inside), 0.01, "fill inside"),
        f"{TV} rotate with fill, on the rim": apart(expected, twice, ~inside),
        f"{PL} rotate with fillcolor, inside": must(apart(expected, pil, inside), 1.01, "fill inside, Pillow"),
        f"{PL} rotate with fillcolor, on the rim": apart(expected, pil, ~inside),
    }
    note = "torchvision with fill weighs rim pixels twice and Pillow not at all; scipy is the reference there"
    add_linear(f"rotate {degrees} constant pink", "photo", degrees, "constant", PINK, expected, checks,
               None if stored else note, **stored)


def add_between():
    source = image("vivid")
    expected = by_scipy(source, 90, "constant")
    checks = {f"{TV} rotate, float64": must(apart(expected, picture_of(tvf.rotate(precise(source), 90, BILINEAR))), 0.01, "33x24")}
    add_linear("rotate 90 between pixels", "vivid", 90, "constant", BLACK, expected, checks,
               "width odd, height even: a quarter turn about the centre lands between pixels, each is the mean of four")


def add_border(degrees, border):
    source = image("odd")
    expected = by_scipy(source, degrees, border)
    checks = {REMAP: must(apart(expected, by_opencv(source, degrees, border)), 5, f"{border} {degrees}")}
    add_linear(f"rotate {degrees} {border}", "odd", degrees, border, BLACK, expected, checks)


def add_nearest(degrees, fill):
    source = image("photo")
    expected = by_nearest(source, degrees, fill)
    tv = picture_of(tvf.rotate(tensor(source), degrees, NEAREST, fill=list(map(float, fill))))
    pil = np.asarray(Image.fromarray(source).rotate(degrees, Image.Resampling.NEAREST, fillcolor=fill))
    checks = {
        f"{TV} rotate, u8, nearest": must(apart(expected, tv), 0, "nearest"),
        f"{PL} rotate NEAREST": must(apart(expected, pil), 0, "nearest, Pillow"),
    }
    add(f"rotate {degrees} nearest", "photo", "rotate", parameters(degrees, "constant", fill, "nearest"),
        f"{NP}, floor(place + 0.5)", expected, within=(0.01, 0.001), checks=checks,
        note="places within 0.002 of the middle between two pixels are not compared")


def add_bicubic(degrees):
    source = image("photo")
    expected = by_keys(source, degrees, -0.5)
    assert np.nanmin(expected) >= 0 and np.nanmax(expected) <= 255, "bicubic overshoots 0..255"
    turn = lambda plane: np.asarray(Image.fromarray(plane).rotate(degrees, Image.Resampling.BICUBIC))  # noqa: E731
    pil = per_channel(source, turn)
    height, width = source.shape[:2]
    rows, columns = places(source, degrees)
    grid = torch.from_numpy(np.stack([(columns * 2 + 1) / width - 1, (rows * 2 + 1) / height - 1], axis=2))[None]
    sampled = torch.nn.functional.grid_sample(precise(source)[None], grid, "bicubic", align_corners=False)[0]
    checks = {
        f"{PL} rotate BICUBIC, mode F, against the same code at its a = -1":
            must(apart(by_keys(source, degrees, -1), pil), 0.01, "bicubic, Pillow"),
        f"torch {torch.__version__} grid_sample bicubic, against the same code at its a = -0.75":
            must(apart(by_keys(source, degrees, -0.75), picture_of(sampled)), 0.01, "bicubic, torch"),
        f"{PL} rotate BICUBIC as it is": apart(expected, pil),
    }
    add(f"rotate {degrees} bicubic", "photo", "rotate", parameters(degrees, "constant", BLACK, "bicubic"),
        f"{NP}, Keys a = -0.5", expected, checks=checks, note="compared where all 16 taps lie inside the picture")


def add_rotations():
    for degrees in (-37, -15, 10, 45, 90, 180):
        add_constant(degrees)
    for degrees in (-37, 45, 90):
        add_filled(degrees)
    add_between()
    for degrees in (-37, 10):
        for border in ("edge", "reflect", "wrap"):
            add_border(degrees, border)
    add_nearest(-15, BLACK)
    add_nearest(45, PINK)
    add_bicubic(-37)
    add_bicubic(10)
