import type { Draws } from '../../transforms/index.ts';
// STAND-IN
export function drawValues(_d: unknown, _draws: Draws): object { return {}; }
