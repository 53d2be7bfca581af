import type { AirAbsorptionOp } from '../ops/index.ts';
import { RealFft } from './fft.ts';
import { planesOf, type Signal, type SoundMemory } from './memory.ts';

const size = 1024;
/** Frames on either side that a frame of the result hears. */
const reach = 128;
const step = size - 2 * reach;

const fft = RealFft.of(size);
const response = RealFft.allocate(size);
const block = RealFft.allocate(size);
const product = RealFft.allocate(size);

/** Filters each channel by a symmetric response of 257 frames, made of the attenuations; what lies outside of the sound is silence. */
export function airAbsorption(memory: SoundMemory, signal: Signal, op: AirAbsorptionOp): Signal {
  prepareResponse(op, signal.sampleRate);
  const { frames } = signal;
  const mark = memory.mark();
  const copy = memory.allocate(frames * 4) >> 2;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const target = memory.plane(signal, plane);
    const source = memory.floats.subarray(copy, copy + frames);
    source.set(target);
    for (let first = 0; first < frames; first += step) filterBlock(source, target, first);
  }
  memory.release(mark);
  return signal;
}

function filterBlock(source: Float32Array, target: Float32Array, first: number): void {
  const values = RealFft.view(block);
  const from = Math.max(0, first - reach);
  const to = Math.min(source.length, first + step + reach);
  values.fill(0);
  values.set(source.subarray(from, to), from - (first - reach));
  fft.forwardUnordered(block);
  const sums = RealFft.view(product);
  sums.fill(0);
  fft.multiplyAdd(block, response, product, 1 / size);
  fft.inverseUnordered(product);
  const count = Math.min(step, source.length - first);
  // The response begins at its own frame 0, so that what it makes of a block's first `reach` frames lies `reach` behind.
  target.set(sums.subarray(2 * reach, 2 * reach + count), first);
}

/** The spectrum of the response, its middle at frame `reach`. */
function prepareResponse(op: AirAbsorptionOp, sampleRate: number): void {
  const values = RealFft.view(response);
  const dbPerMeter = attenuation(op);
  const gainAt = (bin: number) => 10 ** ((-op.distanceMeters * dbPerMeter((bin * sampleRate) / size)) / 20);
  values.fill(0);
  values[0] = gainAt(0);
  values[1] = gainAt(size / 2);
  for (let bin = 1; bin < size / 2; bin++) values[2 * bin] = gainAt(bin);
  fft.inverse(response);
  const symmetric = Float32Array.from({ length: reach + 1 }, (_, n) => (values[n]! * taper(n)) / size);
  values.fill(0);
  for (let n = -reach; n <= reach; n++) values[reach + n] = symmetric[Math.abs(n)]!;
  fft.forwardUnordered(response);
}

/** Hann's half, so that the response ends without a step. */
const taper = (n: number) => 0.5 + 0.5 * Math.cos((Math.PI * n) / (reach + 1));

/** The attenuation of a pure tone of so many Hz by air at sea level, in dB per metre: ISO 9613-1, equations 3 to 5 and annex B. */
export function attenuation({
  temperatureCelsius,
  humidityPercent,
}: Pick<AirAbsorptionOp, 'temperatureCelsius' | 'humidityPercent'>): (hz: number) => number {
  const kelvin = temperatureCelsius + 273.15;
  const relative = kelvin / 293.15;
  const saturation = 10 ** (4.6151 - 6.8346 * (273.16 / kelvin) ** 1.261);
  const water = humidityPercent * saturation;
  const oxygen = 24 + (40_400 * water * (0.02 + water)) / (0.391 + water);
  const nitrogen = relative ** -0.5 * (9 + 280 * water * Math.exp(-4.17 * (relative ** (-1 / 3) - 1)));
  const classical = 1.84e-11 * Math.sqrt(relative);
  const ofOxygen = relative ** -2.5 * 0.01275 * Math.exp(-2239.1 / kelvin);
  const ofNitrogen = relative ** -2.5 * 0.1068 * Math.exp(-3352 / kelvin);
  return (hz) => {
    const square = hz * hz;
    const relaxation = ofOxygen / (oxygen + square / oxygen) + ofNitrogen / (nitrogen + square / nitrogen);
    return 8.686 * square * (classical + relaxation);
  };
}
