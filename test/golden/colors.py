"""gaussianBlur and colorJitter: scipy and torchvision in float64, each held against a second implementation."""
import math

import cv2
import numpy as np
import torchvision.transforms.functional as tvf
from packing import CV, NP, SK, SP, TV, add, apart, image, must, picture_of, precise, tensor
from scipy import ndimage
from skimage import color

STEPS = {
    "brightness": tvf.adjust_brightness,
    "contrast": tvf.adjust_contrast,
    "saturation": tvf.adjust_saturation,
    "hue": tvf.adjust_hue,
}
NEUTRAL = {"brightness": 1, "contrast": 1, "saturation": 1, "hue": 0}


def add_blur(sigma):
    radius = math.ceil(3 * sigma)
    side = 2 * radius + 1
    source = image("photo").astype(np.float64)
    expected = ndimage.gaussian_filter(source, (sigma, sigma, 0), mode="mirror", truncate=radius / sigma)
    tv = picture_of(tvf.gaussian_blur(tensor(source), [side, side], [sigma, sigma]))
    u8 = picture_of(tvf.gaussian_blur(tensor(image("photo")), [side, side], [sigma, sigma]))
    cv = cv2.GaussianBlur(source, (side, side), sigma, sigmaY=sigma, borderType=cv2.BORDER_REFLECT_101)
    checks = {
        f"{TV} gaussian_blur kernel {side}, float64": must(apart(expected, tv), 0.001, "blur"),
        f"{CV} GaussianBlur REFLECT_101, float64": must(apart(expected, cv), 0.001, "blur"),
        f"{TV} gaussian_blur, u8": must(apart(expected, u8), 0.51, "blur"),
    }
    add(f"gaussianBlur {sigma}", "photo", "gaussianBlur", {"sigmaPixels": sigma},
        f"{SP} gaussian_filter mirror, radius {radius}, float64", expected, checks=checks)


def by_hand(x, part, amount):
    """The same in numpy, on 0..1, not clamped."""
    grey = (x @ [0.299, 0.587, 0.114])[:, :, None]
    if part == "brightness":
        return x * amount
    if part == "contrast":
        return amount * x + (1 - amount) * grey.mean()
    if part == "saturation":
        return amount * x + (1 - amount) * grey
    hsv = color.rgb2hsv(x)
    hsv[:, :, 0] = (hsv[:, :, 0] + amount) % 1
    return color.hsv2rgb(hsv)


def parameters(order, amounts):
    all_ = {**NEUTRAL, **amounts}
    hue = all_.pop("hue")
    return {**all_, "hueDegrees": round(hue * 360, 6), "order": list(order)}


def add_step(part, amount, u8_limit=None):
    source = image("vivid")
    values = parameters(STEPS, {part: amount})
    expected = picture_of(STEPS[part](tensor(source / 255), amount)) * 255
    own = np.clip(by_hand(source / 255, part, amount), 0, 1) * 255
    u8 = picture_of(STEPS[part](tensor(source), amount))
    checks = {
        f"{SK} hsv" if part == "hue" else NP: must(apart(expected, own), 0.05, part),
        f"{TV} adjust_{part}, u8": apart(expected, u8),
    }
    add(f"{part} {amount}", "vivid", "colorJitter", values, f"{TV} adjust_{part}, float64", expected,
        within=(0.5, 0.1), checks=checks)
    if u8_limit:
        must(apart(expected, u8), u8_limit - 0.1, part + " u8")
        add(f"{part} {amount} u8", "vivid", "colorJitter", values, f"{TV} adjust_{part}, u8", u8, "u8", (u8_limit, 1),
            note="u8 tensors are cut off, not rounded, and so is the grey in them")


def add_order(order):
    amounts = {"brightness": 1.15, "contrast": 0.8, "saturation": 0.75, "hue": 0.05}
    own = image("low-contrast") / 255
    x = tensor(own)
    for part in order:
        x, own = STEPS[part](x, amounts[part]), by_hand(own, part, amounts[part])
        assert own.min() > 0.001 and own.max() < 0.999, f"{order}: {part} would be clamped"
    expected = picture_of(x) * 255
    add(" ".join(order), "low-contrast", "colorJitter", parameters(order, amounts),
        f"{TV} adjust_* in this order, float64; no step clamps", expected, within=(0.5, 0.1),
        checks={f"{NP} and {SK} hsv": must(apart(expected, own * 255), 0.05, str(order))})


def add_colors():
    for sigma in (0.5, 1, 1.3, 2):
        add_blur(sigma)
    add_step("brightness", 0.6)
    add_step("brightness", 1.4, u8_limit=1.5)
    add_step("contrast", 0.5, u8_limit=1.5)
    add_step("contrast", 1.5)
    add_step("saturation", 0)
    add_step("saturation", 0.5)
    add_step("saturation", 1.7, u8_limit=2)
    add_step("hue", -0.3)
    add_step("hue", -0.05)
    add_step("hue", 0.1, u8_limit=1.5)
    add_step("hue", 0.5)
    add_order(["brightness", "contrast", "saturation", "hue"])
    add_order(["hue", "saturation", "contrast", "brightness"])
    add_order(["contrast", "hue", "brightness", "saturation"])
