"""Makes the golden files of this folder from reference implementations; README.md says how to run it and what is in them.

Every reference is checked here against a second one where there is a second one. What they differ by goes into golden.json.
"""
import json
import math
import os
import sys
import warnings

import cv2
import numpy as np
import PIL
import scipy
import skimage
import torch
import torchvision
from PIL import Image
from scipy import ndimage
from skimage import color as skcolor

warnings.filterwarnings("ignore")
import torchvision.transforms.functional as tvf  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TV = "torchvision 0.14.1"
CV = "OpenCV " + cv2.__version__
SP = "scipy " + scipy.__version__
PL = "Pillow " + PIL.__version__
SK = "scikit-image " + skimage.__version__
NP = "numpy float64"
BILINEAR, NEAREST = tvf.InterpolationMode.BILINEAR, tvf.InterpolationMode.NEAREST
LUMA = np.array([0.299, 0.587, 0.114])

blob = bytearray()
inputs, cases = {}, []


def place(array):
    """Appends raw little-endian values at a multiple of 8 and says where."""
    while len(blob) % 8:
        blob.append(0)
    offset = len(blob)
    blob.extend(np.ascontiguousarray(array).tobytes())
    return offset


def add_input(name, picture):
    inputs[name] = {"array": picture, "entry": {
        "name": name, "width": picture.shape[1], "height": picture.shape[0], "offset": place(picture)}}


def levels16(values):
    """Grey levels in 1/128 steps from -64; NaN, which is not compared, is 65535."""
    raw = np.where(np.isnan(values), 65535, np.round((values + 64) * 128))
    assert np.nanmin(raw) >= 0 and np.nanmax(np.where(np.isnan(values), 0, raw)) < 65535, "out of the range of levels16"
    return raw.astype("<u2")


def add(name, source, operation, parameters, reference, expected, dtype="levels16", tolerance=1.0, mean=0.25, checks=None, note=None):
    expected = np.asarray(expected)
    stored = {"u8": lambda: expected.astype(np.uint8), "f32": lambda: expected.astype("<f4"), "levels16": lambda: levels16(expected)}[dtype]()
    if dtype == "u8":
        assert np.array_equal(stored, expected), name
    assert not any(case["name"] == name for case in cases), name
    cases.append({
        "name": name, "input": source, "operation": operation, "parameters": parameters, "reference": reference,
        "shape": list(expected.shape), "dtype": dtype, "offset": place(stored), "tolerance": tolerance, "meanTolerance": mean,
        **({"agreement": {k: round(float(v), 4) for k, v in checks.items()}} if checks else {}), **({"note": note} if note else {}),
    })


def apart(a, b, where=None):
    """The largest difference, of pixels that both have (and of those that `where` picks)."""
    difference = np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64))
    if where is not None:
        difference = difference[where]
    return np.nanmax(difference)


def must(value, limit, what):
    assert value <= limit, f"{what}: references differ by {value}, more than {limit}"
    return value


def tensor(picture):
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))


def picture_of(t):
    return t.numpy().transpose(1, 2, 0)


def per_channel(picture, change):
    return np.stack([change(picture[:, :, c]) for c in range(3)], axis=2)


# ---------------------------------------------------------------- pictures


