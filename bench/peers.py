"""What OpenCV and Pillow need for the transforms of bench/transforms.ts: the same names, the same parameters.

usage: python3 bench/peers.py PICTURE.raw SIZE [SECONDS]
Reads raw uint8 [SIZE, SIZE, 3]. Then, for each line on stdin (a transform's name), writes one line of JSON:
{"opencv": milliseconds or null, "pillow": milliseconds or null}. One thread. uint8 in, contiguous uint8 out; what does not
hang on the picture (kernels, look-up tables, maps of a distortion drawn before) is made beforehand, fields of noise are not.
"""
import io
import json
import sys
import time

import numpy as np

try:
    import cv2
    cv2.setNumThreads(1)
except ImportError:
    cv2 = None
try:
    from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps
except ImportError:
    Image = None

path, n = sys.argv[1], int(sys.argv[2])
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 0.05
a = np.fromfile(path, np.uint8).reshape(n, n, 3)
p = Image.fromarray(a) if Image else None
rng = np.random.default_rng(1)
half, quarter = n // 2, n // 4
opencv, pillow = {}, {}


def on(table, *names):
    def keep(function):
        for name in names:
            table[name] = function
        return function
    return keep


def lut(table):
    table = np.clip(np.rint(table), 0, 255).astype(np.uint8)
    opened = np.repeat(table.reshape(256, 1, 1), 3, axis=2)
    return (lambda: cv2.LUT(a, table)), (lambda: p.point(table.tolist() * 3)), opened


levels = np.arange(256, dtype=np.float64)
matrices = {
    'rotate': ([[0.9848, 0.1736, 0.0], [-0.1736, 0.9848, 0.0]]),
    'affine': ([[1.08, 0.19, -0.05 * n], [-0.19, 1.08, 0.1 * n]]),
    'shear': ([[1, 0.18, -0.09 * n], [0, 1, 0]]),
    'translate': ([[1, 0, 0.0625 * n + 0.3], [0, 1, 0.05 * n + 0.4]]),
}
for key, rows in matrices.items():
    matrix = np.array(rows)
    matrix[:, 2] += ((n - 1) / 2 - matrix[:, :2] @ np.full(2, (n - 1) / 2)) if key == 'rotate' else 0
    inverse = cv2.invertAffineTransform(matrix).ravel().tolist() if cv2 else None
    opencv[key] = lambda m=matrix: cv2.warpAffine(a, m, (n, n), flags=cv2.INTER_LINEAR)
    if inverse:
        pillow[key] = lambda m=inverse: p.transform((n, n), Image.AFFINE, m, Image.BILINEAR)
pillow['rotate'] = lambda: p.rotate(10, Image.BILINEAR)

opencv['horizontalFlip'] = lambda: cv2.flip(a, 1)
pillow['horizontalFlip'] = lambda: p.transpose(Image.FLIP_LEFT_RIGHT)
opencv['verticalFlip'] = lambda: cv2.flip(a, 0)
pillow['verticalFlip'] = lambda: p.transpose(Image.FLIP_TOP_BOTTOM)
opencv['transpose'] = lambda: cv2.transpose(a)
pillow['transpose'] = lambda: p.transpose(Image.TRANSPOSE)
opencv['rotate90'] = opencv['d4'] = lambda: cv2.rotate(a, cv2.ROTATE_90_COUNTERCLOCKWISE)
pillow['rotate90'] = pillow['d4'] = lambda: p.transpose(Image.ROTATE_90)
if cv2:
    corners = np.float32([[0, 0], [n, 0], [n, n], [0, n]])
    moved = corners + np.float32([[0.05, 0.04], [-0.06, 0.03], [-0.04, -0.05], [0.03, -0.06]]) * n
    projection = cv2.getPerspectiveTransform(corners, moved)
    opencv['perspective'] = lambda: cv2.warpPerspective(a, projection, (n, n), flags=cv2.INTER_LINEAR)
    flat = (np.linalg.inv(projection) / np.linalg.inv(projection)[2, 2]).ravel()[:8].tolist()
    pillow['perspective'] = lambda: p.transform((n, n), Image.PERSPECTIVE, flat, Image.BILINEAR)
for key in ('randomCrop', 'centerCrop'):
    opencv[key] = lambda: np.ascontiguousarray(a[quarter:quarter + half, quarter:quarter + half])
    pillow[key] = lambda: p.crop((quarter, quarter, quarter + half, quarter + half))
