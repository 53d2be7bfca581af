"""Times dense displacement by OpenCV and scipy, one thread. usage: /usr/bin/python3 bench/kernels/bend.py [rounds]"""

import sys
import time

import cv2
import numpy as np
from scipy import ndimage

cv2.setNumThreads(1)
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
rng = np.random.default_rng(1)


def median(work, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[count // 2] * 1e3


for side in (256, 447, 512, 1024):
    picture = rng.integers(0, 256, (side, side, 3), dtype=np.uint8)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)

    def field():
        return cv2.GaussianBlur(rng.random((side, side), dtype=np.float32) * 2 - 1, (0, 0), 5) * 25

    def elastic():
        cv2.remap(picture, x + field(), y + field(), cv2.INTER_LINEAR)

    moved = (x + field(), y + field())

    def sampled():
        cv2.remap(picture, *moved, cv2.INTER_LINEAR)

    def by_scipy():
        for c in range(3):
            ndimage.map_coordinates(picture[..., c], (moved[1], moved[0]), order=1)

    print(f"{side}  OpenCV elastic, sigma 5   {median(elastic, rounds):.3f} ms")
    print(f"{side}  OpenCV remap, maps given  {median(sampled, rounds):.3f} ms")
    print(f"{side}  scipy map_coordinates     {median(by_scipy, 3):.3f} ms")
