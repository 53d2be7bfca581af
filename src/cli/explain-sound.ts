import { writeSoundPair } from '../preview/sound.ts';
import type { SoundRenderer } from '../sound-renderer.ts';
import { labelText } from '../sources/labels.ts';
import { type Explained, type ExplainedPlace, shown } from './explained.ts';
import { table } from './terminal.ts';

/** What was drawn of a sound. It is made for that, because some transforms must hear it to know what they keep. */
export async function explainSound(
  renderer: SoundRenderer,
  place: ExplainedPlace,
  out: string | undefined,
): Promise<Explained> {
  const { epoch, index, sampleId } = place;
  const { plan, facts, source } = await renderer.play(epoch, sampleId);
  if (out !== undefined) await writeSoundPair(renderer, epoch, sampleId, out);
  const file = renderer.source.nameOf(sampleId);
  const ops = plan.steps.flatMap((step) => step.ops);
  const drawn = plan.steps.map((step) => [`  ${step.path}`, shown(step.drawn)]);
  const size = (of: typeof facts) =>
    `${of.channels} channel${of.channels === 1 ? '' : 's'} x ${of.bins > 0 ? `${of.bins} bins x ${of.frames} columns` : `${of.frames} frames`} at ${of.sampleRate} Hz`;
  return {
    json: {
      ...place,
      file,
      label: labelText(renderer.source, sampleId),
      source,
      steps: plan.steps.map(({ path, transform, drawn: values }) => ({ path, transform, drawn: values })),
      ops,
      output: { channels: facts.channels, frames: facts.frames, bins: facts.bins, sampleRate: facts.sampleRate },
    },
    text: [
      `${file}: epoch ${epoch}, position ${index}, sample ${sampleId}, ${size(source)}`,
      '',
      'Drawn:',
      ...table(drawn),
      '',
      `Carried out: ${ops.map(({ kind }) => kind).join(', ')}`,
      `Makes ${size(facts)}`,
    ],
  };
}
