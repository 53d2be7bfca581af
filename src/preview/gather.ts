import { basename } from 'node:path';
import { AugmentError, isGroup, type Node, rootKey, show } from '../../transforms/index.ts';
import { resize } from '../../vision/index.ts';
import { idsOf, sourceOrder } from '../order/order.ts';
import { type Pixels, Renderer } from '../renderer.ts';
import { labelText } from '../sources/labels.ts';
import type { DatasetSpec } from '../spec.ts';
import type { TargetsSpec } from '../targets/spec.ts';
import { chooseExamples } from './choose.ts';
import { type CellRooms, cellRooms, type Sheet, type SheetRow } from './contact-sheet.ts';
import { fittedSize, type Room } from './fit.ts';
import { fitWithTargets } from './targets-layer.ts';
import { titleOf } from './title.ts';

/** How much of a dataset is shown. */
export interface Shown {
  /** How many samples, a row each (6); all of them where there are fewer. */
  readonly examples?: number;
  /** How many epochs of each, a column each (8). */
  readonly variants?: number;
  /** The first epoch shown (0). */
  readonly epoch?: number;
}

/** One sample shown; `label` is its class's name, where it has one. */
export interface Example {
  readonly id: number;
  readonly name: string;
  readonly label: number | string;
}

/** A sheet, and what is on it. */
export interface GatheredSheet {
  readonly sheet: Sheet;
  readonly examples: readonly Example[];
  readonly plan: readonly string[];
}

/** A sheet of more pixels is refused: it would not fit into memory, nor into a viewer. */
const mostPixels = 1e8;

/** Chooses samples of a dataset and renders them: as they are, and as each epoch's training would see them. */
export async function gatherSheet(spec: DatasetSpec, shown: Shown): Promise<GatheredSheet> {
  const count = checkedCount(shown.examples ?? 6, 'examples', 1);
  const variants = checkedCount(shown.variants ?? 8, 'variants', 1);
  const epoch = checkedCount(shown.epoch ?? 0, 'epoch', 0);
  const epochs = { first: epoch, count: variants };
  const rooms = cellRooms(1 + variants);
  const renderer = await Renderer.open(spec);
  try {
    const { source } = renderer;
    const seed = rootKey(spec.seed);
    const candidates = Uint32Array.from(idsOf(sourceOrder(source, spec.order, seed, epoch)));
    const ids = chooseExamples(
      candidates,
      (id) => source.labels.values[id * Math.max(1, source.labels.width)]!,
      count,
      seed,
    );
    refuseHuge(ids.length, variants, rooms);
    const rows: SheetRow[] = [];
    for (const id of ids) rows.push(await renderRow(renderer, id, epochs, rooms, spec.targets));
    const plan = planOf(spec.augment);
    const part = ids.length === candidates.length ? 'all' : `${ids.length} of`;
    return {
      sheet: {
        title: `augment preview · ${titleOf(spec.source, spec.base)}`,
        notes: [
          `${part} ${counted(candidates.length, 'picture')}, ${counted(variants, 'epoch')} of each · seed ${spec.seed}`,
          plan.join(' > ') || 'no transforms',
        ],
        headings: ['original', ...Array.from({ length: variants }, (_, i) => `epoch ${epoch + i}`)],
        rows,
      },
      examples: ids.map((id) => ({ id, name: source.nameOf(id), label: labelText(source, id) })),
      plan,
    };
  } finally {
    renderer.close();
  }
}

/** Renders one sample. Pictures are fitted at once, so that a sheet never holds more than it shows. */
async function renderRow(
  renderer: Renderer,
  id: number,
  epochs: { first: number; count: number },
  rooms: CellRooms,
  targets: TargetsSpec | undefined,
): Promise<SheetRow> {
  const { header } = await renderer.explain(epochs.first, id);
  const original = await renderOriginal(renderer, epochs.first, id, header, rooms.original, targets);
  const variants: Pixels[] = [];
  for (let i = 0; i < epochs.count; i++) {
    variants.push(fitWithTargets(await renderer.pixels(epochs.first + i, id), rooms.variant, targets));
  }
  const size = `${header.width} × ${header.height}`;
  const isClassed = renderer.source.classNames.length > 0;
  return {
    name: basename(renderer.source.nameOf(id)),
    label: isClassed ? `${labelText(renderer.source, id)} · ${size}` : size,
    original,
    variants,
  };
}

/** The picture without any transform. A large one is decoded no finer than its cell needs. */
async function renderOriginal(
  renderer: Renderer,
  epoch: number,
  id: number,
  header: Room,
  room: Room,
  targets: TargetsSpec | undefined,
): Promise<Pixels> {
  const { width, height } = fittedSize(header, room);
  const isShrunk = width < header.width || height < header.height;
  const pixels = await renderer.pixels(epoch, id, isShrunk ? [resize({ size: [height, width] })] : []);
  return fitWithTargets(pixels, room, targets);
}

/** Each transform by its name, with its odds where it is not applied to every sample; groups with what is in them. */
export function planOf(nodes: readonly Node[]): string[] {
  return nodes.map((node) => {
    const odds = node.p < 1 ? `p ${node.p}` : undefined;
    if (!isGroup(node)) return odds === undefined ? node.definition.name : `${node.definition.name} (${odds})`;
    const children = planOf(node.children).join(node.group === 'oneOf' ? ' | ' : ', ');
    return `${node.group}(${children}${odds === undefined ? '' : `; ${odds}`})`;
  });
}

export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

export function checkedCount(value: number, name: string, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new AugmentError('bad-parameter', `preview.${name}: expected a whole number >= ${least}, got ${show(value)}`, {
    parameter: name,
  });
}

function refuseHuge(examples: number, variants: number, { variant }: CellRooms): void {
  const pixels = examples * (1 + variants) * variant.width * variant.height;
  if (pixels <= mostPixels) return;
  throw new AugmentError(
    'bad-parameter',
    `preview: expected a sheet of at most ${mostPixels / 1e6} million pixels, got ${Math.round(pixels / 1e6)} million for ${examples} examples x ${variants} variants; ask for fewer`,
    { parameter: examples > variants ? 'examples' : 'variants' },
  );
}
