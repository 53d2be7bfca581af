import { AugmentError } from '../../transforms/errors.ts';
import type { ScaleOp } from '../ops/index.ts';
import { gain, peak } from './level.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** From here on `soft` rounds off. */
const softKnee = 0.9;

/**
 * Writes a sound to the float32 values at byte `out`, within [-1, 1]: [channels, frames] (features: [channels, bins, frames]), or
 * channels last ([columns, bins, channels]). Returns how many values were beyond. Throws AugmentError `out-of-range` where that is the policy.
 */
export function scale(memory: SoundMemory, signal: Signal, { policy, layout }: ScaleOp, out: number): number {
  const { frames } = signal;
  const planes = planesOf(signal);
  let beyond = 0;
  if (policy !== 'clip') {
    for (let plane = 0; plane < planes; plane++) beyond += memory.wasm.countBeyond!(planeAt(signal, plane), frames);
    if (beyond > 0) bring(memory, signal, policy, beyond);
  }
  let clipped = 0;
  for (let plane = 0; plane < planes; plane++) {
    clipped +=
      layout === 'channelsFirst'
        ? memory.wasm.clipTo!(planeAt(signal, plane), frames, out + plane * frames * 4, 1)
        : memory.wasm.clipTo!(planeAt(signal, plane), frames, out + placeLast(signal, plane) * 4, planes);
  }
  return policy === 'clip' ? clipped : beyond;
}

/** Channels last: a frame's bins stand together, each with its channels. */
function placeLast({ channels, bins }: Signal, plane: number): number {
  const each = Math.max(1, bins);
  return (plane % each) * channels + Math.floor(plane / each);
}

function bring(memory: SoundMemory, signal: Signal, policy: ScaleOp['policy'], beyond: number): void {
  if (policy === 'error') {
    throw new AugmentError(
      'out-of-range',
      `scale.policy: expected values within [-1, 1], got ${beyond} beyond, up to ${peak(memory, signal).toFixed(3)}; turn it down with gain or normalize, or choose another policy`,
      { transform: 'scale', parameter: 'policy' },
    );
  }
  if (policy === 'normalizeIfNeeded') gain(memory, signal, { kind: 'gain', factor: 1 / peak(memory, signal) });
  if (policy !== 'soft') return;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.softClip!(planeAt(signal, plane), signal.frames, softKnee);
  }
}
