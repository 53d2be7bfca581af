import { basename } from 'node:path';
import { type ImageOp, resize } from '../../vision/index.ts';
import { writeBeforeAfter } from '../preview/index.ts';
import type { Renderer } from '../renderer.ts';
import { labelText } from '../sources/labels.ts';
import { type Explained, type ExplainedPlace, shown } from './explained.ts';
import { table } from './terminal.ts';

/** What was drawn of a picture; `out`: where original and result are drawn side by side. */
export async function explainPicture(
  renderer: Renderer,
  place: ExplainedPlace,
  out: string | undefined,
): Promise<Explained> {
  const { epoch, index, sampleId } = place;
  const { name, header, plan, ops, fused, partners } = await renderer.explain(epoch, sampleId);
  const resamplings = fused.filter((op) => op.kind === 'warp').length;
  const drawn = plan.steps.map((step) => [step.path, shown(step.drawn)]);
  if (out !== undefined) {
    const { width, height } = plan.facts;
    const original = await renderer.pixels(epoch, sampleId, [
      resize({ size: fitted(header.width, header.height, Math.max(width, height)) }),
    ]);
    const result = await renderer.pixels(epoch, sampleId);
    const lines = [`${basename(name)} · epoch ${epoch} · sample ${sampleId}`, ...table(drawn)];
    await writeBeforeAfter(original, result, lines, out);
  }
  return {
    json: {
      ...place,
      file: name,
      label: labelText(renderer.source, sampleId),
      size: [header.height, header.width],
      steps: plan.steps.map(({ path, transform, drawn: values }) => ({ path, transform, drawn: values })),
      partners,
      ops,
      fused,
      resamplings,
      output: [plan.facts.height, plan.facts.width],
    },
    text: [
      `${name}: epoch ${epoch}, position ${index}, sample ${sampleId}, ${header.width} x ${header.height}`,
      '',
      'Drawn:',
      ...table(drawn.map(([path, text]) => [`  ${path}`, text!])),
      ...(partners.length === 0 ? [] : ['', 'Takes in:']),
      ...table(partners.map(({ path, sampleId, name: other }) => [`  ${path}`, `sample ${sampleId}`, other])),
      '',
      `Carried out in ${fused.length} passes, ${resamplings} resampling:`,
      ...fused.map((op) => `  ${passOf(op)}`),
    ],
  };
}

/** [height, width] of a picture made to fit a square of `side`. */
function fitted(width: number, height: number, side: number): [number, number] {
  const factor = Math.min(side / width, side / height);
  return [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))];
}

function passOf(op: ImageOp): string {
  switch (op.kind) {
    case 'warp': {
      const last = op.steps.at(-1)!;
      return `warp: ${op.steps.length} steps as one resampling to ${last.width} x ${last.height}`;
    }
    case 'colors':
      return `colour: ${op.steps.map((step) => step.kind).join(', ')}${op.clamp ? ', clamp' : ''}`;
    case 'epilogue':
      return `epilogue: ${[...op.steps.map(({ kind }) => kind), ...(op.scale.dither ? ['dither'] : []), 'scale'].join(', ')} to ${op.scale.dtype} ${op.scale.layout}`;
    case 'fill':
      return 'fill: the constant border, after the colours that came before it';
    case 'blur':
      return `blur: sigma ${shown(op.sigmaPixels)} pixels`;
    case 'branches':
      return `branches by ${op.mask?.kind ?? 'weight'}: ${op.branches.map((branch) => branch.ops.map(passOf).join('; ') || 'as it is').join(' | ')}`;
    case 'cutMix':
      return `cutMix: a box of ${op.box[2]} x ${op.box[3]} at ${op.box[0]}, ${op.box[1]}`;
    case 'mixUp':
      return `mixUp: ${shown(op.shares[0]!)} of the other`;
    case 'mosaic':
      return `mosaic: ${op.cells.map(([, , width, height]) => `${width} x ${height}`).join(', ')}`;
    default:
      return op.kind;
  }
}
