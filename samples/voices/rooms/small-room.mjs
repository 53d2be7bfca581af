import { room } from '../../tone/room.mjs';

/** A furnished room of 4 by 3 by 2.5 m, two steps from the speaker: reverberation time 0.25 s. */
export const play = (rate) =>
  room(rate, {
    seconds: 0.3,
    decay: 0.25,
    size: [4, 3.1, 2.5],
    from: [1.1, 1.2, 1.5],
    to: [2.7, 1.9, 1.2],
    echo: 0.6,
    tail: 0.16,
    seed: 91,
  });