def photo(width, height, seed):
    """Gradients, a disc, a bar, stripes and texture, all smooth on the scale of a pixel, within 10..245."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    unit = height / 36
    out = np.empty((height, width, 3))
    disc = 1 / (1 + np.exp((np.hypot(x - 0.33 * width, y - 0.45 * height) - 9 * unit) / 0.6))
    bar = 1 / (1 + np.exp((np.abs((x - 0.72 * width) * 0.9 + (y - 0.5 * height) * 0.4) - 3.5 * unit) / 0.5))
    stripes = np.sin(2 * np.pi * (x * 0.16 + y * 0.07 * np.sin(x / width * 3))) * (y > 0.7 * height)
    texture = ndimage.gaussian_filter(rng.standard_normal((height, width)), 1.1, mode="mirror")
    for c, (sky, ball, plank) in enumerate([((90, 200), 235, 30), ((120, 90), 150, 200), ((220, 60), 40, 225)]):
        own = ndimage.gaussian_filter(rng.standard_normal((height, width)), 1.4, mode="mirror")
        base = sky[0] + (sky[1] - sky[0]) * y / height + 25 * np.sin(x / width * 5 + c)
        base = base + (ball - base) * disc
        base = base + (plank - base) * bar
        out[:, :, c] = base + 22 * stripes + 70 * texture + 45 * own
    smooth = ndimage.gaussian_filter(out, (0.5, 0.5, 0), mode="mirror")
    return np.round(np.clip(smooth, 10, 245)).astype(np.uint8)


def vivid(width, height):
    """All corners, edges and centres of the RGB cube, a grey ramp, ties of two channels, then colours at random."""
    rng = np.random.default_rng(3)
    corners = np.array([[r, g, b] for r in (0, 128, 255) for g in (0, 128, 255) for b in (0, 128, 255)])
    greys = np.repeat(np.round(np.linspace(0, 255, width))[:, None], 3, axis=1)
    ties = np.array([[200, 200, 40], [40, 200, 200], [200, 40, 200], [40, 40, 200], [40, 200, 40], [200, 40, 40], [1, 0, 0], [254, 255, 255]])
    made = np.concatenate([corners, greys, ties])
    rest = rng.integers(0, 256, (width * height - len(made), 3))
    return np.concatenate([made, rest]).reshape(height, width, 3).astype(np.uint8)


add_input("photo", photo(48, 36, 1))
add_input("odd", photo(41, 31, 2))
add_input("big", photo(120, 90, 5))
add_input("vivid", vivid(33, 24))
add_input("low-contrast", np.random.default_rng(4).integers(60, 191, (24, 32, 3)).astype(np.uint8))


def image(name):
    return inputs[name]["array"]


# ---------------------------------------------------------------- rotate


def rotation(degrees):
    quarter = round(degrees / 90)
    rest = math.radians(degrees - 90 * quarter)
    s, c = math.sin(rest), math.cos(rest)
    for _ in range(quarter % 4):
        s, c = c, -s
    return s, c


def rotated_places(picture, degrees):
    """Where each output pixel comes from: (rows, columns) of the input."""
    height, width = picture.shape[:2]
    s, c = rotation(degrees)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    y, x = y - (height - 1) / 2, x - (width - 1) / 2
    return s * x + c * y + (height - 1) / 2, c * x - s * y + (width - 1) / 2


def scipy_rotate(picture, degrees, mode, fill=(0, 0, 0)):
    height, width = picture.shape[:2]
    s, c = rotation(degrees)
    matrix = np.array([[c, s], [-s, c]])
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    channel = lambda k: ndimage.affine_transform(  # noqa: E731
        picture[:, :, k].astype(np.float64), matrix, centre - matrix @ centre, order=1, mode=mode, cval=fill[k])
    return np.stack([channel(k) for k in range(3)], axis=2)


def keys_rotate(picture, degrees, a):
    """Bicubic by Keys with parameter a; NaN where a tap lies outside."""
    rows, columns = rotated_places(picture, degrees)
    height, width = picture.shape[:2]
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    inside = (top >= 1) & (top + 2 < height) & (left >= 1) & (left + 2 < width)

    def keys(t):
        t = np.abs(t)
        return np.where(t < 1, (a + 2) * t**3 - (a + 3) * t**2 + 1, np.where(t < 2, a * (t**3 - 5 * t**2 + 8 * t - 4), 0))

    out = np.zeros(picture.shape)
    for dy in range(-1, 3):
        for dx in range(-1, 3):
            weight = keys(rows - top - dy) * keys(columns - left - dx)
            taps = picture[np.clip(top + dy, 0, height - 1), np.clip(left + dx, 0, width - 1)]
            out += weight[:, :, None] * taps
    return np.where(inside[:, :, None], out, np.nan)


def nearest_rotate(picture, degrees, fill):
    """NaN where a coordinate is so near to the middle between two pixels that rounding errors decide."""
    rows, columns = rotated_places(picture, degrees)
    height, width = picture.shape[:2]
    row, column = np.floor(rows + 0.5).astype(int), np.floor(columns + 0.5).astype(int)
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    out = np.where(inside[:, :, None], picture[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)], np.array(fill)).astype(np.float64)
    near = lambda t: np.abs(t - np.floor(t) - 0.5) < 2e-3  # noqa: E731
    out[near(rows) | near(columns)] = np.nan
    return out


def rotate_parameters(degrees, border, fill, interpolation):
    return {"angleDegrees": degrees, "border": border, "fill": list(fill), "interpolation": interpolation}


modes = {"constant": "grid-constant", "edge": "nearest", "reflect": "mirror", "wrap": "grid-wrap"}
black, pink = (0, 0, 0), (255, 0, 128)
inner = "compared where all 16 taps lie inside the picture"

for degrees in (-37, -15, 10, 45, 90, 180):
    source = image("photo")
    reference = scipy_rotate(source, degrees, "grid-constant")
    tv = picture_of(tvf.rotate(tensor(source), degrees, BILINEAR))
    tv_float = picture_of(tvf.rotate(tensor(source.astype(np.float64)), degrees, BILINEAR))
    s, c = rotation(degrees)
    rows, columns = rotated_places(source, degrees)
    cv = cv2.remap(source.astype(np.float32), columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    checks = {
        f"{TV} rotate, float64": must(apart(reference, tv_float), 0.01, f"rotate {degrees}"),
        f"{TV} rotate, u8": must(apart(reference, tv), 0.51, f"rotate {degrees}"),
        f"{CV} remap (places in 1/32 pixel)": apart(reference, cv),
    }
    exact = degrees in (90, 180)
    add(f"rotate {degrees} constant black", "photo", "rotate", rotate_parameters(degrees, "constant", black, "bilinear"),
        f"{SP} affine_transform order=1 grid-constant, float64", np.round(reference) if exact else reference, "u8" if exact else "levels16", 0.5 if exact else 1, 0.05 if exact else 0.25, checks)
    if degrees in (-37, 45, 90):
        filled = scipy_rotate(source, degrees, "grid-constant", pink)
        twice = picture_of(tvf.rotate(tensor(source.astype(np.float64)), degrees, BILINEAR, fill=list(map(float, pink))))
        rows, columns = rotated_places(source, degrees)
        inside = (rows >= 0) & (rows <= source.shape[0] - 1) & (columns >= 0) & (columns <= source.shape[1] - 1)
        pil = np.asarray(Image.fromarray(source).rotate(degrees, Image.Resampling.BILINEAR, fillcolor=pink))
        checks = {
            f"{TV} rotate with fill, inside": must(apart(filled, twice, inside), 0.01, "fill inside"),
            f"{TV} rotate with fill, on the rim": apart(filled, twice, ~inside),
            f"{PL} rotate with fillcolor, inside": must(apart(filled, pil, inside), 1.01, "fill inside, PIL"),
            f"{PL} rotate with fillcolor, on the rim": apart(filled, pil, ~inside),
        }
        add(f"rotate {degrees} constant pink", "photo", "rotate", rotate_parameters(degrees, "constant", pink, "bilinear"),
            f"{SP} affine_transform order=1 grid-constant, float64", np.round(filled) if exact else filled, "u8" if exact else "levels16", 0.5 if exact else 1, 0.05 if exact else 0.25, checks,
            None if exact else "torchvision with fill weighs rim pixels twice and Pillow not at all; scipy is the reference there")
    if degrees in (-15, 10):
        add(f"rotate {degrees} torchvision u8", "photo", "rotate", rotate_parameters(degrees, "constant", black, "bilinear"),
            f"{TV} rotate, u8 tensor, bilinear, fill None", tv, "u8", 1.5, 0.4, note="rounded to whole levels")

half = scipy_rotate(image("vivid"), 90, "grid-constant")
add("rotate 90 between pixels", "vivid", "rotate", rotate_parameters(90, "constant", black, "bilinear"), f"{SP} affine_transform order=1 grid-constant, float64", half,
    checks={f"{TV} rotate, float64": must(apart(half, picture_of(tvf.rotate(tensor(image("vivid").astype(np.float64)), 90, BILINEAR))), 0.01, "rotate 90 of 33x24")},
    note="width odd, height even: a quarter turn about the centre lands between pixels, each becomes the mean of four")

for degrees in (-37, 10):
    for border in ("edge", "reflect", "wrap"):
        source = image("odd")
        reference = scipy_rotate(source, degrees, modes[border])
        rows, columns = rotated_places(source, degrees)
        cv_mode = {"edge": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT_101, "wrap": cv2.BORDER_WRAP}[border]
        cv = cv2.remap(source.astype(np.float32), columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv_mode)
        add(f"rotate {degrees} {border}", "odd", "rotate", rotate_parameters(degrees, border, black, "bilinear"),
            f"{SP} affine_transform order=1 {modes[border]}, float64", reference,
            checks={f"{CV} remap (places in 1/32 pixel)": must(apart(reference, cv), 5, f"{border} {degrees}")})

for degrees, fill in ((-15, black), (45, pink)):
    source = image("photo")
    reference = nearest_rotate(source, degrees, fill)
    tv = picture_of(tvf.rotate(tensor(source), degrees, NEAREST, fill=list(map(float, fill))))
    pil = np.asarray(Image.fromarray(source).rotate(degrees, Image.Resampling.NEAREST, fillcolor=fill))
    add(f"rotate {degrees} nearest", "photo", "rotate", rotate_parameters(degrees, "constant", fill, "nearest"), f"{NP}, floor(place + 0.5)", reference, tolerance=0.01, mean=0.001,
        checks={f"{TV} rotate, u8, nearest": must(apart(reference, tv), 0, "nearest"), f"{PL} rotate NEAREST": must(apart(reference, pil), 0, "nearest, PIL")},
        note="places within 0.002 of the middle between two pixels are not compared")

for degrees in (-37, 10):
    source = image("photo")
    reference = keys_rotate(source, degrees, -0.5)
    assert np.nanmin(reference) >= 0 and np.nanmax(reference) <= 255, "bicubic overshoots 0..255"
    rows, columns = rotated_places(source, degrees)
    pil = per_channel(source, lambda plane: np.asarray(Image.fromarray(plane.astype(np.float32)).rotate(degrees, Image.Resampling.BICUBIC)))
    grid = torch.from_numpy(np.stack([(columns * 2 + 1) / 48 - 1, (rows * 2 + 1) / 36 - 1], axis=2))[None]
    sampled = picture_of(torch.nn.functional.grid_sample(tensor(source.astype(np.float64))[None], grid, "bicubic", align_corners=False)[0])
    add(f"rotate {degrees} bicubic", "photo", "rotate", rotate_parameters(degrees, "constant", black, "bicubic"), f"{NP}, Keys a = -0.5", reference, checks={
        f"{PL} rotate BICUBIC, mode F, with the same code at its a = -1": must(apart(keys_rotate(source, degrees, -1), pil), 0.01, "bicubic"),
        f"torch {torch.__version__} grid_sample bicubic, with the same code at its a = -0.75": must(apart(keys_rotate(source, degrees, -0.75), sampled), 0.01, "bicubic"),
        f"{PL} rotate BICUBIC as it is": apart(reference, pil)}, note=inner)

# ---------------------------------------------------------------- resize, crop, flip

filters = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC, "nearest": Image.Resampling.NEAREST}


def pil_resize(picture, size, interpolation):
    height, width = size
    return per_channel(picture, lambda plane: np.asarray(Image.fromarray(plane.astype(np.float32)).resize((width, height), filters[interpolation])))


def cut(picture, window):
    left, top, width, height = window
    return picture[top:top + height, left:left + width]


def add_resized(name, source, operation, parameters, part, tolerance=1.0, mean=0.25, note=None):
    size, interpolation = parameters["size"], parameters["interpolation"]
    reference = pil_resize(part, size, interpolation)
    mode = {"bilinear": BILINEAR, "bicubic": tvf.InterpolationMode.BICUBIC}[interpolation]
    tv = picture_of(tvf.resize(tensor(part.astype(np.float64)), size, mode, antialias=True))
    rounded = np.asarray(Image.fromarray(np.ascontiguousarray(part)).resize((size[1], size[0]), filters[interpolation]))
    checks = {f"{TV} resize antialias=True, float64": must(apart(reference, tv), 0.01, name), f"{PL} resize, u8": must(apart(reference, rounded), 1.1, name)}
    if interpolation == "bicubic":
        assert reference.min() >= 0 and reference.max() <= 255, "bicubic overshoots 0..255"
    add(name, source, operation, parameters, f"{PL} crop, then resize, mode F" if operation == "resizedCrop" else f"{PL} resize, mode F", reference, "levels16", tolerance, mean, checks, note)


for size, tolerance, mean, note in (
    ([30, 40], 1, 0.25, "3 to 1"),
    ([35, 47], 1, 0.25, "not whole"),
    ([15, 20], 2, 0.5, "6 to 1: beyond 4 we average pixels first and take off their variance from the tent"),
):
    add_resized(f"resize {note.split(':')[0]}", "big", "resize", {"size": size, "interpolation": "bilinear"}, image("big"), tolerance, mean, note)

for window, size, interpolation in (
    ([20, 10, 96, 72], [36, 48], "bilinear"),
    ([10, 7, 84, 75], [48, 48], "bilinear"),
    ([30, 20, 24, 20], [64, 40], "bilinear"),
    ([5, 40, 110, 36], [64, 40], "bilinear"),
    ([77, 59, 43, 31], [48, 48], "bilinear"),
    ([60, 0, 20, 90], [24, 32], "bilinear"),
    ([10, 7, 84, 75], [36, 36], "bicubic"),
    ([30, 20, 24, 20], [36, 36], "bicubic"),
):
    add_resized(f"resizedCrop {window} to {size} {interpolation}", "big", "resizedCrop", {"window": window, "size": size, "interpolation": interpolation}, cut(image("big"), window))

add("resizedCrop of the same size", "big", "resizedCrop", {"window": [61, 43, 32, 24], "size": [24, 32], "interpolation": "bilinear"}, "numpy slice", cut(image("big"), [61, 43, 32, 24]), "u8", 0, 0)
small = np.asarray(Image.fromarray(image("photo")).resize((32, 20), Image.Resampling.NEAREST))
add("resize nearest", "photo", "resize", {"size": [20, 32], "interpolation": "nearest"}, f"{PL} resize NEAREST, u8", small, "u8", 0, 0)
centres = (np.floor((np.arange(20) + 0.5) * 36 / 20).astype(int), np.floor((np.arange(32) + 0.5) * 48 / 32).astype(int))
must(apart(small, image("photo")[np.ix_(*centres)]), 0, "resize nearest")
tv_nearest = picture_of(tvf.resize(tensor(image("photo")), [20, 32], NEAREST))
cases[-1]["agreement"] = {f"{TV} resize NEAREST (floor(i * scale), no half pixel)": float(apart(small, tv_nearest))}

for source, size, note in (("photo", [24, 30], None), ("odd", [24, 30], "odd remainders are rounded half to even, as Python does"),
                           ("vivid", [28, 35], "larger than the picture: black around it"),
                           ("vivid", [27, 36], "3 missing: torchvision puts 1 before and 2 behind")):
    add(f"centerCrop {source} to {size}", source, "centerCrop", {"size": size, "border": "constant", "fill": [0, 0, 0]}, f"{TV} center_crop", picture_of(tvf.center_crop(tensor(image(source)), size)), "u8", 0, 0, note=note)
add("horizontalFlip", "odd", "horizontalFlip", {}, f"{TV} hflip", picture_of(tvf.hflip(tensor(image("odd")))), "u8", 0, 0)

# ---------------------------------------------------------------- blur

for sigma in (0.5, 1, 1.3, 2):
    radius = math.ceil(3 * sigma)
    source = image("photo").astype(np.float64)
    reference = ndimage.gaussian_filter(source, (sigma, sigma, 0), mode="mirror", truncate=radius / sigma)
    tv = picture_of(tvf.gaussian_blur(tensor(source), [2 * radius + 1] * 2, [sigma, sigma]))
    cv = cv2.GaussianBlur(source, (2 * radius + 1,) * 2, sigma, sigmaY=sigma, borderType=cv2.BORDER_REFLECT_101)
    u8 = picture_of(tvf.gaussian_blur(tensor(image("photo")), [2 * radius + 1] * 2, [sigma, sigma]))
    add(f"gaussianBlur {sigma}", "photo", "gaussianBlur", {"sigmaPixels": sigma}, f"{SP} gaussian_filter mirror, radius {radius}, float64", reference, checks={
        f"{TV} gaussian_blur kernel {2 * radius + 1}, float64": must(apart(reference, tv), 0.001, "blur"),
        f"{CV} GaussianBlur REFLECT_101, float64": must(apart(reference, cv), 0.001, "blur"),
        f"{TV} gaussian_blur, u8": must(apart(reference, u8), 0.51, "blur")})

# ---------------------------------------------------------------- colour

steps = {"brightness": tvf.adjust_brightness, "contrast": tvf.adjust_contrast, "saturation": tvf.adjust_saturation, "hue": tvf.adjust_hue}
neutral = {"brightness": 1, "contrast": 1, "saturation": 1, "hue": 0}


def by_hand(x, part, amount):
    """The same in numpy, on 0..1, not clamped."""
    grey = (x @ LUMA)[:, :, None]
    if part == "brightness":
        return x * amount
    if part == "contrast":
        return amount * x + (1 - amount) * grey.mean()
    if part == "saturation":
        return amount * x + (1 - amount) * grey
    hsv = skcolor.rgb2hsv(x)
    hsv[:, :, 0] = (hsv[:, :, 0] + amount) % 1
    return skcolor.hsv2rgb(hsv)


def jitter_parameters(order, amounts):
    all_ = {**neutral, **amounts}
    return {"brightness": all_["brightness"], "contrast": all_["contrast"], "saturation": all_["saturation"], "hueDegrees": round(all_["hue"] * 360, 6), "order": list(order)}


listed = list(steps)
for part, amount in [("brightness", 0.6), ("brightness", 1.4), ("contrast", 0.5), ("contrast", 1.5), ("saturation", 0), ("saturation", 0.5), ("saturation", 1.7),
                     ("hue", -0.3), ("hue", -0.05), ("hue", 0.1), ("hue", 0.5)]:
    source = image("vivid")
    reference = picture_of(steps[part](tensor(source / 255), amount)) * 255
    own = np.clip(by_hand(source / 255, part, amount), 0, 1) * 255
    u8 = picture_of(steps[part](tensor(source), amount))
    other = f"{SK} hsv" if part == "hue" else NP
    add(f"{part} {amount}", "vivid", "colorJitter", jitter_parameters(listed, {part: amount}), f"{TV} adjust_{part}, float64", reference, tolerance=0.5, mean=0.1, checks={
        other: must(apart(reference, own), 0.05, part), f"{TV} adjust_{part}, u8": apart(reference, u8)})
    if (part, amount) in (("brightness", 1.4), ("contrast", 0.5), ("saturation", 1.7), ("hue", 0.1)):
        limit = 2 if part == "saturation" else 1.5
        must(apart(reference, u8), limit - 0.1, part + " u8")
        add(f"{part} {amount} u8", "vivid", "colorJitter", jitter_parameters(listed, {part: amount}), f"{TV} adjust_{part}, u8", u8, "u8", limit, 1, note="u8 tensors are cut off, not rounded, and so is the grey in them")

amounts = {"brightness": 1.15, "contrast": 0.8, "saturation": 0.75, "hue": 0.05}
for order in (["brightness", "contrast", "saturation", "hue"], ["hue", "saturation", "contrast", "brightness"], ["contrast", "hue", "brightness", "saturation"]):
    x, own = tensor(image("low-contrast") / 255), image("low-contrast") / 255
    for part in order:
        x, own = steps[part](x, amounts[part]), by_hand(own, part, amounts[part])
        assert own.min() > 0.001 and own.max() < 0.999, f"{order}: {part} would be clamped"
    reference = picture_of(x) * 255
    add(" ".join(order), "low-contrast", "colorJitter", jitter_parameters(order, amounts), f"{TV} adjust_* in this order, float64; no step clamps", reference, tolerance=0.5, mean=0.1,
        checks={f"{NP} and {SK} hsv": must(apart(reference, own * 255), 0.05, str(order))})

# ---------------------------------------------------------------- whitening

flat = np.full((6, 8, 3), 77, np.uint8)
bump = flat.copy()
bump[2, 3, 1] = 78
add_input("flat", flat)
add_input("bump", bump)
to_levels = lambda z: 127.5 + z * 127.5 / 3  # noqa: E731


def standardized(x, axes, mode, epsilon):
    x = x.astype(np.float64)
    deviation = x.std(axis=axes, keepdims=True)
    return (x - x.mean(axis=axes, keepdims=True)) / (np.maximum(deviation, epsilon) if mode == "floor" else deviation + epsilon)


conventions = {"floor": "TensorFlow per_image_standardization, (x - mean) / max(std, 1 / sqrt(N))", "added": "Keras samplewise normalization, (x - mean) / (std + 1e-6)"}
for source, per_channel_too in (("photo", True), ("flat", False), ("bump", False)):
    for per, axes in ((False, (0, 1, 2)), (True, (0, 1)))[: 1 + per_channel_too]:
        for mode, epsilon in (("floor", 1 / math.sqrt(image(source).size)), ("added", 1e-6)):
            if source == "photo" and mode == "added":
                continue  # The same as the other to 6 digits.
            add(f"standardize {source}{' per channel' if per else ''} {mode}", source, "standardize",
                {"method": "standardize", "perChannel": per, "clipSigma": 3, "epsilon": epsilon, "standardizeEpsilon": mode}, f"{NP}; {conventions[mode]}",
                to_levels(standardized(image(source), axes, mode, epsilon)), "levels16" if source == "photo" else "f32", tolerance=0.05, mean=0.01,
                note="grey levels 127.5 + z * 127.5 / 3, not clipped")


def add_samples(name, count, side, seed):
    """A column of small pictures, one below the other: patches of a photo, some noise on them."""
    rng = np.random.default_rng(seed)
    source = photo(120, 90, seed).astype(np.float64)
    corners = [(rng.integers(0, 90 - side), rng.integers(0, 120 - side)) for _ in range(count)]
    patches = np.stack([source[y:y + side, x:x + side] for y, x in corners]) + 12 * rng.standard_normal((count, side, side, 3))
    patches = np.round(np.clip(patches, 0, 255)).astype(np.uint8)
    add_input(name, patches.reshape(count * side, side, 3))
    return patches


def features(patches):
    """[n, D] on 0..1, a sample's values in the order channel, y, x."""
    return patches.transpose(0, 3, 1, 2).reshape(len(patches), -1) / 255


