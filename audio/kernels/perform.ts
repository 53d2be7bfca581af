import type { SamplePlan } from '../../transforms/plan.ts';
import type { AudioOp, ScaleOp } from '../ops/index.ts';
import type { SoundFacts } from '../sound.ts';
import { execute, measure, type WorkingOp } from './execute.ts';
import { fuse } from './fusion.ts';
import type { Signal, SoundMemory } from './memory.ts';
import type { Sounds } from './sounds.ts';

/** Draws the plan of a sample, as far as is known what its measuring ops keep. */
export type DrawPlan = (
  measured: readonly (readonly [first: number, frames: number])[],
) => SamplePlan<SoundFacts, AudioOp>;

/** What was made of a sound, all but its last step. */
export interface Performed {
  readonly signal: Signal;
  readonly plan: SamplePlan<SoundFacts, AudioOp>;
  /** The last op, which writes to the batch; undefined where the plan has none. */
  readonly last: ScaleOp | undefined;
}

/**
 * Carries out a plan up to its last op. Where an op must look at the sound to know what it keeps, the plan is drawn anew with
 * that known: draws are keyed, so that what came before stays the same. `isFused` false: each op by itself. `skip`: ops that were
 * carried out already, by reading no more than they leave.
 */
export function perform(
  memory: SoundMemory,
  source: Signal,
  first: SamplePlan<SoundFacts, AudioOp>,
  draw: DrawPlan,
  sounds: Sounds,
  isFused = true,
  skip = 0,
): Performed {
  const measured: (readonly [number, number])[] = [];
  let plan = first;
  let signal = source;
  for (let done = skip; ; ) {
    const ops: AudioOp[] = [];
    for (const step of plan.steps) ops.push(...step.ops);
    const tail = ops[ops.length - 1];
    const last = tail?.kind === 'scale' ? tail : undefined;
    const end = last === undefined ? ops.length : ops.length - 1;
    let open = done;
    while (open < end && (ops[open]!.measures === undefined || ops[open]!.measures!.found !== undefined)) open++;
    const run = ops.slice(done, open) as WorkingOp[];
    signal = execute(memory, signal, isFused ? fuse(run) : run, sounds);
    if (open === end) return { signal, plan, last };
    measured.push(measure(memory, signal, ops[open] as WorkingOp));
    plan = draw(measured);
    done = open;
  }
}
