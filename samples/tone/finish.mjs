import { highPass } from './filters.mjs';
import { scale } from './signal.mjs';

/** Makes a sound ready for its file: nothing below 30 Hz, the ends faded, and the largest value at -3 dB. */
export function finish(channels, rate, { fadeIn }) {
  const fade = Math.round(0.005 * rate);
  const ready = channels.map((channel) => {
    const faded = highPass(channel, rate, 30).map((x, i) => {
      const rise = fadeIn ? Math.min(1, i / fade) : 1;
      return x * rise * Math.min(1, (channel.length - 1 - i) / fade);
    });
    // The fades and the cut at the end bring a little of the mean back; a bump as long as the sound takes it out.
    const bump = faded.map((_, i) => Math.sin((Math.PI * i) / (faded.length - 1)) ** 2);
    const mean = faded.reduce((sum, x) => sum + x, 0) / bump.reduce((sum, x) => sum + x, 0);
    return faded.map((x, i) => x - mean * bump[i]);
  });
  const peak = Math.max(...ready.map((channel) => channel.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
  return ready.map((channel) => scale(channel, 10 ** (-3 / 20) / peak));
}