# A part of 0.7 of each side, to half of the size: what ours does with an area of 0.5, prefilter included (INTER_AREA, antialias).
part = int(n * 0.7)
opencv['resizedCrop'] = lambda: cv2.resize(a[:part, :part], (half, half), interpolation=cv2.INTER_AREA)
pillow['resizedCrop'] = lambda: p.resize((half, half), Image.BILINEAR, box=(0, 0, part, part))
for key, side in (('resize', n * 7 // 16), ('longestSide', n * 7 // 16), ('shortestSide', n * 7 // 16), ('letterbox', n * 7 // 16)):
    opencv[key] = lambda s=side: cv2.resize(a, (s, s), interpolation=cv2.INTER_AREA)
    pillow[key] = lambda s=side: p.resize((s, s), Image.BILINEAR)
border = n // 8
opencv['pad'] = lambda: cv2.copyMakeBorder(a, border, border, border, border, cv2.BORDER_CONSTANT)
pillow['pad'] = lambda: ImageOps.expand(p, border)


@on(opencv, 'elastic')
def elastic_cv():
    field = lambda: cv2.GaussianBlur(rng.standard_normal((n, n), np.float32), (0, 0), 5) * np.float32(30)
    xs, ys = np.meshgrid(np.arange(n, dtype=np.float32), np.arange(n, dtype=np.float32))
    return cv2.remap(a, xs + field(), ys + field(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


def remapped(strength):
    xs, ys = np.meshgrid(np.arange(n, dtype=np.float32), np.arange(n, dtype=np.float32))
    mx = xs + np.float32(strength) * np.sin(ys / 20)
    my = ys + np.float32(strength) * np.sin(xs / 20)
    return lambda: cv2.remap(a, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)


for key in ('gridDistortion', 'opticalDistortion', 'thinPlateSpline', 'piecewiseAffine', 'swirl', 'wave'):
    opencv[key] = remapped(4)

opencv['brightnessContrast'], _, _ = lut(levels * 1.2 + 10)
pillow['brightnessContrast'] = lambda: ImageEnhance.Contrast(ImageEnhance.Brightness(p).enhance(1.1)).enhance(1.1)
opencv['brightness'], _, _ = lut(levels * 1.2)
pillow['brightness'] = lambda: ImageEnhance.Brightness(p).enhance(1.2)
opencv['gamma'], pillow['gamma'], _ = lut(255 * (levels / 255) ** 1.2)
opencv['toneCurve'], pillow['toneCurve'], _ = lut(255 * (1 - (1 - levels / 255) ** 1.3))
opencv['posterize'], _, _ = lut(levels - levels % 16)
pillow['posterize'] = lambda: ImageOps.posterize(p, 4)
opencv['solarize'], _, _ = lut(np.where(levels < 128, levels, 255 - levels))
pillow['solarize'] = lambda: ImageOps.solarize(p, 128)
opencv['invert'] = lambda: cv2.bitwise_not(a)
pillow['invert'] = lambda: ImageOps.invert(p)
shifts = np.stack([np.clip(levels + s, 0, 255) for s in (10, -15, 20)], axis=-1).astype(np.uint8).reshape(1, 256, 3)
opencv['colorShift'] = lambda: cv2.LUT(a, shifts)


def hue_table(turn, saturation, value):
    h = ((np.arange(256) + turn) % 180).astype(np.uint8)
    s = np.clip(levels + saturation, 0, 255).astype(np.uint8)
    v = np.clip(levels + value, 0, 255).astype(np.uint8)
    return np.stack([h, s, v], axis=-1).reshape(1, 256, 3)


tables = hue_table(10, 0, 0), hue_table(10, 15, 10)


def hue_cv(table):
    return cv2.cvtColor(cv2.LUT(cv2.cvtColor(a, cv2.COLOR_RGB2HSV), table), cv2.COLOR_HSV2RGB)


opencv['hue'] = lambda: hue_cv(tables[0])
opencv['hueSaturation'] = lambda: hue_cv(tables[1])


@on(pillow, 'hueSaturation', 'hue')
def hue_pil():
    h, s, v = p.convert('HSV').split()
    h = h.point([(i + 14) % 256 for i in range(256)])
    return Image.merge('HSV', (h, s, v)).convert('RGB')


@on(opencv, 'colorJitter')
def jitter_cv():
    b = cv2.LUT(a, np.clip(levels * 1.1, 0, 255).astype(np.uint8))
    grey = cv2.cvtColor(b, cv2.COLOR_RGB2GRAY)
    mean = cv2.mean(grey)[0]
    b = cv2.LUT(b, np.clip(levels * 1.1 - 0.1 * mean, 0, 255).astype(np.uint8))
    grey = cv2.cvtColor(cv2.cvtColor(b, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    b = cv2.addWeighted(b, 1.1, grey, -0.1, 0)
    return cv2.cvtColor(cv2.LUT(cv2.cvtColor(b, cv2.COLOR_RGB2HSV), tables[0]), cv2.COLOR_HSV2RGB)


@on(pillow, 'colorJitter')
def jitter_pil():
    b = ImageEnhance.Color(ImageEnhance.Contrast(ImageEnhance.Brightness(p).enhance(1.1)).enhance(1.1)).enhance(1.1)
    h, s, v = b.convert('HSV').split()
    return Image.merge('HSV', (h.point([(i + 14) % 256 for i in range(256)]), s, v)).convert('RGB')


opencv['grayscale'] = lambda: cv2.cvtColor(cv2.cvtColor(a, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
pillow['grayscale'] = lambda: p.convert('L').convert('RGB')
sepia = np.float32([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
opencv['sepia'] = lambda: cv2.transform(a, sepia)
pillow['sepia'] = lambda: p.convert('RGB', np.c_[sepia, np.zeros(3)].ravel().tolist())


@on(opencv, 'channelShuffle')
def shuffle_cv():
    out = np.empty_like(a)
    cv2.mixChannels([a], [out], [0, 1, 1, 2, 2, 0])
    return out


pillow['channelShuffle'] = lambda: Image.merge('RGB', [p.split()[i] for i in (1, 2, 0)])


@on(opencv, 'channelDropout')
def drop_channel():
    out = a.copy()
    out[..., 1] = 0
    return out


@on(pillow, 'channelDropout')
def drop_channel_pil():
    r, _, b = p.split()
    return Image.merge('RGB', (r, Image.new('L', p.size), b))


opencv['equalize'] = lambda: cv2.merge([cv2.equalizeHist(c) for c in cv2.split(a)])
pillow['equalize'] = lambda: ImageOps.equalize(p)
pillow['autoContrast'] = lambda: ImageOps.autocontrast(p)


@on(opencv, 'autoContrast')
def stretch_cv():
    tables = []
    for c in range(3):
        low, high, _, _ = cv2.minMaxLoc(np.ascontiguousarray(a[..., c]))
        tables.append(np.clip((levels - low) * 255 / max(1, high - low), 0, 255))
    return cv2.LUT(a, np.stack(tables, axis=-1).astype(np.uint8).reshape(1, 256, 3))


@on(opencv, 'clahe')
def clahe_cv():
    lab = cv2.cvtColor(a, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(4.0, (8, 8)).apply(np.ascontiguousarray(lab[..., 0]))
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)


opencv['gaussianBlur'] = lambda: cv2.GaussianBlur(a, (0, 0), 1.5)
pillow['gaussianBlur'] = lambda: p.filter(ImageFilter.GaussianBlur(1.5))
opencv['boxBlur'] = lambda: cv2.blur(a, (5, 5))
pillow['boxBlur'] = lambda: p.filter(ImageFilter.BoxBlur(2))
opencv['medianBlur'] = lambda: cv2.medianBlur(a, 5)
pillow['medianBlur'] = lambda: p.filter(ImageFilter.MedianFilter(5))
line = np.eye(7, dtype=np.float32) / 7
opencv['motionBlur'] = lambda: cv2.filter2D(a, -1, line)
sharp = np.float32([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])
opencv['sharpen'] = lambda: cv2.filter2D(a, -1, sharp)
pillow['sharpen'] = lambda: p.filter(ImageFilter.Kernel((3, 3), sharp.ravel().tolist(), 1))
smooth = np.float32([[1, 1, 1], [1, 5, 1], [1, 1, 1]]) / 13
opencv['sharpness'] = lambda: cv2.addWeighted(a, 1.5, cv2.filter2D(a, -1, smooth), -0.5, 0)
pillow['sharpness'] = lambda: ImageEnhance.Sharpness(p).enhance(1.5)
opencv['unsharpMask'] = lambda: cv2.addWeighted(a, 1.5, cv2.GaussianBlur(a, (0, 0), 1.5), -0.5, 0)
pillow['unsharpMask'] = lambda: p.filter(ImageFilter.UnsharpMask(1.5, 50, 0))
relief = np.float32([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])
opencv['emboss'] = lambda: cv2.filter2D(a, -1, relief)
pillow['emboss'] = lambda: p.filter(ImageFilter.Kernel((3, 3), relief.ravel().tolist(), 1))
opencv['bilateralFilter'] = lambda: cv2.bilateralFilter(a, 5, 75, 75)
opencv['defocus'] = lambda: cv2.filter2D(a, -1, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)).astype(np.float32) / 37)
opencv['morphology'] = lambda: cv2.dilate(a, np.ones((3, 3), np.uint8))


@on(opencv, 'jpegCompression')
def jpeg_cv():
    _, coded = cv2.imencode('.jpg', a, [cv2.IMWRITE_JPEG_QUALITY, 50])
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


@on(pillow, 'jpegCompression')
def jpeg_pil():
    stream = io.BytesIO()
    p.save(stream, 'JPEG', quality=50)
    return Image.open(stream).convert('RGB')


opencv['downscale'] = lambda: cv2.resize(cv2.resize(a, (quarter, quarter), interpolation=cv2.INTER_AREA), (n, n), interpolation=cv2.INTER_NEAREST)
pillow['downscale'] = lambda: p.resize((quarter, quarter), Image.BOX).resize((n, n), Image.NEAREST)


@on(opencv, 'gaussianNoise', 'additiveNoise')
def noise_cv():
    field = np.empty((n, n, 3), np.float32)
    cv2.randn(field, 0, 12)
    return cv2.add(a, field, dtype=cv2.CV_8U)


opencv['shotNoise'] = lambda: np.clip(rng.poisson(a.astype(np.float32) * 0.5) * 2, 0, 255).astype(np.uint8)


@on(opencv, 'isoNoise')
def iso_cv():
    hls = cv2.cvtColor(a.astype(np.float32) / 255, cv2.COLOR_RGB2HLS)
    hls[..., 1] += rng.poisson(20, (n, n)).astype(np.float32) / 255
    hls[..., 0] += rng.standard_normal((n, n), np.float32) * np.float32(5)
    return (np.clip(cv2.cvtColor(hls, cv2.COLOR_HLS2RGB), 0, 1) * 255).astype(np.uint8)


@on(opencv, 'saltAndPepper')
def salt_cv():
    out = a.copy()
    field = np.empty((n, n), np.uint8)
    cv2.randu(field, 0, 256)
    out[field < 3] = 0
    out[field > 252] = 255
    return out


@on(opencv, 'multiplicativeNoise', 'speckleNoise')
def multiply_cv():
    field = np.empty((n, n, 3), np.float32)
    cv2.randu(field, 0.9, 1.1)
    return cv2.multiply(a, field, dtype=cv2.CV_8U)


@on(opencv, 'pixelDropout')
def dropout_cv():
    field = np.empty((n, n), np.uint8)
    cv2.randu(field, 0, 256)
    out = a.copy()
    out[field < 3] = 0
    return out


side = n // 8


@on(opencv, 'coarseDropout', 'randomErasing')
def holes_cv():
    out = a.copy()
    for y, x in ((1, 1), (3, 5), (5, 2), (6, 6), (2, 3)):
        out[y * side:(y + 1) * side, x * side:(x + 1) * side] = 0
    return out


@on(pillow, 'coarseDropout', 'randomErasing')
def holes_pil():
    out = p.copy()
    for y, x in ((1, 1), (3, 5), (5, 2), (6, 6), (2, 3)):
        out.paste(0, (x * side, y * side, (x + 1) * side, (y + 1) * side))
    return out


@on(opencv, 'gridDropout', 'gridMask')
def grid_cv():
    out = a.copy()
    for y in range(0, n, side):
        for x in range(0, n, side):
            out[y:y + side // 2, x:x + side // 2] = 0
    return out


other = np.ascontiguousarray(a[::-1])
other_p = Image.fromarray(other) if Image else None
opencv['mixUp'] = lambda: cv2.addWeighted(a, 0.6, other, 0.4, 0)
pillow['mixUp'] = lambda: Image.blend(p, other_p, 0.4)


@on(opencv, 'cutMix')
def cutmix_cv():
    out = a.copy()
    out[quarter:quarter + half, quarter:quarter + half] = other[quarter:quarter + half, quarter:quarter + half]
    return out


def best(function):
    """The shortest of the calls that fit into the time, at least three: what others on the machine take is not in it."""
    try:
        function()
    except Exception as error:  # An older version may not have it.
        print(f'peers.py: {error}', file=sys.stderr)
        return None
    shortest, calls, end = float('inf'), 0, time.perf_counter() + seconds
    while calls < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        function()
        shortest = min(shortest, time.perf_counter() - start)
        calls += 1
    return shortest * 1000


for asked in sys.stdin:
    name = asked.strip()
    answer = {
        'opencv': best(opencv[name]) if cv2 and name in opencv else None,
        'pillow': best(pillow[name]) if Image and name in pillow else None,
    }
    print(json.dumps(answer), flush=True)
