// What each transform is timed with: the values that bench/peers.py uses too, for a picture `side` x `side`. What is not
// named here is timed with its defaults.

type Values = Readonly<Record<string, unknown>>;

const half = (side: number) => ({ size: [side / 2, side / 2] });
// Not a half: OpenCV has a way of its own for exactly that.
const lesser = (side: number) => ({ size: [(side * 7) / 16, (side * 7) / 16] });

export const timedWith: Readonly<Record<string, (side: number) => Values>> = {
  rotate: () => ({ angleDegrees: [10, 10] }),
  rotate90: () => ({ turns: [1, 1] }),
  centerCrop: half,
  randomCrop: half,
  resize: lesser,
  resizedCrop: (side) => ({ ...half(side), areaFraction: [0.5, 0.5], aspectRatio: [1, 1] }),
  longestSide: (side) => ({ size: (side * 7) / 16 }),
  shortestSide: (side) => ({ size: (side * 7) / 16 }),
  letterbox: lesser,
  colorJitter: () => ({
    brightness: [1.1, 1.1],
    contrast: [1.1, 1.1],
    saturation: [1.1, 1.1],
    hueDegrees: [20, 20],
    order: 'listed',
  }),
  gamma: () => ({ exponent: [1.2, 1.2] }),
  solarize: () => ({ threshold: [128, 128] }),
  posterize: () => ({ bits: [4, 4] }),
  gaussianBlur: () => ({ sigmaPixels: [1.5, 1.5] }),
  boxBlur: () => ({ sizePixels: [5, 5] }),
  medianBlur: () => ({ sizePixels: [5, 5] }),
  motionBlur: () => ({ sizePixels: [7, 7] }),
  jpegCompression: () => ({ quality: [50, 50] }),
  downscale: () => ({ scaleFraction: [0.25, 0.25] }),
  whiten: () => ({ method: 'standardize' }),
};
