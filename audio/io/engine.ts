import type { SamplePlan } from '../../transforms/plan.ts';
import type { Signal, SoundMemory } from '../kernels/memory.ts';
import type { Sounds } from '../kernels/sounds.ts';
import type { AudioOp } from '../ops/index.ts';
import type { SoundFacts } from '../sound.ts';
export interface LoadedRecord {
  readonly signal: Signal;
  readonly facts: SoundFacts;
  readonly done: number;
}
export class SoundEngine {
  constructor(_a: object, _b: string) {}
  memory!: SoundMemory;
  sounds!: Sounds;
  close(): void {}
  load(
    _record: object,
    _plan: (facts: SoundFacts) => SamplePlan<SoundFacts, AudioOp>,
    _use: (l: LoadedRecord, p: SamplePlan<SoundFacts, AudioOp>) => void,
  ): void | Promise<void> {}
}
