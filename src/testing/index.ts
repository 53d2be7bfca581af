export type { Law, Subject } from './law.ts';
export { laws } from './laws.ts';
export { drawValue, drawValues, forbiddenValues } from './values.ts';