def levels_like(patches, z):
    n, height, width = patches.shape[:3]
    return to_levels(z.reshape(n, 3, height, width).transpose(0, 2, 3, 1))


def keras_matrix(centred, epsilon):
    u, s, _ = np.linalg.svd(centred.T, full_matrices=False)
    return (u * np.sqrt(len(centred)) / (s + epsilon)) @ u.T


def kornia_matrix(centred, epsilon, unbiased):
    u, s, _ = np.linalg.svd(centred.T @ centred / (len(centred) - unbiased))
    return (u / np.sqrt(s + epsilon)) @ u.T


def pca_matrix(centred, epsilon):
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    values, rows = values[::-1], vectors.T[::-1]
    rows = rows * np.sign(rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)])[:, None]
    return rows / np.sqrt(values + epsilon)[:, None]


def zca_parameters(method, mode, epsilon, size, samples, scope="pixels"):
    return {"method": method, "whitenEpsilon": mode, "epsilon": epsilon, "clipSigma": 3, "scope": scope, "sampleHeight": size[0], "sampleWidth": size[1], "samples": samples}


keras = "numpy float64, Keras ImageDataGenerator.fit zca_whitening"
kornia = "numpy float64, kornia zca_mean"
patches = add_samples("samples 4x4", 96, 4, 11)
X = features(patches)
centred, shown = X - X.mean(0), 8
assert np.linalg.eigvalsh(centred.T @ centred / len(X))[0] > 1e-5, "samples 4x4 are not of full rank"
add("whitening mean 4x4", "samples 4x4", "whiteningMean", zca_parameters("zca", "insideRoot", 0, (4, 4), 96), NP, X.mean(0), "f32", 1e-6, 1e-6, note="on 0..1, order channel, y, x")
add("whitening variances 4x4", "samples 4x4", "whiteningEigenvalues", zca_parameters("zca", "insideRoot", 0, (4, 4), 96), f"{NP} eigvalsh, population covariance",
    np.linalg.eigvalsh(centred.T @ centred / len(X))[::-1], "f32", 1e-6, 1e-7, note="on 0..1, largest first")
