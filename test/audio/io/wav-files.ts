/** A RIFF (or other) file of chunks, each padded to even length. */
export function riffFile(
  chunks: readonly (readonly [string, Uint8Array])[],
  magic = 'RIFF',
  size?: number,
): Uint8Array {
  const little = magic !== 'RIFX';
  const parts = chunks.map(([id, body]) => chunk(id, body, little));
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const head = new Uint8Array(12);
  head.set(ascii(magic));
  new DataView(head.buffer).setUint32(4, size ?? length, little);
  head.set(ascii('WAVE'), 8);
  return joined([head, ...parts]);
}

export function chunk(id: string, body: Uint8Array, little = true, size = body.length): Uint8Array {
  const bytes = new Uint8Array(8 + body.length + (body.length & 1));
  bytes.set(ascii(id));
  new DataView(bytes.buffer).setUint32(4, size, little);
  bytes.set(body, 8);
  return bytes;
}

export interface FormatFields {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly block?: number;
  readonly subFormat?: number;
}

export function fmt(fields: FormatFields = {}, little = true): Uint8Array {
  const { tag = 1, channels = 1, rate = 8000, bits = 16, subFormat } = fields;
  const block = fields.block ?? channels * Math.ceil(bits / 8);
  const bytes = new Uint8Array(subFormat === undefined ? 16 : 40);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag, little);
  view.setUint16(2, channels, little);
  view.setUint32(4, rate, little);
  view.setUint32(8, rate * block, little);
  view.setUint16(12, block, little);
  view.setUint16(14, bits, little);
  if (subFormat !== undefined) {
    view.setUint16(16, 22, little);
    view.setUint16(18, bits, little);
    view.setUint16(24, subFormat, little);
    bytes.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26);
  }
  return bytes;
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Little-endian 16-bit values as bytes. */
export function int16Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(values).buffer);
}
