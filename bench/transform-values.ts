// What each transform is timed with: the values that bench/peers.py uses too, for a picture `side` x `side`. What is not
// named here is timed with its defaults.

type Values = Readonly<Record<string, unknown>>;

const half = (side: number) => ({ size: [side / 2, side / 2] });
// Not a half: OpenCV has a way of its own for exactly that.
const lesser = (side: number) => ({ size: [(side * 7) / 16, (side * 7) / 16] });

export const timedWith: Readonly<Record<string, (side: number) => Values>> = {
  rotate: () => ({ angleDegrees: [10, 10] }),
  affine: () => ({ angleDegrees: [10, 10], scaleFactor: [1.1, 1.1] }),
  shear: () => ({ xDegrees: [10, 10] }),
  // Between pixels, as OpenCV's does.
  translate: () => ({ xFraction: [0.0631, 0.0631], yFraction: [0.0507, 0.0507], wholePixels: false }),
  perspective: () => ({ distortionScale: [0.2, 0.2] }),
  pad: (side) => ({ leastSize: [(side * 5) / 4, (side * 5) / 4] }),
  rotate90: () => ({ turns: [1, 1] }),
  centerCrop: half,
  randomCrop: half,
  resize: lesser,
  resizedCrop: (side) => ({ ...half(side), areaFraction: [0.5, 0.5], aspectRatio: [1, 1] }),
  longestSide: (side) => ({ sidePixels: (side * 7) / 16 }),
  shortestSide: (side) => ({ sidePixels: (side * 7) / 16 }),
  letterbox: lesser,
  colorJitter: () => ({
    brightness: [1.1, 1.1],
    contrast: [1.1, 1.1],
    saturation: [1.1, 1.1],
    hueDegrees: [20, 20],
    order: 'listed',
  }),
  brightnessContrast: () => ({ brightness: [0.1, 0.1], contrast: [0.2, 0.2] }),
  hueSaturation: () => ({ hueDegrees: [20, 20], saturationShift: [15, 15], valueShift: [10, 10] }),
  gaussianNoise: () => ({ sigma: [0.047, 0.047] }),
  pixelDropout: () => ({ dropFraction: [0.0117, 0.0117] }),
  gamma: () => ({ exponent: [1.2, 1.2] }),
  solarize: () => ({ threshold: [128, 128] }),
  posterize: () => ({ bits: [4, 4] }),
  gaussianBlur: () => ({ sigmaPixels: [1.5, 1.5] }),
  boxBlur: () => ({ radiusPixels: [2, 2] }),
  medianBlur: () => ({ radiusPixels: [2, 2] }),
  motionBlur: () => ({ lengthPixels: [7, 7], angleDegrees: [45, 45], direction: [0, 0] }),
  defocus: () => ({ radiusPixels: [3, 3], aliasSigmaPixels: [0.1, 0.1] }),
  unsharpMask: () => ({ sigmaPixels: [1.5, 1.5], alpha: [0.5, 0.5], threshold: 0 }),
  sharpness: () => ({ factor: [1.5, 1.5] }),
  clahe: () => ({ clipLimit: [4, 4] }),
  jpegCompression: () => ({ qualityPercent: [50, 50] }),
  downscale: () => ({ scaleFraction: [0.25, 0.25] }),
  whiten: () => ({ method: 'standardize' }),
};
