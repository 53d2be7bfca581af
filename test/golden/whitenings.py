"""whiten: the published formulas in numpy float64, by which Keras, kornia and TensorFlow go."""
import math

import numpy as np
from packing import NP, add, apart, image, must
from pictures import add_samples

KERAS = f"{NP}, Keras ImageDataGenerator.fit zca_whitening"
KORNIA = f"{NP}, kornia zca_mean"
CONVENTIONS = {
    "floor": "TensorFlow per_image_standardization, (x - mean) / max(std, 1 / sqrt(N))",
    "added": "Keras samplewise normalization, (x - mean) / (std + 1e-6)",
}
LEVELS = "grey levels 127.5 + z * 127.5 / 3, not clipped"
SHOWN = 8


def to_levels(z):
    return 127.5 + z * 127.5 / 3


def add_standardized(source, mode, per_channel=False):
    x = image(source).astype(np.float64)
    epsilon = 1 / math.sqrt(x.size) if mode == "floor" else 1e-6
    axes = (0, 1) if per_channel else (0, 1, 2)
    deviation = x.std(axis=axes, keepdims=True)
    z = (x - x.mean(axis=axes, keepdims=True)) / (np.maximum(deviation, epsilon) if mode == "floor" else deviation + epsilon)
    values = {"method": "standardize", "perChannel": per_channel, "clipSigma": 3, "epsilon": epsilon, "standardizeEpsilon": mode}
    add(f"standardize {source}{' per channel' if per_channel else ''} {mode}", source, "standardize", values,
        f"{NP}; {CONVENTIONS[mode]}", to_levels(z), "levels16" if source == "photo" else "f32", (0.05, 0.01), note=LEVELS)


def features(patches):
    """[n, D] on 0..1, a sample's values in the order channel, y, x."""
    return patches.transpose(0, 3, 1, 2).reshape(len(patches), -1) / 255


def whitened(patches, centred, matrix):
    """The first samples as pictures again."""
    n, height, width = SHOWN, *patches.shape[1:3]
    return to_levels((centred[:n] @ matrix.T).reshape(n, 3, height, width).transpose(0, 2, 3, 1))


def keras_matrix(centred, epsilon):
    u, s, _ = np.linalg.svd(centred.T, full_matrices=False)
    return (u * np.sqrt(len(centred)) / (s + epsilon)) @ u.T


def kornia_matrix(centred, epsilon, unbiased=False):
    u, s, _ = np.linalg.svd(centred.T @ centred / (len(centred) - unbiased))
    return (u / np.sqrt(s + epsilon)) @ u.T


def pca_matrix(centred, epsilon):
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    values, rows = values[::-1], vectors.T[::-1]
    rows = rows * np.sign(rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)])[:, None]
    return rows / np.sqrt(values + epsilon)[:, None]


def parameters(method, mode, epsilon, size, samples, scope="pixels"):
    return {"method": method, "whitenEpsilon": mode, "epsilon": epsilon, "clipSigma": 3, "scope": scope,
            "sampleHeight": size[0], "sampleWidth": size[1], "samples": samples}


def add_matrix(name, source, values, reference, matrix, checks=None, note="z = W (x - mean) on 0..1, order channel, y, x"):
    limit = float(np.format_float_positional(1e-4 * np.abs(matrix).max(), 2, fractional=False))
    add(name + " matrix", source, "whiteningMatrix", values, reference, matrix, "f32", (limit, limit / 10), checks, note)


