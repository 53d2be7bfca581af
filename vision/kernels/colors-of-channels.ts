import type { AutoContrastOp, ColorStep, ColorsOp, EqualizeOp } from '../ops/index.ts';
import { alikePass, channelMeans, curveOnePlane } from './color.ts';
import { eachPass, runColors } from './colors.ts';
import { channelCurve, stretchingAll } from './histograms.ts';
import type { KernelMemory, Planes } from './memory.ts';

/**
 * A run of colours on a picture of any number of channels. Grey is R = G = B, of which green is kept after each step. Where there are
 * others than three, each is taken by itself, and where a mean is wanted it is that of all of them; what needs RGB has been
 * refused (channels.ts).
 */
export function runOnChannels(memory: KernelMemory, planes: Planes, run: ColorsOp): void {
  if (planes.channels === 3) {
    runColors(memory, planes, run);
    return;
  }
  const same: ColorsOp = planes.channels === 1 ? { ...run, steps: run.steps.flatMap(ofGrey) } : run;
  if (same.steps.some(({ kind }) => kind === 'hueSaturation')) {
    asColors(memory, planes, same);
    return;
  }
  eachPass(same, {
    apply: (pass) => alikePass(memory, planes, pass),
    measure: () => {
      const means = channelMeans(memory, planes);
      const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
      return [mean, mean, mean];
    },
    count: (step) => {
      bendLevels(memory, planes, step);
      return undefined;
    },
  });
}

/** What a step does to R = G = B as green sees it, for every channel alike. */
function ofGrey(step: ColorStep): readonly ColorStep[] {
  if (step.kind === 'hue') return [];
  if (step.kind === 'curve') return [{ ...step, tables: [step.tables[1], step.tables[1], step.tables[1]] }];
  if (step.kind !== 'color') return [step];
  const m = step.matrix;
  const [gain, add] = [m[4]! + m[5]! + m[6]!, m[7]!];
  return [{ ...step, matrix: [gain, 0, 0, add, 0, gain, 0, add, 0, 0, gain, add] }];
}

/** Each channel by its own histogram; one curve for all of them where the tone is to be kept. */
function bendLevels(memory: KernelMemory, planes: Planes, step: EqualizeOp | AutoContrastOp): void {
  const size = planes.width * planes.height;
  const common = step.kind === 'autoContrast' && !step.perChannel ? stretchingAll(memory, planes, step) : undefined;
  for (let c = 0; c < planes.channels; c++) {
    const table = common ?? channelCurve(memory, planes, c, step);
    curveOnePlane(memory, planes.pointer + c * size * 4, size, table);
  }
}

/** By way of three planes of the same grey. */
function asColors(memory: KernelMemory, { pointer, width, height }: Planes, run: ColorsOp): void {
  const bytes = width * height * 4;
  const mark = memory.mark();
  const three = memory.allocatePlanes(width, height);
  for (let c = 0; c < 3; c++) memory.bytes.copyWithin(three.pointer + c * bytes, pointer, pointer + bytes);
  runColors(memory, three, run);
  memory.bytes.copyWithin(pointer, three.pointer + bytes, three.pointer + 2 * bytes);
  memory.release(mark);
}
