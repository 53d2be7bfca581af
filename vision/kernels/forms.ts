// Tables of levels that need no table: what a few operations on all bytes at once come to.

/** A table as ((x & keep) ^ turn) + more - less, each byte held within its bounds. */
type Form = readonly [keep: number, turn: number, more: number, less: number];

/** All three channels as they are. */
export const plain: readonly Form[] = [0, 1, 2].map(() => [255, 0, 0, 0] as const);

/** For each channel, the one that it is made of. */
export type Origins = readonly number[];

export const straight: Origins = [0, 1, 2];

/** What `writeForm` writes. */
export const formBytes = 80;

/** Undefined where a table is not of that form. */
export function formsOf(tables: Uint8Array): readonly Form[] | undefined {
  const forms: Form[] = [];
  for (let c = 0; c < 3; c++) {
    const before = forms[c - 1];
    const form = before !== undefined && isForm(tables, c * 256, before) ? before : formOf(tables, c * 256);
    if (form === undefined) return undefined;
    forms.push(form);
  }
  return forms;
}

function formOf(tables: Uint8Array, at: number): Form | undefined {
  const turn = tables[at]!;
  const middle = tables[at + 128]!;
  const bits: Form = [tables[at + 255]! ^ turn, turn, 0, 0];
  if (isForm(tables, at, bits)) return bits;
  const shifted: Form = [255, 0, Math.max(0, middle - 128), Math.max(0, 128 - middle)];
  if (isForm(tables, at, shifted)) return shifted;
  const opposite: Form = [255, 255, Math.max(0, middle - 127), Math.max(0, 127 - middle)];
  return isForm(tables, at, opposite) ? opposite : undefined;
}

function isForm(tables: Uint8Array, at: number, [keep, turn, more, less]: Form): boolean {
  for (let x = 0; x < 256; x++) {
    const bright = ((x & keep) ^ turn) + more;
    const value = Math.min(255, bright) - less;
    if (tables[at + x] !== Math.max(0, value)) return false;
  }
  return true;
}

const kinds = { choose: 0, turn: 1, all: 2 } as const;

/** Which byte each of four pixels' RGB comes from, then what `forms` do to it: for the kernel, which is told what of it counts. */
export function writeForm(
  bytes: Uint8Array,
  at: number,
  origins: Origins,
  backwards: boolean,
  forms: readonly Form[],
): number {
  let kind: number = kinds.choose;
  for (let i = 0; i < 12; i++) {
    const pixel = Math.floor(i / 3);
    bytes[at + i] = (backwards ? 3 - pixel : pixel) * 4 + origins[i % 3]!;
    const form = forms[i % 3]!;
    for (let k = 0; k < 4; k++) bytes[at + 16 + k * 16 + i] = form[k]!;
    const [keep, turn, more, less] = form;
    if (keep !== 255 || more !== 0 || less !== 0) kind = kinds.all;
    else if (turn !== 0 && kind === kinds.choose) kind = kinds.turn;
  }
  return kind;
}
