import { dice } from '../../brush/noise.mjs';
import { lowPass } from '../../tone/filters.mjs';
import { add, pink, rms, scale, signal, silence, sine, struck } from '../../tone/signal.mjs';
import { child, man, speak, woman } from '../../tone/speak.mjs';

const onsets = ['w', 'j', 'r', 'l', 'm', 'n', 's', 'h', 'd', 't', 'g'];
const vowels = ['i', 'I', 'e', 'E', 'a', 'V', 'O', 'o', 'u', '@', 'R'];

/** Talk without words: syllables at random, a phrase at a time, each falling in pitch. */
function chatter(rate, seconds, { voice, pitch, seed }) {
  const roll = dice(seed);
  const pick = (list) => list[Math.floor(roll(0, list.length))];
  const score = [['_', roll(0.02, 0.12)]];
  const melody = [[0, pitch]];
  const loudness = [[0, 0]];
  let time = score[0][1];
  while (time < seconds + 0.2) {
    const syllables = Math.floor(roll(4, 10));
    const start = time;
    for (let n = 0; n < syllables; n++) {
      const onset = pick(onsets);
      const sounds = [];
      if (onset === 't') sounds.push(['_', 0.04], ['t', 0.014], ['h', 0.03]);
      else if (onset === 'd' || onset === 'g') sounds.push(['g-', 0.05], [onset, 0.015]);
      else sounds.push([onset, roll(0.06, 0.1)]);
      sounds.push([pick(vowels), roll(0.08, 0.16)]);
      melody.push([time, pitch * roll(0.9, 1.2) * (1.1 - (0.3 * n) / syllables)]);
      for (const sound of sounds) {
        score.push(sound);
        time += sound[1];
      }
    }
    const rest = roll(0.12, 0.35);
    loudness.push([start, 0], [start + 0.06, roll(0.7, 1)], [time - 0.12, roll(0.5, 0.8)], [time, 0]);
    score.push(['_', rest]);
    time += rest;
  }
  return speak(rate, { voice, pitch: melody, loudness, score, seed });
}

const guests = [
  { voice: man, pitch: 112, seed: 71, gain: 1 },
  { voice: woman, pitch: 205, seed: 72, gain: 0.9 },
  { voice: { ...man, tract: 0.94 }, pitch: 92, seed: 73, gain: 0.7 },
  { voice: { ...woman, tract: 1.1 }, pitch: 186, seed: 74, gain: 0.7 },
  { voice: { ...man, tract: 1.05 }, pitch: 134, seed: 75, gain: 0.6 },
  { voice: child, pitch: 285, seed: 76, gain: 0.35 },
  { voice: { ...woman, tract: 1.18 }, pitch: 228, seed: 77, gain: 0.5 },
  { voice: { ...man, tract: 0.99 }, pitch: 121, seed: 78, gain: 0.5 },
];

/** A cup set down on its saucer. */
const clink = (rate, pitch) =>
  signal(rate, 0.25, (t) =>
    [1, 1.51, 2.27].reduce((sum, ratio, n) => sum + sine(pitch * ratio * t) * struck(t, 0.001, 0.2 / (n + 1)), 0),
  );

/** A cafe: eight people who talk at once, cups, and the room's own noise. */
export function play(rate) {
  const seconds = 3;
  const out = silence(rate, seconds);
  for (const guest of guests) add(out, chatter(rate, seconds, guest), 0, guest.gain);
  // Voices across a room have lost their edge and come back from the walls.
  const near = lowPass(out, rate, 3400, 0.6);
  const room = silence(rate, seconds);
  const roll = dice(79);
  for (let n = 0; n < 40; n++) {
    const delay = roll(0.012, 0.35);
    add(room, near, Math.round(rate * delay), (roll() < 0.5 ? -1 : 1) * 0.3 * 10 ** (-delay / 0.25));
  }
  add(room, near);
  const noise = pink(rate, seconds, 80);
  add(room, scale(noise, (0.22 * rms(room)) / rms(noise)));
  for (const [start, pitch, gain] of [
    [0.62, 2350, 0.5],
    [1.71, 2820, 0.35],
    [1.83, 2480, 0.4],
    [2.6, 2610, 0.25],
  ])
    add(room, clink(rate, pitch), Math.round(rate * start), gain * rms(room));
  return room;
}
