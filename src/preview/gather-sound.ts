import { basename } from 'node:path';
import { rootKey } from '../../transforms/index.ts';
import { catalogs } from '../catalog.ts';
import { withDurations } from '../durations.ts';
import { openRenderer } from '../make-renderer.ts';
import { idsOf, sourceOrder } from '../order/order.ts';
import type { PlayedSound, SoundRenderer } from '../sound-renderer.ts';
import { labelText } from '../sources/labels.ts';
import type { DatasetSpec } from '../spec.ts';
import { chooseExamples } from './choose.ts';
import { checkedCount, counted, type Example, planOf, type Shown } from './gather.ts';
import type { ShownClip, SoundRow } from './sound-clips.ts';
import { titleOf } from './title.ts';

/** Sounds to show, and what they are. */
export interface GatheredSounds {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly SoundRow[];
  readonly examples: readonly Example[];
  readonly plan: readonly string[];
}

/** Chooses sounds of a dataset and plays them: as they are, and as each epoch's training would hear them. */
export async function gatherSounds(spec: DatasetSpec, shown: Shown): Promise<GatheredSounds> {
  const count = checkedCount(shown.examples ?? 4, 'examples', 1);
  const variants = checkedCount(shown.variants ?? 3, 'variants', 1);
  const epoch = checkedCount(shown.epoch ?? 0, 'epoch', 0);
  const renderer = (await openRenderer(spec)) as SoundRenderer;
  try {
    const source = await withDurations(spec, renderer.source);
    const seed = rootKey(spec.seed);
    const candidates = Uint32Array.from(idsOf(sourceOrder(source, spec.order, seed, epoch)));
    const labelOf = (id: number) => source.labels.values[id * Math.max(1, source.labels.width)]!;
    const ids = chooseExamples(candidates, labelOf, count, seed);
    const rows: SoundRow[] = [];
    for (const id of ids) rows.push(await playRow(renderer, id, epoch, variants));
    const plan = planOf(spec.augment);
    const part = ids.length === candidates.length ? 'all' : `${ids.length} of`;
    return {
      title: `augment preview · ${titleOf(spec.source, spec.base)}`,
      notes: [
        `${part} ${counted(candidates.length, 'sound')}, ${counted(variants, 'epoch')} of each · seed ${spec.seed}`,
        plan.join(' > ') || 'no transforms',
      ],
      rows,
      examples: ids.map((id) => ({ id, name: source.nameOf(id), label: labelText(source, id) })),
      plan,
    };
  } finally {
    renderer.close();
  }
}

/** One sound as it is, and as each of some epochs' training would hear it. */
export async function playRow(renderer: SoundRenderer, id: number, epoch: number, variants: number): Promise<SoundRow> {
  const { source } = renderer;
  const original = clipOf(await renderer.play(epoch, id, []), 'original');
  const made: ShownClip[] = [];
  for (let i = 0; i < variants; i++) made.push(clipOf(await renderer.play(epoch + i, id), `epoch ${epoch + i}`));
  const name = basename(source.nameOf(id));
  const title = source.classNames.length > 0 ? `${name} · ${labelText(source, id)}` : name;
  return { title, original, variants: made };
}

function clipOf({ planes, facts, plan, segments, source }: PlayedSound, name: string): ShownClip {
  const { channels, frames, bins, sampleRate } = facts;
  const caption = plan.steps
    .filter(({ transform }) => transform !== 'scale')
    .map(({ path, transform, drawn }) => [path, ...valuesOf(drawn, unitsOf(transform))].join(' '));
  const common = { name, caption, ...(segments === undefined ? {} : { segments }) };
  if (bins === 0) return { planes, channels, frames, sampleRate, ...common };
  // Of several channels the first one's features are shown.
  const hopSeconds = frames === 0 ? undefined : source.frames / source.sampleRate / frames;
  return {
    kind: 'features',
    planes: planes.subarray(0, bins * frames),
    bins,
    columns: frames,
    ...(hopSeconds ? { hopSeconds } : {}),
    ...common,
  };
}

/** The units that a transform's parameters are in, where they are short enough to stand behind each number. */
function unitsOf(transform: string): Units {
  const parameters = catalogs.audio.get(transform)?.parameters ?? {};
  return (name) => {
    const unit = parameters[name]?.schema.unit ?? '';
    return /^[\w%]{1,10}$/.test(unit) ? unit : '';
  };
}

type Units = (parameter: string) => string;

/** What was drawn, in short; a field of noise has a key, which says nothing. */
function valuesOf(drawn: unknown, units: Units, name = ''): string[] {
  if (typeof drawn === 'number') {
    const text = Number.isInteger(drawn) ? String(drawn) : String(Number(drawn.toPrecision(3)));
    const unit = units(name);
    return [unit === '' ? text : `${text} ${unit}`];
  }
  if (typeof drawn === 'string') return [drawn];
  if (Array.isArray(drawn)) return drawn.length > 3 ? [] : drawn.flatMap((part) => valuesOf(part, units, name));
  if (typeof drawn !== 'object' || drawn === null) return [];
  const named = Object.entries(drawn).filter(([field]) => !/^(field|key|pick|seed|at)/.test(field));
  if (named.length === 1) return valuesOf(named[0]![1], units, named[0]![0]);
  return named.flatMap(([field, value]) => {
    const values = valuesOf(value, units, field);
    return values.length === 0 ? [] : [`${field} ${values.join(' ')}`];
  });
}
