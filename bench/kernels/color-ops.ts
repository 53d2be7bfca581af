// What operations of colour cost on planes of 256, 512 and 1024 squared. usage: node dist/bench/kernels/color-ops.js [word]
import type { Definition, Json } from '../../transforms/transform.ts';
import * as vision from '../../vision/index.ts';
import { chromaticAberration } from '../../vision/kernels/aberration.ts';
import { clahe } from '../../vision/kernels/clahe.ts';
import { runColors } from '../../vision/kernels/colors.ts';
import { fuse } from '../../vision/kernels/fusion.ts';
import { KernelMemory, type Planes } from '../../vision/kernels/memory.ts';

const facts = { width: 8, height: 8 };

function lowered(
  { definition }: { readonly definition: unknown },
  drawn: Json,
  values: object = {},
): readonly vision.ImageOp[] {
  return (definition as Definition<never, object, vision.ImageOp>).lower(drawn, values as never, facts);
}

const jitter = {
  brightness: 1.1,
  contrast: 0.9,
  saturation: 1.1,
  hueDegrees: 0,
  order: ['brightness', 'contrast', 'saturation', 'hue'],
};
const brightness = lowered(vision.brightnessContrast, { brightness: 0.1, contrast: 0.1 }, { brightnessByMax: true });
const sepia = lowered(vision.sepia, { strength: 0.5 });
const cases: Readonly<Record<string, readonly vision.ImageOp[]>> = {
  brightnessContrast: brightness,
  sepia,
  'five linear': [
    ...brightness,
    ...sepia,
    ...lowered(vision.colorShift, { shift: [3, 4, 5] }),
    ...lowered(vision.channelShuffle, { order: [2, 0, 1] }),
    ...lowered(vision.whiteBalance, { kelvin: 6000 }, { illuminant: 'blackbody' }),
  ],
  grayscale: lowered(vision.grayscale, {}),
  'colorJitter without hue': lowered(vision.colorJitter, jitter),
  colorJitter: lowered(vision.colorJitter, { ...jitter, hueDegrees: 9 }),
  hue: lowered(vision.hueSaturation, { hueDegrees: 9, saturationShift: 0, valueShift: 0 }),
  hueSaturation: lowered(vision.hueSaturation, { hueDegrees: 9, saturationShift: 10, valueShift: 10 }),
  posterize: lowered(vision.posterize, { bits: 4 }),
  solarize: lowered(vision.solarize, { threshold: 128 }),
  gamma: lowered(vision.gamma, { exponent: 1.1 }),
  'gamma, gamma': [...lowered(vision.gamma, { exponent: 1.1 }), ...lowered(vision.gamma, { exponent: 0.95 })],
  equalize: lowered(vision.equalize, {}, { mode: 'cv', perChannel: true }),
  'equalize luma': lowered(vision.equalize, {}, { mode: 'cv', perChannel: false }),
  autoContrast: lowered(vision.autoContrast, { cutoffPercent: 0 }, { perChannel: true }),
  clahe: lowered(vision.clahe, { clipLimit: 2 }, { tileGrid: [8, 8] }),
  chromaticAberration: [{ kind: 'chromaticAberration', red: [0.02, 0.03], blue: [-0.02, 0.01] }],
};

const memory = new KernelMemory();

function carryOut(planes: Planes, ops: readonly vision.ImageOp[]): void {
  for (const op of ops) {
    if (op.kind === 'colors') runColors(memory, planes, op);
    else if (op.kind === 'clahe') clahe(memory, { planes, mask: undefined }, op);
    else if (op.kind === 'chromaticAberration') chromaticAberration(memory, { planes, mask: undefined }, op);
  }
}

/** Waves and a little noise, so that neither all levels nor all hues are alike. */
function paint(planes: Planes): void {
  const { width, height } = planes;
  for (let i = 0; i < 3 * width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    const wave = Math.sin(x / 31 + i / (width * height)) + Math.cos(y / 23);
    memory.floats[(planes.pointer >> 2) + i] = Math.round(
      128 + 50 * wave + ((Math.imul(i, 0x9e3779b1) >>> 9) % 32) - 16,
    );
  }
}

const word = process.argv[2] ?? '';
console.log(`${'milliseconds'.padEnd(26)}${['256', '512', '1024'].map((side) => side.padStart(10)).join('')}`);
for (const [name, ops] of Object.entries(cases)) {
  if (!name.includes(word)) continue;
  const times = [256, 512, 1024].map((side) => {
    const mark = memory.mark();
    const planes = memory.allocatePlanes(side, side);
    paint(planes);
    const fused = fuse(ops);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 25; round++) {
      const start = process.hrtime.bigint();
      carryOut(planes, fused);
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
    }
    memory.release(mark);
    return best;
  });
  console.log(`${name.padEnd(26)}${times.map((time) => time.toFixed(3).padStart(10)).join('')}`);
}
