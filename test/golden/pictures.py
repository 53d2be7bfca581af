"""The pictures that go in."""
import numpy as np
from packing import add_input
from scipy import ndimage


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
    corners = [[r, g, b] for r in (0, 128, 255) for g in (0, 128, 255) for b in (0, 128, 255)]
    greys = np.repeat(np.round(np.linspace(0, 255, width))[:, None], 3, axis=1)
    ties = [[200, 200, 40], [40, 200, 200], [200, 40, 200], [40, 40, 200], [40, 200, 40], [200, 40, 40], [1, 0, 0]]
    made = np.concatenate([corners, greys, ties, [[254, 255, 255]]])
    rest = rng.integers(0, 256, (width * height - len(made), 3))
    return np.concatenate([made, rest]).reshape(height, width, 3).astype(np.uint8)


def add_pictures():
    add_input("photo", photo(48, 36, 1))
    add_input("odd", photo(41, 31, 2))
    add_input("big", photo(120, 90, 5))
    add_input("vivid", vivid(33, 24))
    add_input("low-contrast", np.random.default_rng(4).integers(60, 191, (24, 32, 3)).astype(np.uint8))
    flat = add_input("flat", np.full((6, 8, 3), 77, np.uint8))
    bump = flat.copy()
    bump[2, 3, 1] = 78
    add_input("bump", bump)


def add_samples(name, count, side, seed):
    """A column of small pictures, one below the other: patches of a photo, some noise on them."""
    rng = np.random.default_rng(seed)
    source = photo(120, 90, seed).astype(np.float64)
    corners = [(rng.integers(0, 90 - side), rng.integers(0, 120 - side)) for _ in range(count)]
    patches = np.stack([source[y : y + side, x : x + side] for y, x in corners])
    patches = patches + 12 * rng.standard_normal((count, side, side, 3))
    patches = np.round(np.clip(patches, 0, 255)).astype(np.uint8)
    add_input(name, patches.reshape(count * side, side, 3))
    return patches