def add_full_rank():
    source = "samples 4x4"
    patches = add_samples(source, 96, 4, 11)
    x = features(patches)
    n, centred = len(x), x - x.mean(0)
    variances = np.linalg.eigvalsh(centred.T @ centred / n)[::-1]
    assert variances[-1] > 1e-5, "not of full rank"
    plain = parameters("zca", "insideRoot", 0, (4, 4), n)
    add("whitening mean 4x4", source, "whiteningMean", plain, NP, x.mean(0), "f32", (1e-6, 1e-6), note="on 0..1, order channel, y, x")
    add("whitening variances 4x4", source, "whiteningEigenvalues", plain, f"{NP} eigvalsh, population covariance", variances,
        "f32", (1e-6, 1e-7), note="on 0..1, largest first")
    biased = KORNIA + ", unbiased=False"
    for name, method, mode, epsilon, matrix, reference in (
        ("zca keras 1e-6", "zca", "addedToSingularValue", 1e-6, keras_matrix(centred, 1e-6), KERAS),
        ("zca keras 0.2", "zca", "addedToSingularValue", 0.2, keras_matrix(centred, 0.2), KERAS),
        ("zca kornia 1e-6 biased", "zca", "insideRoot", 1e-6, kornia_matrix(centred, 1e-6), biased),
        ("zca kornia 0.01 biased", "zca", "insideRoot", 0.01, kornia_matrix(centred, 0.01), biased),
        ("pca 0.01", "pca", "insideRoot", 0.01, pca_matrix(centred, 0.01), f"{NP} eigh; a component's largest entry is positive"),
    ):
        values = parameters(method, mode, epsilon, (4, 4), n)
        add(name, source, "whiten", values, reference, whitened(patches, centred, matrix), within=(0.1, 0.02),
            note=f"the first {SHOWN} samples; {LEVELS}")
        if epsilon >= 0.01 and method == "zca":
            add_matrix(name, source, values, reference, matrix)

    epsilon, gain = 0.01 * (n - 1) / n, math.sqrt((n - 1) / n)
    unbiased = kornia_matrix(centred, 0.01, unbiased=True)
    same = must(apart(unbiased, gain * kornia_matrix(centred, epsilon)), 1e-9, "unbiased")
    add_matrix("zca kornia 0.01 unbiased", source, {**parameters("zca", "insideRoot", epsilon, (4, 4), n), "gain": gain},
               KORNIA + ", unbiased=True, eps=0.01", unbiased, {"as ours: gain * W(epsilon * (n - 1) / n)": same},
               "kornia's default divides by n - 1: multiply our W, at the epsilon given here, by `gain`")


def add_few_samples():
    source = "samples 6x6"
    patches = add_samples(source, 64, 6, 12)
    x = features(patches)
    centred = x - x.mean(0)
    note = (f"rank {np.linalg.matrix_rank(centred)} of {x.shape[1]}; fitted samples have nothing in the directions that we "
            "leave out, so they come out alike (W itself does not)")
    for name, mode, epsilon, matrix, reference in (
        ("keras", "addedToSingularValue", 0.2, keras_matrix(centred, 0.2), KERAS),
        ("kornia", "insideRoot", 0.01, kornia_matrix(centred, 0.01), KORNIA + ", unbiased=False"),
    ):
        add(f"zca {name}, fewer samples than features", source, "whiten", parameters("zca", mode, epsilon, (6, 6), 64),
            reference, whitened(patches, centred, matrix), within=(0.1, 0.02), note=note)


def add_color_scope():
    picture = image("photo")
    x = picture.reshape(-1, 3) / 255
    centred = x - x.mean(0)
    reference = f"{NP}, fitted over the pixels of this picture"
    for name, method, mode, epsilon, matrix in (
        ("zca color kornia", "zca", "insideRoot", 1e-3, kornia_matrix(centred, 1e-3)),
        ("zca color keras", "zca", "addedToSingularValue", 2.0, keras_matrix(centred, 2.0)),
        ("pca color", "pca", "insideRoot", 1e-6, pca_matrix(centred, 1e-6)),
    ):
        values = parameters(method, mode, epsilon, picture.shape[:2], len(x), "color")
        if "keras" not in name:
            expected = to_levels((centred @ matrix.T).reshape(picture.shape))
            add(name, "photo", "whiten", values, reference, expected, within=(0.1, 0.02), note=LEVELS)
        add_matrix(name, "photo", values, reference, matrix, note="z = W (x - mean) on 0..1")


def add_lighting(alpha):
    eigenvalues = np.array([0.2175, 0.0188, 0.0045])
    eigenvectors = np.array([[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]])
    add(f"lighting {alpha}", "photo", "lighting", {"method": "lighting", "alpha": alpha}, f"{NP}, fb.resnet.torch Lighting",
        255 * eigenvectors @ (np.array(alpha) * eigenvalues), "f32", (1e-3, 1e-3),
        note="the shift of red, green and blue, in grey levels, of every pixel")


def add_whitenings():
    add_standardized("photo", "floor")
    add_standardized("photo", "floor", per_channel=True)
    for source in ("flat", "bump"):
        add_standardized(source, "floor")
        add_standardized(source, "added")
    add_full_rank()
    add_few_samples()
    add_color_scope()
    for alpha in ([0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1], [0.13, -0.07, 0.21], [-0.25, 0.4, -0.3]):
        add_lighting(alpha)
