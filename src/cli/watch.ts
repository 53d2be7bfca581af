import type { Stream } from '../stream/stream.ts';

const intervalMs = 500;

/** Shows on standard error how a stream runs: in place where that is a terminal, a line now and then elsewhere. Returns how to stop. */
export function watch(stream: Pick<Stream, 'report'>): () => void {
  const { stderr } = process;
  const lines = () => {
    const { step, samplesPerSecond, stages, queue, consumerWait, workers, verdict, epochs, held } = stream.report();
    const { epoch = 0, delivered = 0, quarantined = 0, dropped = 0, elsewhere = 0, samples = 0 } = epochs.at(-1) ?? {};
    const done = delivered + quarantined + dropped + elsewhere;
    return [
      `step ${step}  epoch ${epoch}: ${delivered} delivered + ${quarantined} quarantined + ${dropped} dropped + ${elsewhere} elsewhere = ${done} of ${samples}`,
      `${samplesPerSecond} samples/s  read ${stages.readMs} ms  decode ${stages.decodeMs} ms  augment ${stages.augmentMs} ms`,
      `queue ${queue.ready} of ${queue.ahead} ready  held ${held}  workers ${workers.active} of ${workers.count} (${workers.deaths} died)  consumer waits ${Math.round(consumerWait * 100)} %`,
      verdict,
    ];
  };
  let shown = 0;
  const draw = () => {
    const now = lines();
    if (stderr.isTTY)
      stderr.write(`${shown > 0 ? `\u001b[${shown}A` : ''}${now.map((line) => `\u001b[K${line}`).join('\n')}\n`);
    else stderr.write(`${now.join(' | ')}\n`);
    shown = now.length;
  };
  const timer = setInterval(draw, stderr.isTTY ? intervalMs : 4 * intervalMs);
  return () => {
    clearInterval(timer);
    draw();
  };
}
