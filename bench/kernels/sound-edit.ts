// What edits in time cost on a second of 16 kHz, drawing included, and labels for it. usage: node dist/bench/kernels/sound-edit.js
import {
  channelShuffle,
  padOrCrop,
  randomCrop,
  repeatPart,
  spliceOut,
  timeMask,
  trimSilence,
} from '../../audio/index.ts';
import { frameLabels, moveSegments, type Segment } from '../../audio/kernels/labels.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import { perform } from '../../audio/kernels/perform.ts';
import type { AudioOp } from '../../audio/ops/index.ts';
import { type SoundFacts, soundRules } from '../../audio/sound.ts';
import { childKey, type Node, planner, rootKey } from '../../transforms/index.ts';

const rounds = 15;
const times = 400;
const sampleRate = 16_000;
const memory = new SoundMemory();
const nothing = () => {
  throw new TypeError('no sounds');
};
const sounds = { get: nothing, codec: nothing };

function row(name: string, run: (i: number) => void): void {
  for (let i = 0; i < times; i++) run(i);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < times; i++) run(i);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / times / 1e3);
  }
  console.log(`${name.padEnd(28)} ${best.toFixed(1).padStart(6)} us`);
}

function edit(name: string, node: Node, channels = 1): void {
  const facts: SoundFacts = { channels, frames: sampleRate, sampleRate, bins: 0 };
  const mark = memory.mark();
  const source = memory.allocateSignal(facts);
  const plan = planner<SoundFacts, AudioOp>([node as never], soundRules);
  const root = rootKey(name);
  const inner = memory.mark();
  const first = source.pointer >> 2;
  for (let i = 0; i < channels * source.stride; i++) memory.floats[first + i] = ((i * 7919) % 1001) / 1001 - 0.5;
  row(name, (i) => {
    const key = childKey(root, i);
    perform(memory, source, plan(key, facts), (measured) => plan(key, { ...facts, measured }), sounds);
    memory.release(inner);
  });
  memory.release(mark);
}

edit('padOrCrop to 8000', padOrCrop({ frames: 8000 }));
edit('padOrCrop to 32000 zeros', padOrCrop({ frames: 32_000 }));
edit('padOrCrop to 32000 reflect', padOrCrop({ frames: 32_000, fill: 'reflect' }));
edit('padOrCrop to 32000 wrap', padOrCrop({ frames: 32_000, fill: 'wrap' }));
edit('randomCrop', randomCrop());
edit('trimSilence', trimSilence());
edit('trimSilence, 400 by 160', trimSilence({ windowFrames: 400, hopFrames: 160 }));
edit('timeMask', timeMask());
edit('repeatPart insert', repeatPart());
edit('repeatPart replace', repeatPart({ mode: 'replace' }));
edit('spliceOut', spliceOut());
edit('channelShuffle of 2', channelShuffle(), 2);

const segments: readonly Segment[] = Array.from({ length: 20 }, (_, i) => ({
  startSeconds: i / 20,
  endSeconds: (i + 0.7) / 20,
  label: 'a',
}));
const facts = { frames: sampleRate, sampleRate };
const key = rootKey('labels');
const { steps } = planner<SoundFacts, AudioOp>([spliceOut() as never], soundRules)(key, {
  ...facts,
  channels: 1,
  bins: 0,
});
const ops = steps.flatMap((step) => step.ops);
row('moveSegments, 20 by 9 pieces', () => void moveSegments(segments, ops, facts));
row('frameLabels, 20', () => void frameLabels(segments, { ...facts, classNames: ['a'], background: -1 }));
