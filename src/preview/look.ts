import type { Color, Frame } from './canvas.ts';
import type { Style } from './label.ts';

export const background: Color = [250, 250, 248];
export const hairline: Color = [222, 222, 217];
const ink: Color = [29, 29, 31];
const quiet: Color = [112, 112, 118];

export const title: Style = { size: 1.5, weight: 3, color: ink };
export const text: Style = { size: 1, weight: 1.5, color: quiet };
/** Names of pictures, and of the originals' column. */
export const name: Style = { size: 1, weight: 2, color: ink };

/** White around everything, in pixels. */
export const margin = 40;
/** From the top of the title to the top of the line under it. */
export const titleHeight = 38;
/** From the top of one line of text to the next. */
export const lineHeight = 26;
export const frame: Frame = { outline: hairline, radius: 5 };
