import { choice, interval } from '../transforms/parameters.ts';
import type { FieldKey, Point } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** How near to a wall anyone comes, as part of the room. */
const margin = 0.05;
/** How steeply the microphone is above or below the source at most. */
const steepestTurns = 1 / 12;

/**
 * Makes the sound as it would be heard in a room of random size: the direct path first (its delay is taken away), the reflections
 * of up to three walls by image sources, then noise that decays by 60 dB in `reverbSeconds`. Six like walls reflect as much as
 * Eyring's formula asks for. A distance that has no place in the room is shortened. The late echo of each channel is another one.
 * The length stays, silence stays silence.
 */
export const roomReverb = defineAudioTransform({
  name: 'roomReverb',
  summary: 'Put the sound into a room of random size and reverberation; its length stays.',
  reference:
    'audiomentations RoomSimulator; Allen and Berkley, "Image method for efficiently simulating small-room acoustics" (1979); Eyring (1930)',
  parameters: {
    lengthMeters: interval({ default: [3.6, 5.6], min: 0.5, max: 100, unit: 'metres', help: 'Length of the room.' }),
    widthMeters: interval({ default: [3.6, 3.9], min: 0.5, max: 100, unit: 'metres', help: 'Width of the room.' }),
    heightMeters: interval({ default: [2.4, 3], min: 0.5, max: 100, unit: 'metres', help: 'Height of the room.' }),
    reverbSeconds: interval({
      default: [0.15, 0.8],
      min: 0.02,
      max: 20,
      unit: 'seconds',
      help: 'The time in which its echo falls by 60 dB (T60).',
    }),
    distanceMeters: interval({
      default: [0.5, 3],
      min: 0.05,
      max: 100,
      unit: 'metres',
      help: 'How far the microphone is from the source.',
    }),
    level: choice({
      options: ['power', 'peakHalf', 'peak', 'unchanged'],
      default: 'power',
      help: 'How loud it is made: as strong (rms) as it came, its peak 0.5 or 1, or with a direct path as loud as it came.',
    }),
    wetFraction: interval({
      default: [1, 1],
      min: 0,
      max: 1,
      help: 'How much of the result is the room; the rest is the sound as it came.',
    }),
  },
  draw: (draws, { lengthMeters, widthMeters, heightMeters, reverbSeconds, distanceMeters, wetFraction }) => ({
    lengthMeters: draws.uniform(lengthMeters),
    widthMeters: draws.uniform(widthMeters),
    heightMeters: draws.uniform(heightMeters),
    reverbSeconds: draws.uniform(reverbSeconds),
    distanceMeters: draws.uniform(distanceMeters),
    wetFraction: draws.uniform(wetFraction),
    place: [draws.unit(), draws.unit(), draws.unit()],
    azimuthTurns: draws.unit(),
    elevationTurns: draws.uniform([-steepestTurns, steepestTurns]),
    field: draws.field('tail'),
  }),
  lower: (drawn, { level }) => {
    const size: Point = [drawn.lengthMeters, drawn.widthMeters, drawn.heightMeters];
    const [source, microphone] = placed(size, drawn.place as unknown as Point, between(size, drawn));
    const { reverbSeconds, wetFraction, field } = drawn;
    const room = { size, source, microphone, reverbSeconds };
    return [{ kind: 'roomReverb', room, key: field as FieldKey, level, wetFraction }];
  },
});

/** From the source to the microphone, no longer than the room allows. */
function between(
  size: Point,
  drawn: { readonly distanceMeters: number; readonly azimuthTurns: number; readonly elevationTurns: number },
): Point {
  const azimuth = 2 * Math.PI * drawn.azimuthTurns;
  const elevation = 2 * Math.PI * drawn.elevationTurns;
  const flat = Math.cos(elevation);
  const way: Point = [flat * Math.cos(azimuth), flat * Math.sin(azimuth), Math.sin(elevation)];
  let distance = drawn.distanceMeters;
  for (const [axis, part] of way.entries())
    distance = Math.min(distance, ((1 - 2 * margin) * size[axis]!) / Math.max(1e-9, Math.abs(part)));
  return [way[0] * distance, way[1] * distance, way[2] * distance];
}

/** Both ends of a way somewhere in the room, away from its walls. */
function placed(size: Point, place: Point, way: Point): [source: Point, microphone: Point] {
  const on = (axis: 0 | 1 | 2) => {
    const free = Math.max(0, (1 - 2 * margin) * size[axis] - Math.abs(way[axis]));
    return margin * size[axis] + Math.max(0, -way[axis]) + place[axis] * free;
  };
  const source: Point = [on(0), on(1), on(2)];
  return [source, [source[0] + way[0], source[1] + way[1], source[2] + way[2]]];
}
