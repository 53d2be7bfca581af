// The order of an epoch: what it costs to begin, to seek, and a position, and the memory it takes.
// usage: node dist/bench/order.js
import { epochOrder } from '../src/order/order.ts';
import { rootKey } from '../transforms/index.ts';

const batch = 64;
for (const length of [50_000, 2 ** 20, 10_000_000, 2 ** 31]) {
  const before = process.memoryUsage();
  const start = performance.now();
  // Step 1,000,000 of batches of 64.
  const place = (1_000_000 * batch) % length;
  const { at } = epochOrder(length, ['shuffle'], rootKey(1), Math.floor((1_000_000 * batch) / length));
  let sum = 0;
  for (let i = 0; i < batch; i++) sum += at((place + i) % length);
  const seek = performance.now() - start;
  const after = process.memoryUsage();
  const some = 200_000;
  const began = performance.now();
  for (let i = 0; i < some; i++) sum += at(i % length);
  const each = ((performance.now() - began) * 1e6) / some;
  const megabytes = (after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed) / 1e6;
  process.stdout.write(
    `${length} samples: the ids of step 1,000,000 after ${seek.toFixed(1)} ms, ${megabytes.toFixed(1)} MB; ${each.toFixed(0)} ns a position (${sum % 10})\n`,
  );
}
