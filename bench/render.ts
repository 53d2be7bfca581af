// One picture by one plan, for benchmarks: from decoded RGBX in the kernels' memory to the row of the batch.
import { type Node, planner, rootKey } from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import { type ImageOp, scale, type WarpStep } from '../vision/index.ts';
import { PictureCodecs } from '../vision/io/picture-codecs.ts';
import { pixelsToBytes } from '../vision/kernels/convert.ts';
import { execute } from '../vision/kernels/execute.ts';
import { canonical, fuse } from '../vision/kernels/fusion.ts';
import { type Bytes8, KernelMemory } from '../vision/kernels/memory.ts';

/** A picture with smooth parts, edges and grain, [side, side, 3]. */
export function picture(side: number): Uint8Array {
  const data = new Uint8Array(side * side * 3);
  let grain = 1;
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      grain = (Math.imul(grain, 1664525) + 1013904223) >>> 0;
      const inside = (x - side / 2) ** 2 + (y - side / 3) ** 2 < (side / 4) ** 2 ? 60 : 0;
      data[at++] = 60 + (120 * x) / side + inside + (grain >>> 29);
      data[at++] = 40 + (120 * y) / side + inside + (grain >>> 28);
      data[at++] = 128 + 90 * Math.sin((x + 2 * y) / 23) + (grain >>> 29);
    }
  }
  return data;
}

// Nothing of partners: what takes in another sample cannot be timed here.
const materials = { whitenings: new Map(), codecs: new PictureCodecs() };

/** Decoded pixels, and all that one plan after the other needs to make rows of them. */
export class Bench {
  readonly memory = new KernelMemory();
  readonly source: Bytes8;
  readonly #out: number;

  constructor(pixels: Uint8Array, width: number, height: number, valuesAtMost: number) {
    this.source = pixelsToBytes(this.memory, pixels, width, height, 3);
    this.#out = this.memory.allocate(valuesAtMost * 4);
  }

  /** The ops of `nodes` and `scale` for a key, in the order in which they are carried out, and the values of the row. */
  plan(nodes: readonly Node[], key = rootKey('bench'), fused = true, last: Node = scale({ dtype: 'uint8' })): Job {
    const { width, height } = this.source;
    const drawn = planner<ImageFacts, ImageOp>([...nodes, last] as never, imageRules)(key, { width, height });
    const ops = drawn.steps.flatMap((step) => step.ops);
    const ordered = fused ? fuse(ops) : canonical(ops);
    const first = ordered[0]!;
    const values = drawn.facts.width * drawn.facts.height * 3;
    return first.kind === 'warp'
      ? { first: first.steps, rest: ordered.slice(1), values }
      : { first: [stay(width, height)], rest: ordered, values };
  }

  /** Makes the row, and gives memory back. */
  render({ first, rest }: Job): void | Promise<void> {
    const mark = this.memory.mark();
    const working = execute(this.memory, this.source, first, rest, materials, this.#out);
    if (working !== undefined) return working.then(() => this.memory.release(mark));
    this.memory.release(mark);
  }

  /** What `render` wrote, as bytes. */
  row({ values }: Job): Uint8Array {
    return this.memory.bytes.slice(this.#out, this.#out + values);
  }
}

export interface Job {
  readonly first: readonly WarpStep[];
  readonly rest: readonly ImageOp[];
  readonly values: number;
}

function stay(width: number, height: number): WarpStep {
  return {
    inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    window: [0, 0, width, height],
    width,
    height,
    border: 'edge',
    fill: [0, 0, 0],
    interpolation: 'any',
  };
}

export const micros = (start: bigint) => Number(process.hrtime.bigint() - start) / 1e3;
