import { finish } from './finish.mjs';

/** Every sound's file in `samples/` and its frames a second. */
export const rates = {
  'sounds/speech/one.wav': 16000,
  'sounds/speech/two.wav': 16000,
  'sounds/speech/three.wav': 16000,
  'sounds/speech/hello.wav': 16000,
  'sounds/speech/a-year-ago.wav': 16000,
  'sounds/instruments/guitar.wav': 22050,
  'sounds/instruments/flute.wav': 16000,
  'sounds/instruments/bell.wav': 44100,
  'sounds/instruments/drums.wav': 16000,
  'sounds/instruments/bass.wav': 16000,
  'sounds/nature/rain.wav': 22050,
  'sounds/nature/bird.wav': 16000,
  'sounds/nature/sea.wav': 16000,
  'sounds/nature/cricket.wav': 16000,
  'background/cafe.wav': 16000,
  'background/traffic.wav': 16000,
  'rooms/small-room.wav': 16000,
  'rooms/hall.wav': 16000,
};

/** Plays one of them: a Float64Array for each channel, ready to be written. */
export async function record(path) {
  const { play } = await import(`../voices/${path.replace(/^sounds\//, '').replace(/\.wav$/, '.mjs')}`);
  // A room's response starts at its loudest; fading it in would take the direct sound away.
  return finish([play(rates[path])].flat(), rates[path], { fadeIn: !path.startsWith('rooms/') });
}
