// What chains cost beside one of their ops, and fused beside step by step, on one thread.
// usage: node dist/bench/chains.js [--sizes 256,512,1024] [--rounds 60]
//
// From decoded RGBX to the uint8 row, plan drawn beforehand. All cases of a size take turns; the shortest time of each counts.
import { parseArgs } from 'node:util';
import { catalogs } from '../src/catalog.ts';
import { makeTransform, type Node } from '../transforms/index.ts';
import { Bench, type Job, micros, picture } from './render.ts';

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '256,512,1024' }, rounds: { type: 'string', default: '60' } },
});

/** The first of these that the catalogue has. */
function one(...candidates: readonly (readonly [name: string, values: object])[]): Node {
  for (const [name, values] of candidates) {
    const definition = catalogs.image.get(name);
    if (definition === undefined) continue;
    try {
      return makeTransform(definition, values);
    } catch {
      // Its parameters have other names; the next one will do.
    }
  }
  throw new Error(`none of ${candidates.map(([name]) => name)} is in the catalogue`);
}

const turn = (degrees: number, more: object = {}) => one(['rotate', { angleDegrees: [degrees, degrees], ...more }]);
const jitter = (more: object) =>
  one(['colorJitter', { brightness: [1, 1], contrast: [1, 1], saturation: [1, 1], hueDegrees: [0, 0], ...more }]);
const shift = one(['colorShift', { shift: [10, 10], perChannel: false }]);

function geometry(more: object): Node[] {
  return [
    turn(7, more),
    one(['shear', more], ['affine', more], ['rotate', { angleDegrees: [-11, -11], ...more }]),
    one(['translate', more], ['rotate', { angleDegrees: [4, 4], ...more }]),
    one(['horizontalFlip', {}]),
    one(['perspective', more], ['rotate', { angleDegrees: [9, 9], ...more }]),
  ];
}

const linear = [
  jitter({ brightness: [1.1, 1.1] }),
  jitter({ saturation: [1.2, 1.2] }),
  shift,
  jitter({ contrast: [0.9, 0.9] }),
  jitter({ saturation: [0.8, 0.8] }),
];
const perChannel = [
  jitter({ brightness: [1.1, 1.1] }),
  shift,
  one(['invert', {}]),
  shift,
  jitter({ brightness: [0.9, 0.9] }),
];

/** A chain, and the one op that it is measured by. */
const chains: Readonly<Record<string, readonly [one: readonly Node[], five: readonly Node[]]>> = {
  'geometry, constant border': [[turn(7)], geometry({})],
  'geometry, reflected': [[turn(7, { border: 'reflect' })], geometry({ border: 'reflect' })],
  'linear colour': [[linear[1]!], linear],
  'linear colour, per channel': [[perChannel[0]!], perChannel],
  'geometry and linear colour': [[turn(7)], [...geometry({}), ...linear]],
};

for (const side of options.sizes.split(',').map(Number)) {
  console.log(`\n${side} x ${side}, uint8, ms`);
  console.log(`${''.padEnd(30)}  one op     five  ratio  step by step  fused is faster by`);
  const bench = new Bench(picture(side), side, side, side * side * 3);
  for (const [name, [first, five]] of Object.entries(chains)) {
    const jobs: readonly Job[] = [bench.plan(first), bench.plan(five), bench.plan(five, undefined, false)];
    const best = jobs.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < Number(options.rounds); round++) {
      for (let k = 0; k < jobs.length; k++) {
        const start = process.hrtime.bigint();
        await bench.render(jobs[k]!);
        best[k] = Math.min(best[k]!, micros(start) / 1000);
      }
    }
    const [single, chain, unfused] = best as [number, number, number];
    console.log(
      `${name.padEnd(30)}${single.toFixed(3).padStart(8)} ${chain.toFixed(3).padStart(8)} ${(chain / single).toFixed(2).padStart(6)}` +
        `${unfused.toFixed(3).padStart(14)} ${(unfused / chain).toFixed(2).padStart(18)}x`,
    );
  }
}