for name, method, mode, epsilon, matrix, reference in (
    ("zca keras 1e-6", "zca", "addedToSingularValue", 1e-6, keras_matrix(centred, 1e-6), keras),
    ("zca keras 0.2", "zca", "addedToSingularValue", 0.2, keras_matrix(centred, 0.2), keras),
    ("zca kornia 1e-6 biased", "zca", "insideRoot", 1e-6, kornia_matrix(centred, 1e-6, False), kornia + ", unbiased=False"),
    ("zca kornia 0.01 biased", "zca", "insideRoot", 0.01, kornia_matrix(centred, 0.01, False), kornia + ", unbiased=False"),
    ("pca 0.01", "pca", "insideRoot", 0.01, pca_matrix(centred, 0.01), NP + " eigh; a component's largest entry is positive"),
):
    parameters = zca_parameters(method, mode, epsilon, (4, 4), 96)
    add(name, "samples 4x4", "whiten", parameters, reference, levels_like(patches[:shown], centred[:shown] @ matrix.T), tolerance=0.1, mean=0.02, note=f"the first {shown} samples; grey levels 127.5 + z * 127.5 / 3, not clipped")
    if epsilon >= 0.01 and method == "zca":
        add(name + " matrix", "samples 4x4", "whiteningMatrix", parameters, reference, matrix, "f32", 1e-3 * np.abs(matrix).max(), 1e-4 * np.abs(matrix).max(), note="z = W (x - mean) on 0..1, order channel, y, x")

