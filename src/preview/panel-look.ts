import type { Color } from './canvas.ts';
import type { Style } from './label.ts';
import * as look from './look.ts';

/** The colours of a panel on light or on dark ground. */
export interface PanelLook {
  readonly page: Color;
  /** Behind a waveform. */
  readonly ground: Color;
  /** Where there is no sound: behind a clip's end, above half its sample rate. */
  readonly nothing: Color;
  readonly line: Color;
  readonly zero: Color;
  readonly peak: Color;
  readonly rms: Color;
  readonly warning: Color;
  readonly span: Color;
  readonly spanEdge: Color;
  readonly spanText: Color;
  readonly text: Color;
}

export const light: PanelLook = {
  page: look.background,
  ground: [255, 255, 255],
  nothing: [238, 238, 234],
  line: look.hairline,
  zero: [203, 203, 210],
  peak: [151, 158, 222],
  rms: [70, 66, 158],
  warning: [216, 30, 48],
  span: [226, 232, 247],
  spanEdge: [151, 158, 222],
  spanText: [52, 50, 120],
  text: look.text.color,
};

export const dark: PanelLook = {
  page: [24, 24, 28],
  ground: [30, 30, 36],
  nothing: [43, 43, 50],
  line: [58, 58, 66],
  zero: [74, 74, 86],
  peak: [104, 108, 190],
  rms: [178, 182, 250],
  warning: [255, 92, 92],
  span: [44, 47, 74],
  spanEdge: [104, 108, 190],
  spanText: [206, 209, 255],
  text: [168, 168, 178],
};

/** Of axes and spans; `unit` enlarges all that a panel is made of. */
export function smallText(color: Color, unit: number): Style {
  return { size: 0.75 * unit, weight: 1.3 * unit, color };
}
