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
    assert.deepEqual(kinds(fused), ['warp', 'colors', 'epilogue']);
    const [warp, colors, epilogue] = fused as [vision.WarpOp, vision.ColorsOp, vision.EpilogueOp];
    assert.equal(warp.steps.length, 2, 'the flip joins the crop');
    assert.deepEqual([colors.steps.length, colors.clamp], [5, true]);
    assert.ok(epilogue.noise && epilogue.drop && epilogue.scale.dither);
  });

  it('puts geometry first, clamps once where a run of colour ends, and passes no filter', () => {
    const ops = lowered(
      vision.colorShift(),
      vision.rotate(),
      vision.gaussianBlur({ sigmaPixels: [1, 1] }),
      vision.colorShift(),
      vision.rotate(),
      vision.scale(),
    );
    assert.deepEqual(kinds(canonical(ops)), ['warp', 'color', 'clamp', 'blur', 'warp', 'color', 'clamp', 'scale']);
    assert.deepEqual(kinds(fuse(ops)), ['warp', 'colors', 'blur', 'warp', 'colors', 'epilogue']);
  });

  it('does not mix noise with what stands between it and the end', () => {
    const noise = vision.gaussianNoise({ sigma: [0.1, 0.1] });
    const drop = vision.pixelDropout({ dropFraction: [0.1, 0.1] });
    assert.deepEqual(kinds(fuse(lowered(drop, noise, vision.scale()))), ['drop', 'epilogue']);
    assert.deepEqual(kinds(fuse(lowered(noise, vision.gaussianBlur({ sigmaPixels: [1, 1] }), vision.scale()))), [
      'noise',
      'blur',
      'epilogue',
    ]);
    assert.deepEqual(kinds(fuse(lowered(noise, noise, vision.scale()))), ['noise', 'epilogue']);
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
    const render = (data: Uint8Array, ...nodes: Parameters<typeof drawSample>[0]) => {
      const engine = new PictureEngine({}, new Map());
      const raw = { width, height, channels: 3 as const };
      const out = engine.memory.allocate(12 * 12 * 12);
      engine.render({ bytes: data, name: 'flip', raw }, rawHeader(raw), fuse(lowered(...nodes, vision.scale())), out);
      return engine.memory.floats.slice(out / 4, out / 4 + 12 * 12 * 3);
    };
    const together = render(pixels, vision.horizontalFlip(), crop);
    const apart = render(flipped, crop);
    const largest = Math.max(...together.map((value, i) => Math.abs(value - apart[i]!)));
    assert.ok(largest < 1e-4, `${largest} apart`);
    assert.ok(Math.max(...together) - Math.min(...together) > 0.5);
  });
});
