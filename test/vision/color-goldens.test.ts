import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ImageOp } from '../../vision/index.ts';
import * as vision from '../../vision/index.ts';
import { clahe } from '../../vision/kernels/clahe.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { goldenFile } from '../golden/golden.ts';
import { colored, lowered, planar } from './kernels/colored.ts';

interface Case {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, never>>;
  readonly input: string;
  readonly tolerance: number;
  readonly scale: number;
  readonly values: string;
}

interface Goldens {
  readonly inputs: Readonly<
    Record<string, { readonly width: number; readonly height: number; readonly values: string }>
  >;
  readonly cases: readonly Case[];
}

const goldens = JSON.parse(readFileSync(goldenFile('color-ops.json'), 'utf8')) as Goldens;

function unpacked(text: string, scale = 1): number[] {
  const bytes = Buffer.from(text, 'base64');
  if (scale === 1) return [...bytes];
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2) / scale);
}

const { autoContrast, equalize, hueSaturation } = vision;
const byName: Readonly<Record<string, { readonly definition: unknown }>> = { autoContrast, equalize, hueSaturation };

function opsOf({ operation, parameters: p }: Case): readonly ImageOp[] {
  switch (operation) {
    case 'clahe':
      return lowered(vision.clahe, p, p);
    case 'chromaticAberration':
      return [{ kind: 'chromaticAberration', red: p.red!, blue: p.blue! }];
    default:
      return lowered(byName[operation]!, p, p);
  }
}

/** CLAHE of each channel by itself, as of pictures that have one. */
function claheGrey(width: number, height: number, values: readonly number[], { parameters: p }: Case): Float32Array {
  const memory = new KernelMemory();
  const size = width * height;
  const out = new Float32Array(values.length);
  for (let c = 0; c < 3; c++) {
    const planes = memory.allocatePlanes(width, height, 1);
    memory.floats.set(values.slice(c * size, (c + 1) * size), planes.pointer >> 2);
    clahe(memory, { planes, mask: undefined }, { kind: 'clahe', clipLimit: p.clipLimit!, tiles: p.tileGrid! });
    out.set(memory.floats.slice(planes.pointer >> 2, (planes.pointer >> 2) + size), c * size);
  }
  return out;
}

describe('colour, as Pillow and OpenCV have it', () => {
  for (const golden of goldens.cases) {
    const { operation, parameters, input, tolerance, scale } = golden;
    it(`${operation} ${JSON.stringify(parameters)} of "${input}", within ${tolerance}`, () => {
      const { width, height, values } = goldens.inputs[input]!;
      const source = planar(unpacked(values));
      const out =
        operation === 'claheGrey'
          ? claheGrey(width, height, source, golden)
          : colored(width, height, source, opsOf(golden));
      const expected = planar(unpacked(golden.values, scale));
      const apart = expected.map((value, i) => Math.abs(value - out[i]!));
      const worst = Math.max(...apart);
      assert.ok(worst <= tolerance, `${worst} apart at ${apart.indexOf(worst)}`);
      if (input !== 'flat' && input !== 'small') assert.notDeepEqual([...out], source);
    });
  }
});
