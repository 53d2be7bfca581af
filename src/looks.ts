import { createHash } from 'node:crypto';
import { logMel, scale as soundScale } from '../audio/index.ts';
import { isGroup, type Node } from '../transforms/index.ts';
import { resize } from '../vision/index.ts';
import { openRenderer } from './make-renderer.ts';
import type { Renderer } from './renderer.ts';
import type { SampleRenderer } from './sample-renderer.ts';
import type { SoundRenderer } from './sound-renderer.ts';
import type { Source } from './sources/source.ts';
import type { DatasetSpec } from './spec.ts';

/** What is compared of a rendering: so many rows of equal length, one after the other. */
export interface Look {
  readonly values: Float32Array;
  readonly rows: number;
}

/** How samples of a modality are compared: as a viewer, or a listener, would. */
export interface Looks {
  readonly source: Source;
  readonly unit: 'grey levels' | 'dB';
  /** Two renderings that differ by less (rms) look the same. */
  readonly same: number;
  /** Below this difference from the original, training is mostly on the same data. */
  readonly weak: number;
  /** What makes samples differ. */
  readonly advice: string;
  /** 128 bits of the sample as the network gets it. */
  hashOf(epoch: number, id: number): Promise<string>;
  /** A rendering, and the original beside it. */
  lookOf(epoch: number, id: number): Promise<{ readonly look: Look; readonly original: Look }>;
  /** Root of the mean square difference. */
  distance(a: Look, b: Look): number;
  close(): void;
}

/** Opens a dataset for comparing its samples. */
export async function openLooks(spec: DatasetSpec): Promise<Looks> {
  const renderer = await openRenderer(spec);
  const common = {
    source: renderer.source,
    hashOf: (epoch: number, id: number) => hashOf(renderer, epoch, id),
    close: () => renderer.close(),
  };
  return spec.modality === 'audio'
    ? { ...common, ...looksOfSound(renderer as SoundRenderer) }
    : { ...common, ...looksOfPictures(renderer as Renderer) };
}

type Comparison = Omit<Looks, 'source' | 'hashOf' | 'close'>;

function looksOfPictures(renderer: Renderer): Comparison {
  return {
    unit: 'grey levels',
    same: 2,
    weak: 6,
    advice: 'rotate, colorJitter, gaussianNoise, or scale with dither',
    lookOf: async (epoch, id) => {
      const { data, width, height } = await renderer.pixels(epoch, id);
      const original = await renderer.pixels(0, id, [resize({ size: [height, width] })]);
      const look = (pixels: Uint8Array): Look => ({ values: Float32Array.from(pixels), rows: 1 });
      return { look: look(data), original: look(original.data) };
    },
    distance: (a, b) => (a.values.length === b.values.length ? rms(a, b) : 255),
  };
}

/** The log-mel spectrogram's range of 80 dB is two units wide. */
const unitDb = 40;

function looksOfSound(renderer: SoundRenderer): Comparison {
  const makesFeatures = (node: Node) => !isGroup(node) && node.definition.makes === 'features';
  const waveform = renderer.nodes.slice(0, -1);
  const isFeatures = waveform.some(makesFeatures);
  const heard = isFeatures ? waveform : [...waveform, logMel()];
  const features = isFeatures ? waveform.filter(makesFeatures) : [logMel()];
  return {
    unit: 'dB',
    same: 0.5,
    weak: 1.5,
    advice: 'timeShift, gain, gaussianNoise',
    lookOf: async (epoch, id) => {
      const look = async (at: number, nodes: readonly Node[]): Promise<Look> => {
        const { planes, facts } = await renderer.play(at, id, [...nodes, soundScale()]);
        return { values: planes, rows: facts.channels * facts.bins };
      };
      return { look: await look(epoch, heard), original: await look(0, features) };
    },
    distance: (a, b) => unitDb * rms(a, b),
  };
}

/** Of rows of different length, as much as both have. */
function rms(a: Look, b: Look): number {
  const rows = Math.min(a.rows, b.rows);
  const [wide, other] = [a.values.length / a.rows, b.values.length / b.rows];
  const columns = Math.min(wide, other);
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < columns; i++) sum += (a.values[row * wide + i]! - b.values[row * other + i]!) ** 2;
  return Math.sqrt(sum / Math.max(1, rows * columns));
}

async function hashOf(renderer: SampleRenderer, epoch: number, id: number): Promise<string> {
  let [pointer, bytes] = [0, 0];
  await renderer.render(epoch, id, ({ planes, length, valueBytes }) => {
    bytes = planes * length * valueBytes;
    pointer = renderer.reserveRow(bytes);
    return pointer;
  });
  return createHash('sha256').update(renderer.copyOut(pointer, bytes)).digest('hex').slice(0, 32);
}
