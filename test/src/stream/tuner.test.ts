import assert from 'node:assert/strict';
import { mostAhead, Tuner } from '../../../src/stream/tuner.ts';

const limits = { ahead: undefined, workers: 4, mayRest: true, bytes: 1e9 };
/** So many deliveries to a consumer that takes 100 ms for a batch. */
const feed = (tuner: Tuner, times: number, waited: number, ready: (tuner: Tuner) => number, bytes = 1e6) => {
  for (let i = 0; i < times; i++) tuner.note(waited, 100 + waited, ready(tuner), bytes);
  return tuner.tuning;
};
const full = ({ tuning }: Tuner) => tuning.ahead + 1;

describe('the tuner', () => {
  it('lets workers rest where batches always lie ready, and wakes them where the consumer waits', () => {
    const tuner = new Tuner(limits);
    assert.deepEqual(feed(tuner, 200, 0, full), { ahead: 2, active: 1 });
    assert.equal(feed(tuner, 3, 50, () => 0).active, 4);
  });

  it('makes more ahead only where batches lie ready at other times, within memory', () => {
    assert.equal(feed(new Tuner(limits), 100, 80, () => 0).ahead, 2, 'too slow all the time');
    assert.equal(feed(new Tuner(limits), 100, 20, () => 2).ahead, mostAhead, 'uneven');
    assert.equal(feed(new Tuner(limits), 100, 20, () => 2, 2e8).ahead, 5, 'no room for more');
    assert.equal(feed(new Tuner(limits), 100, 20, () => 2, 2e12).ahead, 2, 'not even for these');
  });

  it('makes less ahead again where all is calm', () => {
    const tuner = new Tuner(limits);
    feed(tuner, 100, 20, () => 2);
    assert.equal(feed(tuner, 400, 0, full).ahead, 2);
  });

  it('leaves alone what the user fixed', () => {
    const tuner = new Tuner({ ...limits, ahead: 7, mayRest: false });
    assert.deepEqual(feed(tuner, 200, 0, full), { ahead: 7, active: 4 });
    assert.deepEqual(
      feed(tuner, 200, 50, () => 3),
      { ahead: 7, active: 4 },
    );
  });
});
