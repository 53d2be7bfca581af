"""resize, resizedCrop, centerCrop, horizontalFlip: Pillow's resize in floating point, torchvision held against it."""
import numpy as np
import torchvision.transforms.functional as tvf
from packing import PL, TV, add, apart, image, must, per_channel, picture_of, precise, tensor
from PIL import Image

FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
MODES = {"bilinear": tvf.InterpolationMode.BILINEAR, "bicubic": tvf.InterpolationMode.BICUBIC}
EXACT = {"dtype": "u8", "within": (0, 0)}


def cut(picture, window):
    left, top, width, height = window
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


def beyond_centres(length, size):
    """Which output pixels have their centre outside of the first and last input pixel's."""
    place = (np.arange(size) + 0.5) * length / size - 0.5
    return (place < 0) | (place > length - 1)


def add_resized(name, operation, parameters, part, within=(1, 0.25), note=None):
    (height, width), interpolation = parameters["size"], parameters["interpolation"]
    resized = lambda plane: np.asarray(Image.fromarray(plane).resize((width, height), FILTERS[interpolation]))  # noqa: E731
    expected = per_channel(part, resized)
    tv = picture_of(tvf.resize(precise(part), [height, width], MODES[interpolation], antialias=True))
    checks = {
        f"{TV} resize antialias=True, float64": must(apart(expected, tv), 0.01, name),
        f"{PL} resize, u8": must(apart(expected, resized(part)), 1.1, name),
    }
    if interpolation == "bicubic":
        assert expected.min() >= 0 and expected.max() <= 255, "bicubic overshoots 0..255"
        rim = beyond_centres(part.shape[0], height)[:, None] | beyond_centres(part.shape[1], width)[None, :]
        if rim.any():
            expected = np.where(rim[:, :, None], np.nan, expected)
            note = "the rim, beyond the centres of the outermost pixels, is not compared: Pillow extrapolates, we clamp"
    reference = f"{PL} {'crop, then ' if operation == 'resizedCrop' else ''}resize, mode F"
    add(name, "big", operation, parameters, reference, expected, within=within, checks=checks, note=note)


def add_nearest():
    source = image("photo")
    expected = np.asarray(Image.fromarray(source).resize((32, 20), Image.Resampling.NEAREST))
    rows, columns = (np.floor((np.arange(n) + 0.5) * length / n).astype(int) for n, length in ((20, 36), (32, 48)))
    must(apart(expected, source[np.ix_(rows, columns)]), 0, "resize nearest")
    tv = picture_of(tvf.resize(tensor(source), [20, 32], tvf.InterpolationMode.NEAREST))
    add("resize nearest", "photo", "resize", {"size": [20, 32], "interpolation": "nearest"}, f"{PL} resize NEAREST, u8",
        expected, **EXACT, checks={f"{TV} resize NEAREST (floor(i * scale), no half pixel)": apart(expected, tv)})


def add_center_crop(source, size, note=None):
    expected = picture_of(tvf.center_crop(tensor(image(source)), size))
    parameters = {"size": size, "border": "constant", "fill": [0, 0, 0]}
    add(f"centerCrop {source} to {size}", source, "centerCrop", parameters, f"{TV} center_crop", expected, **EXACT, note=note)


def add_sizes():
    for size, name, within, note in (
        ([30, 40], "3 to 1", (1, 0.25), None),
        ([35, 47], "not whole", (1, 0.25), None),
        ([15, 20], "6 to 1", (2, 1), "beyond 4 to 1 we average pixels first, and take their variance off of the tent"),
    ):
        add_resized(f"resize {name}", "resize", {"size": size, "interpolation": "bilinear"}, image("big"), within, note)
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
        parameters = {"window": window, "size": size, "interpolation": interpolation}
        add_resized(f"resizedCrop {window} to {size} {interpolation}", "resizedCrop", parameters, cut(image("big"), window))
    window = [61, 43, 32, 24]
    add("resizedCrop of the same size", "big", "resizedCrop", {"window": window, "size": [24, 32], "interpolation": "bilinear"},
        "numpy slice", cut(image("big"), window), **EXACT)
    add_nearest()
    add_center_crop("photo", [24, 30])
    add_center_crop("odd", [24, 30], "odd remainders are rounded half to even, as Python does")
    add_center_crop("vivid", [28, 35], "larger than the picture: black around it")
    add_center_crop("vivid", [27, 36], "3 missing: torchvision puts 1 before and 2 behind")
    add("horizontalFlip", "odd", "horizontalFlip", {}, f"{TV} hflip", picture_of(tvf.hflip(tensor(image("odd")))), **EXACT)
