import { melOf } from './mel-picture.ts';

/** A mark on an axis, and its place from 0 to 1 along it. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Marks at round times from 0 on, at most `most` + 1 of them; the last one names the unit. */
export function timeTicks(seconds: number, most: number): Tick[] {
  const step = timeStep(seconds / Math.max(1, most));
  const isMilliseconds = seconds < 1;
  const [unit, factor] = isMilliseconds ? ['ms', 1000] : ['s', 1];
  const decimals = Math.max(0, -Math.floor(Math.log10(step * factor) + 1e-9));
  const count = Math.floor(seconds / step + 1e-9);
  const isClock = step >= 15;
  return Array.from({ length: count + 1 }, (_, i) => {
    const time = i * step;
    const number = isClock ? clock(time) : i === 0 ? '0' : (time * factor).toFixed(decimals);
    return { at: time / seconds, text: i === count ? `${number} ${isClock ? 'min' : unit}` : number };
  });
}

/** Marks at round numbers of columns; the last one names the unit. */
export function columnTicks(columns: number, most: number): Tick[] {
  const step = Math.max(1, roundStep(columns / Math.max(1, most)));
  const count = Math.floor(columns / step);
  return Array.from({ length: count + 1 }, (_, i) => ({
    at: (i * step) / Math.max(1, columns),
    text: i === count ? `${i * step} columns` : `${i * step}`,
  }));
}

/** The least of 1, 2, 5 times a power of ten that is not below `least`; from half a minute on, what clocks show. */
function timeStep(least: number): number {
  const clockSteps = [15, 30, 60, 120, 300, 600, 1200, 1800, 3600];
  if (least <= 10) return roundStep(least);
  return clockSteps.find((step) => step >= least) ?? 3600 * roundStep(least / 3600);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Marks at octaves of a mel axis up to `highHz`, from the top down, `apart` (of the whole axis) or more between two. */
export function pitchTicks(highHz: number, apart: number): Tick[] {
  const ticks: Tick[] = [];
  const whole = melOf(highHz);
  let above = Number.POSITIVE_INFINITY;
  for (let hz = 125 * 2 ** Math.floor(Math.log2(highHz / 125) + 1e-9); hz >= 125; hz /= 2) {
    const at = melOf(hz) / whole;
    if (above - at < apart || at < apart / 2) continue;
    ticks.push({ at, text: hz < 1000 ? `${hz}` : `${hz / 1000}k` });
    above = at;
  }
  return ticks;
}
