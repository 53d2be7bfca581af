import type { DecodeSpec } from './engine.ts';
