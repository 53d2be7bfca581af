import { dice } from '../brush/noise.mjs';
import { antiResonate, decimate, lowPass, resonate } from './filters.mjs';
import { phonemes } from './phonemes.mjs';
import { add, curve, rms, scale, silence, white } from './signal.mjs';

// `tract` scales the formants (a shorter throat sounds higher), `open` is the part of a period the glottis is open.
export const man = { tract: 1, open: 0.58, breath: 0.012, tilt: 4200 };
export const woman = { tract: 1.15, open: 0.68, breath: 0.025, tilt: 4600 };
export const child = { tract: 1.28, open: 0.66, breath: 0.03, tilt: 4600 };

/** Steps of a score evened out by a raised cosine of some length, as lips and tongue take time to move. */
function track(score, of, seconds) {
  const length = Math.max(1, Math.round(seconds * 1000));
  const weights = Array.from({ length }, (_, k) => 1 - Math.cos((2 * Math.PI * (k + 0.5)) / length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const steps = score.flatMap((sound) => new Array(Math.round(sound.seconds * 1000)).fill(of(sound)));
  const at = (n) => steps[Math.min(Math.max(n, 0), steps.length - 1)];
  const smooth = steps.map((_, n) => weights.reduce((sum, w, k) => sum + (w / total) * at(n + k - (length >> 1)), 0));
  smooth.push(smooth.at(-1));
  return (t) => {
    const n = Math.min(Math.floor(t * 1000), smooth.length - 2);
    return smooth[n] + (smooth[n + 1] - smooth[n]) * Math.min(t * 1000 - n, 1);
  };
}

/** The flow's derivative of the KLGLOTT88 model, pulse after pulse, at four times the rate so that closing does not alias. */
function glottis(rate, seconds, pitch, voice, roll) {
  const fine = 4;
  const out = silence(rate * fine, seconds);
  let start = 0;
  while (start < out.length) {
    const t = start / (rate * fine);
    // No throat is a clock: periods differ by half a per cent, and their loudness by a little more.
    const period = ((rate * fine) / pitch(t)) * roll(0.995, 1.005);
    const loudness = roll(0.96, 1.04);
    const open = period * voice.open;
    for (let i = Math.ceil(start); i < Math.min(start + open, out.length); i++) {
      const u = (i - start) / open;
      out[i] = loudness * (2 * u - 3 * u * u);
    }
    start += period;
  }
  return decimate(lowPass(out, rate * fine, voice.tilt, 0.6), fine);
}

/** Speech from a score of [phoneme, seconds], a pitch curve [time, hertz] and a voice. */
export function speak(rate, { voice, pitch, score, seed = 1, loudness = [[0, 1]] }) {
  const sounds = score.map(([name, seconds], n) => {
    const next = score.slice(n).find(([later]) => phonemes[later].formants);
    return {
      breath: 0,
      hiss: 0,
      nasal: 0,
      hissing: [],
      ...phonemes[name],
      formants: phonemes[next[0]].formants,
      seconds,
    };
  });
  const seconds = sounds.reduce((sum, sound) => sum + sound.seconds, 0);
  const melody = curve(pitch);
  const voicing = track(sounds, (sound) => sound.voice, 0.03);
  const breath = track(sounds, (sound) => sound.breath, 0.03);
  const nose = track(sounds, (sound) => sound.nasal, 0.04);
  const level = curve(loudness);

  const pulses = glottis(rate, seconds, melody, voice, dice(seed));
  const air = white(rate, seconds, seed + 40);
  let sound = pulses.map((x, i) => {
    const t = i / rate;
    return level(t) * (voicing(t) * (x + voice.breath * air[i]) + 0.2 * breath(t) * air[i]);
  });
  sound = resonate(sound, rate, 270, 100);
  sound = antiResonate(sound, rate, (t) => 270 + 230 * nose(t), 100);
  const bandwidths = [75, 100, 150, 220, 280, 350, 420, 500];
  for (const [n, bandwidth] of bandwidths.entries()) {
    const formant = n < 3 ? track(sounds, (s) => s.formants[n], 0.07) : () => 3450 + (n - 3) * 1000;
    if (n >= 3 && formant() * voice.tract > 0.48 * rate) break;
    sound = resonate(
      sound,
      rate,
      (t) => voice.tract * formant(t),
      (t) => bandwidth * (1 + 0.8 * nose(t)),
    );
  }
  sound = scale(sound, 1 / rms(sound));

  const hisses = new Set(sounds.filter((s) => s.hiss > 0));
  for (const hiss of hisses) {
    const loud = track(sounds, (s) => (s === hiss ? s.hiss : 0), Math.min(0.03, hiss.seconds / 2));
    const source = white(rate, seconds, seed + 80).map((x, i) => x * loud(i / rate) * level(i / rate));
    for (const [frequency, bandwidth, gain] of hiss.hissing) {
      // Poles alone pass what lies below them; their difference from a filter at rest leaves the peak.
      const peak = resonate(source, rate, frequency * Math.sqrt(voice.tract), bandwidth);
      add(
        sound,
        peak.map((x, i) => x - (peak[i - 1] ?? 0)),
        0,
        gain,
      );
    }
  }
  return sound;
}
