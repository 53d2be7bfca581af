import { Decoder, Encoder } from '@evan/opus/wasm/index.mjs';
import { createMp3Encoder } from 'wasm-media-encoders';
import { Draws } from '../../transforms/draws.ts';
import type { RoundTrip } from '../kernels/sounds.ts';
import type { CodecOp } from '../ops/index.ts';
import { mp3Now } from './mp3.ts';

/** A codec's two ways, once what they need was loaded. */
export type CodecTrips = Readonly<Record<CodecOp['codec'], RoundTrip>>;

let loading: Promise<CodecTrips> | undefined;

/** Loads the codecs: once in a thread. */
export function codecTrips(): Promise<CodecTrips> {
  loading ??= load();
  return loading;
}

async function load(): Promise<CodecTrips> {
  const [encoder, decode] = await Promise.all([createMp3Encoder(), mp3Now()]);
  return { mp3: mp3Trip(encoder, decode), opus: opusTrip };
}

type Mp3Encoder = Awaited<ReturnType<typeof createMp3Encoder>>;

/** Bitrates of MPEG-1 (from 32 kHz on), of MPEG-2, and of MPEG-2.5 (to 12 kHz). */
const bitrates = (sampleRate: number): readonly number[] =>
  sampleRate >= 32_000
    ? [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    : sampleRate >= 16_000
      ? [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
      : [8, 16, 24, 32, 40, 48, 56, 64];

/** Frames that LAME's encoder and a decoder are late together. */
const mp3Delay = 576 + 529;
/** More than an encoder holds back at the end. */
const mp3Tail = 2304;

function mp3Trip(encoder: Mp3Encoder, decode: (bytes: Uint8Array) => Float32Array): RoundTrip {
  return (values, sampleRate, { bitrateKbps }) => {
    const known = bitrates(sampleRate);
    const bitrate = known.find((one) => one >= bitrateKbps) ?? known[known.length - 1]!;
    encoder.configure({ sampleRate: sampleRate as 8000, channels: 1, bitrate: bitrate as 8 });
    const padded = new Float32Array(values.length + mp3Tail);
    padded.set(clean(values));
    const parts = [encoder.encode([padded]).slice(), encoder.finalize().slice()];
    const bytes = new Uint8Array(parts[0]!.length + parts[1]!.length);
    bytes.set(parts[0]!);
    bytes.set(parts[1]!, parts[0]!.length);
    return inStep(decode(bytes), mp3Delay, values.length);
  };
}

const packetsASecond = 50;
/** What each lost packet in a row leaves of what is heard in its place. */
const fading = 0.7;

const opusTrip: RoundTrip = (values, sampleRate, { bitrateKbps, loss }) => {
  const options = { channels: 1, sample_rate: sampleRate as 8000, application: 'voip' } as const;
  const [encoder, decoder] = [new Encoder(options), new Decoder(options)];
  try {
    encoder.bitrate = Math.round(bitrateKbps * 1000);
    const late = encoder.ctl(getLookahead);
    const size = sampleRate / packetsASecond;
    const packets = Math.ceil((values.length + late) / size);
    const isLost = lossesOf(loss, packets);
    const made = new Float32Array(packets * size);
    const packet = new Int16Array(size);
    const wave = clean(values);
    let heard = new Float32Array(size);
    for (let i = 0; i < packets; i++) {
      for (let n = 0; n < size; n++) packet[n] = Math.max(-32768, Math.min(32767, (wave[i * size + n] ?? 0) * 32768));
      const coded = encoder.encode(packet);
      if (isLost[i] === 1) {
        heard = heard.map((value) => value * fading);
      } else {
        const bytes = decoder.decode(coded);
        const whole = new Int16Array(bytes.slice().buffer);
        heard = Float32Array.from(whole, (value) => value / 32768);
      }
      made.set(heard.subarray(0, size), i * size);
    }
    return inStep(made, late, values.length);
  } finally {
    encoder.drop();
    decoder.drop();
  }
};

/** libopus' OPUS_GET_LOOKAHEAD. */
const getLookahead = 4027;

/** Which packets get lost, by two states: after one that came, after one that did not. */
function lossesOf(loss: CodecOp['loss'], packets: number): Uint8Array {
  const lost = new Uint8Array(packets);
  if (loss === undefined) return lost;
  const { fraction, burst, key } = loss;
  const draws = new Draws({ words: key });
  const begin = Math.min(1, fraction / (burst * (1 - fraction)));
  let isLost = draws.bernoulli(fraction);
  for (let i = 0; i < packets; i++) {
    lost[i] = isLost ? 1 : 0;
    isLost = isLost ? !draws.bernoulli(1 / burst) : draws.bernoulli(begin);
  }
  return lost;
}

/** Codecs take what lies beyond full scale ill, and numbers that are none worse. */
function clean(values: Float32Array): Float32Array {
  return values.map((value) => (value > 1 ? 1 : value < -1 ? -1 : value - value === 0 ? value : 0));
}

/** The part from `late` on, as long as it was; silence where there is no more. */
function inStep(values: Float32Array, late: number, frames: number): Float32Array {
  const part = new Float32Array(frames);
  part.set(values.subarray(late, late + frames));
  return part;
}
