import wavefile from 'wavefile';

/**
 * A WAV file of planar [channels, frames] float32 samples: 16-bit integers (rounded, clipped to [-1, 1)) or 32-bit
 * floats (as they are).
 */
export function wavBytes(
  planes: Float32Array,
  channels: number,
  sampleRate: number,
  bits: '16' | '32f' = '16',
): Uint8Array {
  const frames = planes.length / channels;
  const samples = Array.from({ length: channels }, (_, channel) => {
    const plane = planes.subarray(channel * frames, (channel + 1) * frames);
    return bits === '32f' ? plane : Int16Array.from(plane, toInt16);
  });
  const wav = new wavefile.WaveFile();
  wav.fromScratch(channels, sampleRate, bits, channels === 1 ? samples[0]! : samples);
  return wav.toBuffer();
}

function toInt16(value: number): number {
  const scaled = Math.round(value * 32768);
  // NaN has no integer: silence.
  return scaled > 32767 ? 32767 : scaled < -32768 ? -32768 : scaled || 0;
}
