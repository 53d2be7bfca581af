import assert from 'node:assert/strict';
import { rootKey, sampleKey } from '../../../transforms/index.ts';
import { drawSample } from '../../../transforms/plan.ts';
import { imageRules } from '../../../vision/image.ts';
import * as vision from '../../../vision/index.ts';
import { PictureEngine } from '../../../vision/io/engine.ts';
import { rawHeader } from '../../../vision/io/raw.ts';
import { canonical, fuse } from '../../../vision/kernels/fusion.ts';
import { scene } from '../../src/pictures.ts';

const [width, height] = [40, 30];

function lowered(...nodes: Parameters<typeof drawSample>[0]): readonly vision.ImageOp[] {
  const plan = drawSample<vision.ImageFacts, vision.ImageOp>(
    nodes,
    sampleKey(rootKey(3), 0, 0),
    { width, height },
    imageRules,
  );
  return plan.steps.flatMap(({ ops }) => ops);
}

type Nodes = Parameters<typeof drawSample>[0];

/** What the fused plan makes of pixels, [side, side, 3] in [-1, 1]. */
function carriedOut(
  data: Uint8Array,
  side: number,
  ...given: readonly (Nodes[number] | { readonly size: readonly [number, number] })[]
): Float32Array {
  const own = given.find((node): node is { readonly size: readonly [number, number] } => 'size' in node)?.size;
  const [rawHeight, rawWidth] = own ?? [height, width];
  const nodes = given.filter((node): node is Nodes[number] => !('size' in node));
  const engine = new PictureEngine({}, new Map());
  const raw = { width: rawWidth, height: rawHeight, channels: 3 as const };
  const out = engine.memory.allocate(side * side * 12);
  const plan = drawSample<vision.ImageFacts, vision.ImageOp>(
    [...nodes, vision.scale()],
    sampleKey(rootKey(3), 0, 0),
    raw,
    imageRules,
  );
  engine.render({ bytes: data, name: 'fusion', raw }, rawHeader(raw), fuse(plan.steps.flatMap(({ ops }) => ops)), out);
  return engine.memory.floats.slice(out / 4, out / 4 + side * side * 3);
}

const kinds = (ops: readonly vision.ImageOp[]) => ops.map(({ kind }) => kind);

