// Dropping from a row of the batch that is made of bytes, a pixel's three side by side: only what goes is written.
import { chosen } from './chance';
import { Classes, chooseClasses, choosePixels, Drop } from './drop';
import { byteOf } from './epilogue';
import { Erase, Hole, HOLE } from './erase';
import { chooseGrid, Grid } from './grid';
import { chooseImpulses, Impulse, whites } from './impulse';
import { Step, Strip, STRIP } from './step';
import { CLASSES, DROP, ERASE, GRID, IMPULSE, stripAt } from './steps';

/** 48 bytes each: a colour sixteen times. */
const pattern = memory.data(48, 16);
const white = memory.data(48, 16);

function setPattern(target: usize, red: f32, green: f32, blue: f32, scaling: usize): void {
  store<u8>(target, byteOf(red, 0, scaling));
  store<u8>(target, byteOf(green, 1, scaling), 1);
  store<u8>(target, byteOf(blue, 2, scaling), 2);
  for (let i: usize = 3; i < 48; i++) store<u8>(target + i, load<u8>(target + i - 3));
}

/** Lays the colour over the chosen pixels of a strip. */
function coverChosen(chosen: usize, pattern: usize, row: usize, count: i32): void {
  const p0 = v128.load(pattern);
  const p1 = v128.load(pattern, 16);
  const p2 = v128.load(pattern, 32);
  let i: i32 = 0;
  for (; i + 16 <= count; i += 16, row += 48) {
    const mask = v128.load(chosen + <usize>i);
    if (!v128.any_true(mask)) continue;
    const m0 = i8x16.shuffle(mask, mask, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
    const m1 = i8x16.shuffle(mask, mask, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10);
    const m2 = i8x16.shuffle(mask, mask, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15);
    v128.store(row, v128.bitselect(p0, v128.load(row), m0));
    v128.store(row, v128.bitselect(p1, v128.load(row, 16), m1), 16);
    v128.store(row, v128.bitselect(p2, v128.load(row, 32), m2), 32);
  }
  for (; i < count; i++, row += 3) if (load<u8>(chosen + <usize>i)) memory.copy(row, pattern, 3);
}

/** So many pixels of the colour. */
function paint(row: usize, count: i32): void {
  const p0 = v128.load(pattern);
  const p1 = v128.load(pattern, 16);
  const p2 = v128.load(pattern, 32);
  for (; count >= 16; count -= 16, row += 48) {
    v128.store(row, p0);
    v128.store(row, p1, 16);
    v128.store(row, p2, 32);
  }
  memory.copy(row, pattern, <usize>count * 3);
}

function coverHoles(erase: Erase, width: i32, row: usize, scaling: usize): void {
  const last = erase.holes + <usize>erase.count * HOLE;
  for (let at = erase.holes; at < last; at += HOLE) {
    const hole = changetype<Hole>(at);
    const colour = at + offsetof<Hole>();
    setPattern(pattern, load<f32>(colour), load<f32>(colour, 4), load<f32>(colour, 8), scaling);
    for (let y = hole.top; y < hole.bottom; y++) paint(row + <usize>(y * width + hole.left) * 3, hole.right - hole.left);
  }
}

function choose(step: Step, strip: Strip): void {
  if (step.kind == DROP) choosePixels(changetype<Drop>(step), 0, strip);
  else if (step.kind == GRID) chooseGrid(changetype<Grid>(step), strip);
  else if (step.kind == CLASSES) chooseClasses(changetype<Classes>(step), strip);
  else chooseImpulses(changetype<Impulse>(step), 0, strip);
}

/** Takes a row of `size` pixels through steps that drop whole pixels for a colour: the same bytes as in strips. */
export function coverRow(row: usize, size: i32, width: i32, steps: usize, scaling: usize): void {
  for (let at = steps; at != 0; at = changetype<Step>(at).next) {
    const step = changetype<Step>(at);
    if (step.kind == ERASE) {
      coverHoles(changetype<Erase>(step), width, row, scaling);
      continue;
    }
    if (step.kind == IMPULSE) {
      setPattern(pattern, 0, 0, 0, scaling);
      setPattern(white, 255, 255, 255, scaling);
    } else {
      const fills = changetype<Drop>(step).fills;
      setPattern(pattern, load<f32>(fills), load<f32>(fills, 4), load<f32>(fills, 8), scaling);
    }
    for (let first: i32 = 0; first < size; first += STRIP) {
      const strip = stripAt(0, first, size, width, 3);
      const to = row + <usize>first * 3;
      choose(step, strip);
      coverChosen(chosen, pattern, to, strip.count);
      if (step.kind == IMPULSE) coverChosen(whites, white, to, strip.count);
    }
  }
}
