"""Inverse matrices of torchvision 0.14 for affine and perspective maps: /usr/bin/python3 test/golden/geometry.py > test/golden/geometry.json

Matrices rather than pixels: torchvision's warps alias where they shrink, ours do not. Row-major, in pixels, from the centre of an output
pixel to the place in the input.
"""
import json

import torchvision.transforms.functional as F

W, H = 21, 16
cx, cy = (W - 1) / 2, (H - 1) / 2
cases = []
# (clockwise degrees, [right, down] in pixels, factor, [shear x, shear y])
for angle, translate, scale, shear in [(30, [0, 0], 1, [0, 0]), (0, [0, 0], 1, [20, 0]), (0, [0, 0], 1, [0, -15]), (0, [0, 0], 1, [12, 9]),
                                       (-20, [3, -2], 1.3, [0, 0]), (0, [0, 0], 0.7, [0, 0]), (10, [-2, 1], 0.9, [8, -5]), (200, [5, 5], 2, [-30, 30])]:
    a, b, tx, c, d, ty = F._get_inverse_affine_matrix([0, 0], angle, translate, scale, shear)
    inverse = [a, b, tx + cx - a * cx - b * cy, c, d, ty + cy - c * cx - d * cy, 0, 0, 1]
    cases.append({"transform": "affine", "drawn": {"angleDegrees": -angle, "scaleFactor": [scale, scale], "translateXFraction": translate[0] / W,
                  "translateYFraction": translate[1] / H, "shearXDegrees": shear[0], "shearYDegrees": shear[1]}, "inverse": inverse})

corners = [0.3, 0.2, 0.1, 0.4, 0.45, 0.15, 0.05, 0.35]
start = [[0, 0], [W - 1, 0], [W - 1, H - 1], [0, H - 1]]
for sign in (1, -1):
    c = [sign * v for v in corners]
    end = [[c[0] * cx, c[1] * cy], [W - 1 - c[2] * cx, c[3] * cy], [W - 1 - c[4] * cx, H - 1 - c[5] * cy], [c[6] * cx, H - 1 - c[7] * cy]]
    cases.append({"transform": "perspective", "drawn": {"distortionScale": 0.5, "corners": corners}, "values": {"zoomed": sign < 0},
                  "inverse": [*F._get_perspective_coeffs(start, end), 1]})

print(json.dumps({"width": W, "height": H, "cases": cases}, indent=1))
