import { AugmentError } from '../../transforms/errors.ts';
import type { ScaleOp } from '../ops/index.ts';
import { gain, peak } from './level.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** From here on `soft` rounds off. */
const softKnee = 0.9;

/**
 * Writes a sound to the float32 values at byte `out`, within [-1, 1]: [channels, frames] (features: [channels, bins, frames]), or
 * channels last. `planeFrames`: floats from one plane to the next in the target, at least `frames`; left out: `frames`. Returns how
 * many values were beyond. Throws AugmentError `out-of-range` where that is the policy.
 */
export function scale(
  memory: SoundMemory,
  signal: Signal,
  { policy, layout }: ScaleOp,
  out: number,
  planeFrames: number = signal.frames,
): number {
  const { frames } = signal;
  const planes = planesOf(signal);
  let beyond = 0;
  for (let plane = 0; plane < planes; plane++) beyond += memory.wasm.countBeyond!(planeAt(signal, plane), frames);
  if (beyond > 0) bring(memory, signal, policy, beyond);
  for (let plane = 0; plane < planes; plane++) {
    const [target, step] = layout === 'channelsFirst' ? [plane * planeFrames, 1] : [plane, planes];
    memory.wasm.clipTo!(planeAt(signal, plane), frames, out + target * 4, step);
  }
  return beyond;
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
