import type { FieldKey, OpBase } from './base.ts';

/** Adds a field of independent numbers. Sigma, their standard deviation, and mean in grey levels. */
export interface NoiseOp extends OpBase {
  readonly kind: 'noise';
  readonly key: FieldKey;
  /** Normal where left out. */
  readonly distribution?: 'uniform' | 'laplace';
  readonly sigma: number;
  readonly mean: number;
  readonly perChannel: boolean;
}

/** Multiplies every value, or every pixel, by a factor of its own. */
export interface MultiplyNoiseOp extends OpBase {
  readonly kind: 'multiplyNoise';
  readonly key: FieldKey;
  /** Uniform from [low, high]; where `isNormal`, these lie one standard deviation below and above its mean. */
  readonly factor: readonly [number, number];
  readonly isNormal?: boolean;
  readonly perChannel: boolean;
}

/** Counts photons: light, which is the level to the power 2.2, becomes a Poisson number of this mean, and a level again. */
export interface ShotNoiseOp extends OpBase {
  readonly kind: 'shotNoise';
  readonly key: FieldKey;
  /** The light of one photon, white being 1. */
  readonly photonFraction: number;
  /** Levels are taken for light as they are, not to the power 2.2. */
  readonly isLinear?: boolean;
}

/** HLS: lightness rises by a Poisson number whose mean is `intensity` times the picture's own deviation; hue turns by normals. */
export interface IsoNoiseOp extends OpBase {
  readonly kind: 'isoNoise';
  readonly key: FieldKey;
  readonly intensity: number;
  readonly hueSigmaDegrees: number;
}

/** Makes some pixels, or some values, black and some white. Fractions of all. */
export interface ImpulseOp extends OpBase {
  readonly kind: 'impulse';
  readonly key: FieldKey;
  readonly pepperFraction: number;
  readonly saltFraction: number;
  readonly perChannel: boolean;
}

/** Smooth noise, strongest at mid grey: its deviation at a level l of 0 to 1 is 2 sigma sqrt(l (1 - l)). */
export interface GrainOp extends OpBase {
  readonly kind: 'grain';
  readonly key: FieldKey;
  /** In grey levels. */
  readonly sigma: number;
  /** From one node of the lattice under it to the next, at least 1. */
  readonly sizePixels: number;
  readonly perChannel: boolean;
}
