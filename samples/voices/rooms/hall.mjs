import { room } from '../../tone/room.mjs';

/** A hall of 24 by 15 by 9 m, eight metres from the speaker: reverberation time 0.9 s. */
export const play = (rate) =>
  room(rate, {
    seconds: 0.8,
    decay: 0.9,
    size: [24, 15, 9],
    from: [5, 7, 1.6],
    to: [13, 8.2, 1.4],
    echo: 0.75,
    tail: 0.2,
    seed: 92,
  });