n, epsilon = len(X), 0.01
unbiased = kornia_matrix(centred, epsilon, True)
same = math.sqrt((n - 1) / n) * kornia_matrix(centred, epsilon * (n - 1) / n, False)
add("zca kornia 0.01 unbiased matrix", "samples 4x4", "whiteningMatrix", {**zca_parameters("zca", "insideRoot", epsilon * (n - 1) / n, (4, 4), n), "gain": math.sqrt((n - 1) / n)},
    kornia + ", unbiased=True, eps=0.01", unbiased, "f32", 1e-3 * np.abs(unbiased).max(), 1e-4 * np.abs(unbiased).max(), {"as ours: gain * W(epsilon * (n - 1) / n)": must(apart(unbiased, same), 1e-9, "unbiased")},
    note="kornia's default divides by n - 1: multiply our W, at the epsilon given here, by `gain`")

few = add_samples("samples 6x6", 64, 6, 12)
Y = features(few)
away = Y - Y.mean(0)
rank = np.linalg.matrix_rank(away)
for name, mode, epsilon, matrix in (("zca keras, fewer samples than features", "addedToSingularValue", 0.2, keras_matrix(away, 0.2)), ("zca kornia, fewer samples than features", "insideRoot", 0.01, kornia_matrix(away, 0.01, False))):
    add(name, "samples 6x6", "whiten", zca_parameters("zca", mode, epsilon, (6, 6), 64), keras if "keras" in name else kornia + ", unbiased=False", levels_like(few[:shown], away[:shown] @ matrix.T), tolerance=0.1, mean=0.02,
        note=f"rank {rank} of {Y.shape[1]}; fitted samples have nothing in the directions that we leave out, so they come out alike (W itself does not)")

