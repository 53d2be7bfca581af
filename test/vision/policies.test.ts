import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Draws, rootKey } from '../../transforms/index.ts';
import { autoAugmentTables } from '../../vision/auto-augment-tables.ts';
import type { ImageFacts } from '../../vision/image.ts';
import * as vision from '../../vision/index.ts';
import { fuse } from '../../vision/kernels/fusion.ts';
import type { DrawnOp } from '../../vision/policy.ts';
import { scene } from '../src/pictures.ts';
import { played } from './carry.ts';

type Space = Readonly<Record<string, { readonly magnitudes: readonly number[]; readonly signed: boolean }>>;
interface Golden {
  readonly width: number;
  readonly height: number;
  readonly randAugment: Space;
  readonly trivialAugmentWide: Space;
  readonly autoAugment: Space;
  readonly augMix: Space;
  readonly tables: Readonly<
    Record<string, readonly (readonly (readonly [op: string, odds: number, bin: number | null])[])[]>
  >;
}
const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/policies.json', import.meta.url), 'utf8'),
) as Golden;
const facts: ImageFacts = { width: golden.width, height: golden.height };
const ourName = (theirs: string) => theirs[0]!.toLowerCase() + theirs.slice(1);

interface Lowers {
  readonly definition: { lower(drawn: never, values: never, facts: ImageFacts): readonly vision.ImageOp[] };
}
const lower = ({ definition }: Lowers, drawn: object, values: object = {}) =>
  definition.lower(drawn as never, values as never, facts);
const jitter = { brightness: 1, contrast: 1, saturation: 1, hueDegrees: 0 };

/** What an operation of torchvision's name and magnitude is in ours: a number that can be held against the ops. */
function measured(op: string, ops: readonly vision.ImageOp[]): number {
  if (ops.length === 0) return op === 'Posterize' ? 8 : 0;
  const [first] = ops as [vision.ImageOp];
  if (first.kind === 'warp') {
    const m = first.steps[0]!.inverse;
    if (op === 'ShearX') return m[1];
    if (op === 'ShearY') return m[3];
    if (op === 'TranslateX') return -m[2];
    if (op === 'TranslateY') return -m[5];
    return (Math.atan2(m[3], m[0]) * 180) / Math.PI;
  }
  if (first.kind === 'contrast' || first.kind === 'sharpness') return first.factor - 1;
  if (first.kind === 'color' && op === 'Brightness') return first.matrix[0]! - 1;
  if (first.kind === 'color') return first.matrix[0]! - first.matrix[4]! - 1;
  assert.ok(first.kind === 'curve', `${op} is ${first.kind}`);
  const [table] = first.tables;
  if (op === 'Posterize') return new Set(table).size === 1 ? 0 : Math.log2(new Set(table).size);
  return table.findIndex((value, level) => value !== level);
}

/** What torchvision's magnitude comes to in the same terms. */
function expected(op: string, magnitude: number, isNegative: boolean): number {
  const signed = isNegative ? -magnitude : magnitude;
  if (op.startsWith('Translate')) return Math.trunc(signed);
  if (op !== 'Solarize') return signed;
  // Beyond all levels there is nothing to invert.
  return Math.ceil(magnitude);
}

