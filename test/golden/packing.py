"""The inputs and cases made so far, and how two references are held against each other."""
import cv2
import numpy as np
import PIL
import scipy
import skimage
import torch
import torchvision

TV = "torchvision 0.14.1"
CV = "OpenCV " + cv2.__version__
SP = "scipy " + scipy.__version__
PL = "Pillow " + PIL.__version__
SK = "scikit-image " + skimage.__version__
NP = "numpy float64"
VERSIONS = {
    module.__name__: str(module.__version__) for module in (np, scipy, cv2, PIL, skimage, torch, torchvision)
}

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
    height, width = picture.shape[:2]
    inputs[name] = {"name": name, "width": width, "height": height, "offset": place(picture), "array": picture}
    return picture


def image(name):
    return inputs[name]["array"]


def levels16(values):
    """Grey levels in 1/128 steps from -64; NaN, which is not compared, is 65535."""
    missing = np.isnan(values)
    raw = np.round((np.where(missing, 0, values) + 64) * 128)
    assert raw.min() >= 0 and raw.max() < 65535, "out of the range of levels16"
    return np.where(missing, 65535, raw).astype("<u2")


def exact_u8(values):
    assert np.array_equal(values.astype(np.uint8), values), "not whole numbers of 8 bits"
    return values.astype(np.uint8)


STORES = {"u8": exact_u8, "f32": lambda values: values.astype("<f4"), "levels16": levels16}


def add(name, source, operation, parameters, reference, expected, dtype="levels16", within=(1, 0.25), checks=None, note=None):
    """`within`: the largest and the mean difference that we allow ourselves. `checks`: how far other references are."""
    assert not any(case["name"] == name for case in cases), name
    expected = np.asarray(expected)
    case = {
        "name": name,
        "input": source,
        "operation": operation,
        "parameters": parameters,
        "reference": reference,
        "shape": list(expected.shape),
        "dtype": dtype,
        "offset": place(STORES[dtype](expected)),
        "tolerance": within[0],
        "meanTolerance": within[1],
    }
    if checks:
        case["agreement"] = {other: round(float(value), 4) for other, value in checks.items()}
    if note:
        case["note"] = note
    cases.append(case)


def apart(a, b, where=None):
    """The largest difference, of values that both have (and of those that `where` picks)."""
    difference = np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64))
    return np.nanmax(difference if where is None else difference[where])


def must(value, limit, what):
    assert value <= limit, f"{what}: references differ by {value}, more than {limit}"
    return value


def tensor(picture):
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))


def precise(picture):
    return tensor(picture.astype(np.float64))


def picture_of(a_tensor):
    return a_tensor.numpy().transpose(1, 2, 0)


def per_channel(picture, change):
    """Pillow has floating point (mode F) for one channel only."""
    return np.stack([change(picture[:, :, c].astype(np.float32)) for c in range(3)], axis=2)
