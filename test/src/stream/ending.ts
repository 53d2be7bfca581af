// Run as a process of its own: ends a stream in one of the ways that there are, and must then end by itself.
import { dataset, pictures } from '../../../src/index.ts';
import { scenes } from '../pictures.ts';
import { varied } from './varied.ts';

const how = process.argv[2]!;
const say = (what: string) => process.stdout.write(`${how}: ${what}\n`);
const controller = new AbortController();
const source = how === 'error' ? pictures([{ bytes: Buffer.from('no picture') }]) : scenes(30);
const stream = dataset(source)
  .shuffle()
  .augment(...varied)
  .batch(4)
  .repeat(how === 'end' ? 2 : Number.POSITIVE_INFINITY)
  .stream({ workers: 2, signal: controller.signal, onRepeat: 'allow' });

say('began');
// Not awaited at the top level: a stream that was forgotten in the middle leaves nothing that could end it.
void main();

async function main(): Promise<void> {
  if (how === 'exit-at-once') {
    void stream.next();
    setTimeout(() => process.exit(0), Number(process.argv[3] ?? 60));
  } else {
    try {
      let batches = 0;
      for await (const batch of stream) {
        batches++;
        if (batches < 3) continue;
        if (how === 'break') break;
        if (how === 'return') await stream.return();
        if (how === 'throw') throw new Error('thrown');
        if (how === 'abort') controller.abort(new Error('aborted'));
        if (how === 'exit') process.exit(0);
        if (how === 'abandon') {
          // Whoever forgets a stream in the middle is not held up by it.
          await new Promise<void>((resolve) => setTimeout(resolve, 20));
          say(`over`);
          await new Promise(() => {});
        }
        if (batch.epoch > 50) throw new Error('goes on');
      }
    } catch (error) {
      const expected = { throw: 'thrown', abort: 'aborted', error: 'expected a picture' }[how];
      if (expected === undefined || !(error as Error).message.includes(expected)) throw error;
    }
    say('over');
  }
}
