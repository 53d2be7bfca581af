import { AugmentError } from '../../transforms/index.ts';
import { resize } from '../../vision/index.ts';
import { saveWhitening } from '../../vision/io/whitening-file.ts';
import { Renderer } from '../renderer.ts';
import { WhiteningFit } from '../whitening.ts';
import { exactlyOne, picturesOf, UsageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, progress } from './terminal.ts';

export const whitenCommand: Command = {
  name: 'whiten',
  summary: 'Fit ZCA and PCA whitening over all pictures in one pass; the file goes into whiten({ method, file }).',
  positionals: '<folder|config>',
  options: {
    scope: {
      type: 'string',
      value: 'color|pixels',
      default: 'color',
      help: 'Decorrelate the three colours, or all values of a small picture.',
    },
    size: {
      type: 'string',
      value: 'HxW',
      default: '32x32',
      help: 'Pictures are resized to this first; for pixels, the size that whiten gets.',
    },
    components: { type: 'string', value: 'K', help: 'Keep only the K strongest components (all).' },
    samples: { type: 'string', value: 'N', help: 'Only the first N samples (all).' },
    out: { type: 'string', value: 'FILE', default: 'whitening.bin', help: 'The file to write.' },
    json: { type: 'boolean', help: 'Say what was fitted as JSON.' },
  },
  run: async (positionals, given) => {
    const dataset = picturesOf(exactlyOne(positionals, 'a folder or config'), given);
    const scope = given.scope ?? 'color';
    if (scope !== 'color' && scope !== 'pixels')
      throw new UsageError(`--scope: expected color or pixels, got ${JSON.stringify(scope)}`);
    const parts = /^(\d+)x(\d+)$/.exec(String(given.size ?? '32x32'));
    if (parts === null)
      throw new UsageError(`--size: expected HEIGHTxWIDTH such as 32x32, got ${JSON.stringify(given.size)}`);
    const [height, width] = [Number(parts[1]), Number(parts[2])];
    const out = String(given.out ?? 'whitening.bin');
    const fit = new WhiteningFit({ scope, width, height });
    const renderer = await Renderer.open({ ...dataset.spec, augment: [] });
    try {
      const count = Math.min(renderer.source.length, wholeNumber(given, 'samples', Number.POSITIVE_INFINITY));
      if (count < 2)
        throw new AugmentError('too-few-samples', `expected at least 2 pictures to fit whitening over, got ${count}`);
      const report = progress('whiten');
      for (let id = 0; id < count; id++) {
        fit.add((await renderer.pixels(0, id, [resize({ size: [height, width] })])).data);
        report(id + 1, count);
      }
      const components = wholeNumber(given, 'components', undefined);
      const whitening = fit.finish(components === undefined ? {} : { components });
      saveWhitening(out, whitening);
      const kept = whitening.eigenvalues.length;
      const config = { whiten: { method: 'zca', file: out } };
      if (given.json) printJson({ out, scope, size: [height, width], samples: count, components: kept, config });
      else
        print(
          `${out}: ${scope} whitening over ${count} pictures, ${kept} components. In a config: ${JSON.stringify(config)}`,
        );
      return 0;
    } finally {
      renderer.close();
    }
  },
};
