import type { Segment } from '../kernels/labels.ts';
export function parseLabelTrack(_text: string, _name: string): readonly Segment[] {
  return [];
}
