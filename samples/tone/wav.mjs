/** A WAV file of 16 bits a value from one Float64Array in [-1, 1] for each channel. */
export function wav(channels, rate) {
  const frames = channels[0].length;
  const width = 2 * channels.length;
  const bytes = Buffer.alloc(44 + frames * width);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels.length, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * width, 28);
  bytes.writeUInt16LE(width, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * width, 40);
  for (let i = 0; i < frames; i++)
    for (const [c, channel] of channels.entries())
      bytes.writeInt16LE(Math.round(channel[i] * 32767), 44 + i * width + 2 * c);
  return bytes;
}
