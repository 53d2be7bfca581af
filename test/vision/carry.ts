import type { Node } from '../../transforms/index.ts';
import { drawSample, rootKey } from '../../transforms/index.ts';
import { type ImageFacts, imageRules } from '../../vision/image.ts';
import type * as vision from '../../vision/index.ts';
import { PictureEngine } from '../../vision/io/engine.ts';
import { rawHeader } from '../../vision/io/raw.ts';
import { fuse } from '../../vision/kernels/fusion.ts';

/** 8-bit RGB, [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What ops make of a picture, as grey levels before any rounding, [height, width, 3]. */
export function carried(
  { width, height, data }: Picture,
  ops: readonly vision.ImageOp[],
): ImageFacts & { readonly data: Float32Array } {
  const raw = { width, height, channels: 3 as const };
  const engine = new PictureEngine({}, new Map());
  const last: vision.ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'float32' };
  const facts = ops.reduce<ImageFacts>((now, op) => imageRules.after(op, now), { width, height });
  const count = facts.width * facts.height * 3;
  const out = engine.memory.allocate(count * 4);
  engine.render({ bytes: data, name: 'test', raw }, rawHeader(raw), fuse([...ops, last]), out);
  return { width: facts.width, height: facts.height, data: engine.memory.floats.slice(out / 4, out / 4 + count) };
}

/** The same of transforms, drawn under a seed. */
export function played(picture: Picture, nodes: readonly Node[], seed = 1) {
  const { width, height } = picture;
  const plan = drawSample<ImageFacts, vision.ImageOp>(nodes, rootKey(seed), { width, height }, imageRules);
  return {
    ...carried(
      picture,
      plan.steps.flatMap(({ ops }) => ops),
    ),
    plan,
  };
}
