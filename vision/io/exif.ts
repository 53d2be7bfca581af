const orientationTag = 0x0112;

/** The orientation (1 to 8) that a TIFF block at `at` states; 1 where it states none, or nothing sound. */
export function readOrientation(view: DataView, at: number, end: number): number {
  try {
    const order = view.getUint16(at);
    if (order !== 0x4949 && order !== 0x4d4d) return 1;
    const little = order === 0x4949;
    const directory = at + view.getUint32(at + 4, little);
    const entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + i * 12;
      if (entry + 12 > end) return 1;
      if (view.getUint16(entry, little) !== orientationTag) continue;
      const orientation = view.getUint16(entry + 8, little);
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
    return 1;
  } catch (cause) {
    if (cause instanceof RangeError) return 1;
    throw cause;
  }
}
