"""What filters cost by OpenCV and Pillow on uint8, one thread. /usr/bin/python3 bench/kernels/filters.py"""
import io
import time

import cv2
import numpy as np
from PIL import Image, ImageEnhance

cv2.setNumThreads(1)


def disc(radius):
    at = np.arange(-radius, radius + 1)
    made = (at[:, None] ** 2 + at[None] ** 2 <= radius**2).astype(np.float32)
    return made / made.sum()


def zoomed(picture):
    # As albumentations.ZoomBlur by OpenCV: crop, resize, sum.
    h, w = picture.shape[:2]
    total = picture.astype(np.float32)
    for factor in np.arange(1.02, 1.151, 0.02):
        x, y = int(w * (1 - 1 / factor) / 2), int(h * (1 - 1 / factor) / 2)
        total += cv2.resize(picture[y : h - y, x : w - x], (w, h))
    return (total / 8).astype(np.uint8)


def unsharp(p):
    f = p.astype(np.float32) / 255
    residual = f - cv2.GaussianBlur(f, (5, 5), 0.6)
    mask = (np.abs(residual) * 255 > 10).astype(np.float32)
    sharp = np.clip(f + 0.5 * residual, 0, 1)
    soft = cv2.GaussianBlur(mask, (5, 5), 0.6)
    return ((soft * sharp + (1 - soft) * f) * 255).astype(np.uint8)


line = np.zeros((5, 5), np.float32)
line[2] = 0.2
slant = np.eye(5, dtype=np.float32) / 5
high = np.full((3, 3), -0.3, np.float32)
high[1, 1] = 3.4


def pil_jpeg(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=50)
    return np.asarray(Image.open(file).convert("RGB"))


def cv_file(kind, flag):
    return lambda p: cv2.imdecode(cv2.imencode(kind, p, [flag, 50])[1], 1)


jobs = {
    "gaussian 5x5": lambda p: cv2.GaussianBlur(p, (5, 5), 0.6),
    "gaussian 13x13": lambda p: cv2.GaussianBlur(p, (13, 13), 2),
    "box 3x3": lambda p: cv2.blur(p, (3, 3)),
    "box 5x5": lambda p: cv2.blur(p, (5, 5)),
    "box 7x7": lambda p: cv2.blur(p, (7, 7)),
    "box 31x31": lambda p: cv2.blur(p, (31, 31)),
    "median 3x3": lambda p: cv2.medianBlur(p, 3),
    "median 5x5": lambda p: cv2.medianBlur(p, 5),
    "median 7x7": lambda p: cv2.medianBlur(p, 7),
    "median 15x15": lambda p: cv2.medianBlur(p, 15),
    "motion 5, straight": lambda p: cv2.filter2D(p, -1, line),
    "motion 5, slanted": lambda p: cv2.filter2D(p, -1, slant),
    "sharpen 3x3": lambda p: cv2.filter2D(p, -1, high),
    "defocus 3": lambda p: cv2.filter2D(p, -1, cv2.GaussianBlur(disc(3), (3, 3), 0.3)),
    "defocus 10": lambda p: cv2.filter2D(p, -1, cv2.GaussianBlur(disc(10), (3, 3), 0.3)),
    "sharpness (PIL)": lambda p: np.asarray(ImageEnhance.Sharpness(Image.fromarray(p)).enhance(1.9)),
    "unsharp 5x5": unsharp,
    "zoom 1.15": zoomed,
    "jpeg 50": cv_file(".jpg", cv2.IMWRITE_JPEG_QUALITY),
    "jpeg 50 (PIL)": pil_jpeg,
    "webp 50": cv_file(".webp", cv2.IMWRITE_WEBP_QUALITY),
}
for side in (256, 512, 1024):
    y, x = np.mgrid[0:side, 0:side]
    base = 128 + 60 * np.sin(x / 17) + 50 * np.cos(y / 11)
    noise = np.random.default_rng(0).uniform(-8, 8, (side, side, 3))
    picture = np.clip(base[..., None] + noise, 0, 255).round().astype(np.uint8)
    for name, job in jobs.items():
        rounds = max(1, round(200_000 / side**2))
        for _ in range(3):
            job(picture)
        best, end = 1e9, time.perf_counter() + 0.25
        while time.perf_counter() < end:
            start = time.perf_counter()
            for _ in range(rounds):
                job(picture)
            best = min(best, (time.perf_counter() - start) / rounds * 1e3)
        print(f"{side}: {name:28} {best:9.3f} ms {best * 1e6 / side**2 / 3:8.2f} ns/value")