pixels = image("photo").reshape(-1, 3) / 255
pixels0 = pixels - pixels.mean(0)
for name, method, mode, epsilon, matrix in (
    ("zca color kornia", "zca", "insideRoot", 1e-3, kornia_matrix(pixels0, 1e-3, False)),
    ("zca color keras", "zca", "addedToSingularValue", 2.0, keras_matrix(pixels0, 2.0)),
    ("pca color", "pca", "insideRoot", 1e-6, pca_matrix(pixels0, 1e-6)),
):
    parameters = zca_parameters(method, mode, epsilon, (36, 48), len(pixels), "color")
    if "keras" not in name:
        add(name, "photo", "whiten", parameters, f"{NP}, fitted over the pixels of this picture", to_levels((pixels0 @ matrix.T).reshape(36, 48, 3)), tolerance=0.1, mean=0.02, note="grey levels 127.5 + z * 127.5 / 3, not clipped")
    add(name + " matrix", "photo", "whiteningMatrix", parameters, f"{NP}, fitted over the pixels of this picture", matrix, "f32", 1e-4 * np.abs(matrix).max(), 1e-4 * np.abs(matrix).max(), note="z = W (x - mean) on 0..1")

eigenvalues = np.array([0.2175, 0.0188, 0.0045])
eigenvectors = np.array([[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]])
for alpha in ([0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1], [0.13, -0.07, 0.21], [-0.25, 0.4, -0.3]):
    add(f"lighting {alpha}", "photo", "lighting", {"method": "lighting", "alpha": alpha}, f"{NP}, fb.resnet.torch Lighting", 255 * eigenvectors @ (np.array(alpha) * eigenvalues), "f32", 1e-3, 1e-3,
        note="the shift of red, green and blue, in grey levels, of every pixel")

