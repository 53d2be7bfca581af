import type { OpBase } from './base.ts';

/** One filter, by what it does; a frequency beyond what the sample rate can hold is brought to just below half of it. */
export type Filter =
  | { readonly shape: 'lowPass' | 'highPass'; readonly cutoffHz: number; readonly order: number }
  | {
      readonly shape: 'bandPass' | 'bandStop';
      readonly lowHz: number;
      readonly highHz: number;
      readonly order: number;
    }
  | {
      readonly shape: 'peaking' | 'lowShelf' | 'highShelf';
      readonly centerHz: number;
      readonly gainDb: number;
      readonly q: number;
    }
  | { readonly shape: 'preEmphasis'; readonly coefficient: number; readonly border: 'clamp' | 'zero' };

/**
 * Filters one after the other. They start as if the first frame had always been there, so that nothing swings in; `zeroPhase`:
 * forwards, then backwards, with both ends continued by their point reflection.
 */
export interface FilterOp extends OpBase {
  readonly kind: 'filter';
  readonly filters: readonly Filter[];
  readonly zeroPhase: boolean;
}

/** Dampens what `distanceMeters` of air dampen (ISO 9613-1, at sea level); without a delay. */
export interface AirAbsorptionOp extends OpBase {
  readonly kind: 'airAbsorption';
  readonly temperatureCelsius: number;
  readonly humidityPercent: number;
  readonly distanceMeters: number;
}