describe('policies', () => {
  const policies = {
    randAugment: {
      lower: (one: DrawnOp) => lower(vision.randAugment, { operations: [one] }, vision.randAugment().values),
    },
    trivialAugmentWide: {
      lower: (one: DrawnOp) => lower(vision.trivialAugmentWide, one, vision.trivialAugmentWide().values),
    },
    autoAugment: {
      lower: (one: DrawnOp) => lower(vision.autoAugment, { pair: 0, operations: [one] }, vision.autoAugment().values),
    },
    augMix: {
      lower: (one: DrawnOp) => {
        const drawn = { chains: [[one]], original: 0.5, shares: [0.5] };
        const [op] = lower(vision.augMix, drawn, vision.augMix().values) as [vision.BranchesOp];
        return op.branches[1]!.ops;
      },
    },
  };

  for (const [name, policy] of Object.entries(policies)) {
    it(`${name} has torchvision's space`, () => {
      const space = golden[name as keyof typeof policies];
      for (const [op, { magnitudes, signed }] of Object.entries(space)) {
        for (const [bin, magnitude] of magnitudes.entries()) {
          if (magnitudes.length === 1) continue;
          for (const isNegative of signed ? [false, true] : [false]) {
            const ops = policy.lower({ op: ourName(op) as DrawnOp['op'], bin, isNegative });
            const found = measured(op, ops);
            const wanted = expected(op, magnitude, isNegative);
            assert.ok(Math.abs(found - wanted) < 1e-3, `${op} ${bin}: ${found}, torchvision ${wanted}`);
          }
        }
      }
    });
  }

  it('operations without a magnitude are those of their names', () => {
    const of = (op: DrawnOp['op']) => policies.autoAugment.lower({ op, bin: 0, isNegative: false });
    assert.deepEqual(of('identity'), []);
    assert.deepEqual(of('invert'), lower(vision.invert, {}));
    assert.deepEqual(of('equalize'), lower(vision.equalize, {}, vision.equalize().values));
    assert.deepEqual(
      of('autoContrast'),
      lower(vision.autoContrast, { cutoffPercent: 0 }, vision.autoContrast().values),
    );
    assert.deepEqual(
      policies.randAugment.lower({ op: 'color', bin: 30, isNegative: true }),
      lower(vision.colorJitter, { ...jitter, saturation: 1 - 0.9, order: ['saturation'] }),
    );
  });

  it('autoAugment has the three tables', () => {
    for (const [name, pairs] of Object.entries(golden.tables)) {
      const theirs = pairs.map((pair) =>
        pair.map(([op, odds, bin]) => `${ourName(op)} ${odds}${bin === null ? '' : ` ${bin}`}`).join(', '),
      );
      assert.deepEqual([...autoAugmentTables[name as keyof typeof autoAugmentTables]], theirs);
    }
  });

  it('draw each operation, sign and strength alike', () => {
    const counts = new Map<string, number>();
    const bins = new Map<number, number>();
    let negative = 0;
    const many = 4200;
    for (let i = 0; i < many; i++) {
      const drawn = vision.trivialAugmentWide.definition.draw(
        new Draws(rootKey(i)),
        vision.trivialAugmentWide().values as never,
        facts,
      ) as unknown as DrawnOp;
      counts.set(drawn.op, (counts.get(drawn.op) ?? 0) + 1);
      bins.set(drawn.bin, (bins.get(drawn.bin) ?? 0) + 1);
      if (drawn.op === 'rotate' && drawn.isNegative) negative++;
    }
    assert.equal(counts.size, 14);
    for (const [op, count] of counts) assert.ok(Math.abs(count - many / 14) < 90, `${op}: ${count}`);
    assert.equal(bins.size, 31);
    for (const [bin, count] of bins) assert.ok(Math.abs(count - many / 31) < 60, `${bin}: ${count}`);
    assert.ok(Math.abs(negative - many / 28) < 60);
  });

  it('randAugment fuses its geometry to one warp with that beside it', () => {
    const picture = { width: 48, height: 40, data: scene(48, 40, 'policies') };
    for (let seed = 0; seed < 30; seed++) {
      const { plan } = played(
        picture,
        [vision.rotate({ interpolation: 'nearest' }), vision.randAugment({ operations: 3 })],
        seed,
      );
      const all = plan.steps.flatMap(({ ops }) => ops);
      if (all.some(({ kind }) => !['warp', 'color', 'contrast', 'curve'].includes(kind))) continue;
      assert.equal(fuse(all).filter(({ kind }) => kind === 'warp').length, 1);
    }
  });

  it('augMix keeps black black and a picture without chains itself', () => {
    const black = { width: 12, height: 9, data: new Uint8Array(12 * 9 * 3) };
    const { plan } = played(black, [vision.augMix()], 3);
    const [{ branches }] = plan.steps[0]!.ops as [vision.BranchesOp];
    const sum = branches.reduce((all, { weight }) => all + weight, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9 && branches.length === 4);
    const picture = { width: 12, height: 9, data: scene(12, 9, 'mix') };
    const still = { chains: [[]], original: 0.3, shares: [0.7] };
    const [op] = lower(vision.augMix, still, vision.augMix().values) as [vision.BranchesOp];
    assert.deepEqual(op.branches, [
      { ops: [], weight: 0.3 },
      { ops: [], weight: 0.7 },
    ]);
    assert.equal(played(picture, [vision.augMix()]).data.length, 12 * 9 * 3);
  });

  it('refuses a magnitude beyond its bins', () => {
    assert.throws(() => vision.randAugment({ magnitude: [9, 31] }), /randAugment\.magnitude: expected at most 30/);
  });
});
