import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Cursor, type Schedule, turnAt } from '../../../src/order/schedule.ts';

const tails = ['keep', 'drop', 'pad', 'wrap'] as const;
const worlds = [1, 2, 3, 8];
const arbitrary = fc.record({
  length: fc.integer({ min: 1, max: 90 }),
  batch: fc.integer({ min: 1, max: 9 }),
  tail: fc.constantFrom(...tails),
  world: fc.constantFrom(...worlds),
  epochs: fc.integer({ min: 1, max: 4 }),
});
type Case = { length: number; batch: number; tail: (typeof tails)[number]; world: number; epochs: number };

const scheduleOf = ({ length, ...rest }: Case, rank = 0): Schedule => ({ ...rest, rank, lengthOf: () => length });
const isPossible = ({ length, batch, tail, world }: Case) =>
  tail === 'drop' ? length >= batch * world : tail === 'keep' ? length >= world : true;

/** All steps of all ranks from a cursor on, and the account of each epoch. */
function run(one: Case, from: Cursor = { epoch: 0, position: 0 }, most = Number.POSITIVE_INFINITY) {
  const ranks = Array.from({ length: one.world }, (_, rank) => scheduleOf(one, rank));
  const steps: string[][][] = [];
  const finished: { epoch: number; dropped: number; padded: number }[] = [];
  let cursor = from;
  while (steps.length < most) {
    const turns = ranks.map((schedule) => turnAt(cursor, schedule));
    if (turns[0] === undefined) {
      assert.ok(turns.every((turn) => turn === undefined));
      break;
    }
    for (const turn of turns) {
      assert.deepEqual(turn!.next, turns[0].next, 'ranks agree on where they are');
      assert.deepEqual(turn!.finished, turns[0].finished);
    }
    if (turns.some((turn) => turn!.rows.length > 0)) {
      assert.ok(turns.every((turn) => turn!.rows.length > 0 && turn!.rows.length <= one.batch));
      steps.push(turns.map((turn) => turn!.rows.map((row) => `${row.epoch}:${row.position}:${row.repeat}`)));
    }
    finished.push(...turns[0].finished);
    cursor = turns[0].next;
  }
  return { steps, finished, cursor };
}

const firsts = (steps: string[][][]) => steps.flat(2).filter((row) => row.endsWith(':0'));

describe('the schedule of ranks', () => {
  it('gives every sample of every epoch once over all ranks, save what it says it dropped', () => {
    fc.assert(
      fc.property(arbitrary.filter(isPossible), (one) => {
        const { steps, finished } = run(one);
        const rows = firsts(steps);
        assert.equal(new Set(rows).size, rows.length, 'none twice');
        for (let epoch = 0; epoch < one.epochs; epoch++) {
          const count = rows.filter((row) => row.startsWith(`${epoch}:`)).length;
          const end = finished.filter((each) => each.epoch === epoch);
          assert.equal(end.length, 1, 'each epoch ends once');
          assert.equal(count + end[0]!.dropped, one.length);
          if (one.tail === 'wrap' || one.tail === 'pad') assert.equal(end[0]!.dropped, 0);
          if (one.tail === 'keep') assert.ok(end[0]!.dropped < one.world);
          if (one.tail === 'drop') assert.ok(end[0]!.dropped < one.world * one.batch);
        }
        const padded = finished.reduce((sum, end) => sum + end.padded, 0);
        assert.equal(steps.flat(2).length - rows.length, padded);
        if (one.tail !== 'keep') assert.ok(steps.flat().every((batch) => batch.length === one.batch));
      }),
    );
  });

  it('gives, ranks interleaved, the very batches of one rank alone', () => {
    fc.assert(
      fc.property(arbitrary.filter(isPossible), (one) => {
        const alone = run({ ...one, world: 1 }).steps.flat();
        const dealt = run(one).steps.flat();
        const whole = (batches: string[][]) => batches.filter((batch) => batch.length === one.batch).map(String);
        const isWrapped = one.tail === 'wrap';
        const known = new Set(
          isWrapped
            ? run({ ...one, world: 1, epochs: one.epochs + 90 })
                .steps.flat()
                .map(String)
            : whole(alone),
        );
        for (const batch of dealt) {
          const isRegular = batch.length === one.batch && batch.every((row) => row.endsWith(':0'));
          if (isRegular && one.tail !== 'keep') assert.ok(known.has(String(batch)), String(batch));
        }
        const [a, b] = [firsts(run({ ...one, world: 1 }).steps), firsts(run(one).steps)];
        const shared = Math.min(a.length, b.length);
        if (one.tail === 'wrap') assert.deepEqual(b.slice(0, shared), a.slice(0, shared));
      }),
    );
  });

  it('goes on in another world from wherever it was left, without a loss or a repeat', () => {
    fc.assert(
      fc.property(
        arbitrary.filter(isPossible),
        fc.constantFrom(...worlds),
        fc.constantFrom(...worlds),
        fc.nat(30),
        fc.nat(30),
        (one, second, third, some, more) => {
          fc.pre([second, third].every((world) => isPossible({ ...one, world })));
          const first = run(one, undefined, some);
          const next = run({ ...one, world: second }, first.cursor, more);
          const last = run({ ...one, world: third }, next.cursor);
          const rows = [first, next, last].flatMap(({ steps }) => firsts(steps));
          const dropped = [first, next, last]
            .flatMap(({ finished }) => finished)
            .reduce((sum, end) => sum + end.dropped, 0);
          assert.equal(new Set(rows).size, rows.length, 'none twice');
          const inside = rows.filter((row) => Number(row.split(':')[0]) < one.epochs).length;
          assert.equal(inside + dropped, one.length * one.epochs);
        },
      ),
    );
  });

  it('refuses an epoch that is too small for a step of all ranks, with what to do', () => {
    const one = { length: 5, batch: 2, world: 3, epochs: 1 };
    assert.throws(() => run({ ...one, tail: 'drop' }), {
      code: 'too-few-samples',
      message: /at least 6 samples for batches of 2 for 3 ranks/,
    });
    assert.throws(() => run({ ...one, length: 2, tail: 'keep' }), { code: 'too-few-samples' });
    assert.equal(run({ ...one, length: 1, tail: 'pad' }).steps.length, 1);
    assert.equal(run({ ...one, length: 1, tail: 'wrap' }).steps.length, 1);
  });
});