describe('fusion', () => {
  it('makes one resampling, one colour pass and one epilogue of the whole mission', () => {
    const ops = lowered(
      vision.resizedCrop({ size: [24, 24] }),
      vision.colorJitter(),
      vision.horizontalFlip(),
      vision.colorShift(),
      vision.rotate(),
      vision.gaussianNoise({ sigma: [0.1, 0.1] }),
      vision.pixelDropout({ dropFraction: [0.1, 0.1] }),
      vision.scale({ dither: true }),
    );
    const fused = fuse(ops);
    assert.deepEqual(kinds(fused), ['warp', 'colors', 'fill', 'epilogue']);
    const [warp, colors, , epilogue] = fused as [vision.WarpOp, vision.ColorsOp, vision.FillOp, vision.EpilogueOp];
    assert.equal(warp.steps.length, 2, 'the flip joins the crop');
    assert.deepEqual([colors.steps.length, colors.clamp], [5, true]);
    assert.deepEqual(kinds(epilogue.steps), ['noise', 'drop']);
    assert.ok(epilogue.scale.dither);
  });

  it('puts geometry first, clamps once where a run of colour ends, and passes no filter', () => {
    const turn = vision.rotate({ border: 'reflect' });
    const blur = vision.gaussianBlur({ sigmaPixels: [1, 1] });
    const ops = lowered(vision.colorShift(), turn, blur, vision.colorShift(), turn, vision.scale());
    assert.deepEqual(kinds(canonical(ops)), ['warp', 'color', 'clamp', 'blur', 'warp', 'color', 'clamp', 'scale']);
    assert.deepEqual(kinds(fuse(ops)), ['warp', 'colors', 'blur', 'warp', 'colors', 'epilogue']);
  });

  it('fills a constant border after the colours that came before it, in their order', () => {
    const pink = [255, 0, 128] as const;
    const turn = vision.rotate({ angleDegrees: [30, 30], fill: pink });
    const darker = vision.colorJitter({ brightness: [0.5, 0.5], contrast: [0.6, 0.6] });
    const fused = fuse(
      lowered(vision.resize({ size: [24, 24] }), darker, turn, turn, vision.colorShift(), vision.scale()),
    );
    assert.deepEqual(kinds(fused), ['warp', 'colors', 'fill', 'fill', 'colors', 'epilogue']);
    assert.ok((fused[0] as vision.WarpOp).steps.every(({ border }) => border === 'edge'));
    const corner = (...nodes: Parameters<typeof drawSample>[0]) => [
      ...carriedOut(scene(width, height), 24, ...nodes).subarray(0, 3),
    ];
    const resize = vision.resize({ size: [24, 24] });
    assert.deepEqual(
      corner(resize, darker, turn),
      [...carriedOut(Uint8Array.from(pink), 1, { size: [1, 1] })],
      'untouched by the colours before it',
    );
    assert.notDeepEqual(corner(resize, turn, darker), corner(resize, darker, turn), 'touched by the colours after it');
  });

  it('is step by step where colour comes before a border', () => {
    const crop = vision.centerCrop({ size: [24, 24] });
    const shift = vision.colorShift({ shift: [-20, 20] });
    const turn = vision.rotate({ angleDegrees: [20, 20], fill: [10, 200, 90] });
    const together = carriedOut(scene(width, height), 24, crop, shift, turn);
    const shifted = carriedOut(scene(width, height), 24, crop, shift).map((value) => (value + 1) * 127.5);
    const bytes = Uint8Array.from(shifted, Math.round);
    const apart = carriedOut(bytes, 24, { size: [24, 24] }, turn);
    const largest = Math.max(...together.map((value, i) => Math.abs(value - apart[i]!) * 127.5));
    assert.ok(largest < 1, `${largest} grey levels apart, of which half may be rounding between the steps`);
  });

  it('does not mix noise with what stands between it and the end', () => {
    const noise = vision.gaussianNoise({ sigma: [0.1, 0.1] });
    const drop = vision.pixelDropout({ dropFraction: [0.1, 0.1] });
    assert.deepEqual(kinds(fuse(lowered(drop, noise, vision.scale()))), ['epilogue']);
    assert.deepEqual(kinds(fuse(lowered(noise, vision.gaussianBlur({ sigmaPixels: [1, 1] }), vision.scale()))), [
      'noise',
      'blur',
      'epilogue',
    ]);
    assert.deepEqual(kinds(fuse(lowered(noise, noise, vision.scale()))), ['epilogue']);
  });

  it('keeps resamplings apart that look differently', () => {
    const ops = lowered(
      vision.rotate({ interpolation: 'nearest' }),
      vision.horizontalFlip(),
      vision.resize({ size: [9, 9] }),
    );
    assert.deepEqual(kinds(fuse(ops)), ['warp', 'warp']);
  });

  it('changes nothing but data: what it was given stays', () => {
    const ops = lowered(vision.resizedCrop({ size: [8, 8] }), vision.horizontalFlip(), vision.colorJitter());
    const before = JSON.stringify(ops);
    fuse(ops);
    assert.equal(JSON.stringify(ops), before);
  });

  it('lets a crop after a flip see the crop alone, as step by step', () => {
    const pixels = scene(width, height, 'flip');
    const flipped = new Uint8Array(pixels.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (y * width + width - 1 - x) * 3;
        flipped.set(pixels.subarray(from, from + 3), (y * width + x) * 3);
      }
    }
    const crop = vision.resizedCrop({ size: [12, 12], areaFraction: [0.3, 0.3] });
    const together = carriedOut(pixels, 12, vision.horizontalFlip(), crop);
    const apart = carriedOut(flipped, 12, crop);
    const largest = Math.max(...together.map((value, i) => Math.abs(value - apart[i]!)));
    assert.ok(largest < 1e-4, `${largest} apart`);
    assert.ok(Math.max(...together) - Math.min(...together) > 0.5);
  });
});