# ---------------------------------------------------------------- Philox


def philox4x32(counter, key):
    c, k, low = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & low, (a >> 32) ^ c[3] ^ k[1], a & low]
        k = [(k[0] + 0x9E3779B9) & low, (k[1] + 0xBB67AE85) & low]
    return c


known = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
words = lambda text: [int(word, 16) for word in text.split()]  # noqa: E731
for counter, key, answer in known:
    assert philox4x32(words(counter), words(key)) == words(answer), "Philox4x32-10"

# ---------------------------------------------------------------- files


def write(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


row = lambda entry: "    " + json.dumps(entry, ensure_ascii=False)  # noqa: E731
made_with = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "opencv": cv2.__version__, "pillow": PIL.__version__,
             "scikit-image": skimage.__version__, "torch": torch.__version__, "torchvision": torchvision.__version__}
write("golden.json", "{\n  \"madeWith\": " + json.dumps(made_with) + ",\n  \"inputs\": [\n" + ",\n".join(row(i["entry"]) for i in inputs.values())
      + "\n  ],\n  \"cases\": [\n" + ",\n".join(map(row, cases)) + "\n  ]\n}\n")
write("philox.json", "[\n" + ",\n".join("  " + json.dumps({"counter": words(c), "key": words(k), "answer": words(a)}) for c, k, a in known) + "\n]\n")
with open(os.path.join(HERE, "golden.bin"), "wb") as file:
    file.write(blob)
print(f"{len(cases)} cases, {len(blob)} bytes")
for case in cases:
    print(f"{case['name']:60} {case['shape']} {case['dtype']:9}", "; ".join(f"{k}: {v}" for k, v in case.get("agreement", {}).items()))
