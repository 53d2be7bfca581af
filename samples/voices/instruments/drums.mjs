import { bandPass, highPass } from '../../tone/filters.mjs';
import { add, phase, signal, silence, sine, struck, white } from '../../tone/signal.mjs';

function kick(rate) {
  const turns = phase(rate, 0.3, (t) => 48 + 150 * Math.exp(-t / 0.025));
  return signal(rate, 0.3, (t, i) => sine(turns[i]) * struck(t, 0.002, 0.32));
}

function snare(rate, seed) {
  const wires = highPass(white(rate, 0.25, seed), rate, 1400);
  return signal(rate, 0.25, (t, i) => {
    const skin = sine(185 * t) * struck(t, 0.001, 0.16) + 0.6 * sine(331 * t) * struck(t, 0.001, 0.11);
    return 0.55 * skin + 0.55 * wires[i] * struck(t, 0.001, 0.22);
  });
}

/** Six squeaking tones in no ratio and noise, all but the highest taken away, as drum machines have long done it. */
function hat(rate, decay, seed) {
  const air = white(rate, 0.3, seed);
  const metal = signal(rate, 0.3, (t, i) => {
    const tones = [2030, 3050, 3690, 5230, 5400, 7490].reduce((sum, f) => sum + sine(f * t), 0);
    return (0.35 * tones + 0.9 * air[i]) * struck(t, 0.001, decay);
  });
  return highPass(bandPass(metal, rate, 6300, 0.8), rate, 4500);
}

/** One bar of kick, snare and hi-hat, 200 beats a minute; the last hat is left open. */
export function play(rate) {
  const out = silence(rate, 1.2);
  const at = (eighth) => Math.round(rate * (0.01 + 0.15 * eighth));
  for (const n of [0, 3, 4]) add(out, kick(rate), at(n), 1);
  for (const n of [2, 6]) add(out, snare(rate, 30 + n), at(n), 0.8);
  for (let n = 0; n < 8; n++) add(out, hat(rate, n === 7 ? 0.28 : 0.07, 40 + n), at(n), n % 2 ? 0.35 : 0.5);
  return out;
}
