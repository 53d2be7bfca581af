import assert from 'node:assert/strict';
import { logMel, mfcc, specFrequencyMask, specTimeMask, specTimeWarp, spectrogram } from '../../audio/index.ts';
import { hzOf, melBank, melOf } from '../../audio/kernels/mel-bank.ts';
import { type Node, rootKey } from '../../transforms/index.ts';
import { play, sine, voice } from './play.ts';

/** |X|^2 of a frame about `centre` by the definition, relative to a full-scale sine: torch.stft with center and reflect. */
function energies(x: Float32Array, centre: number, window: number, size: number): Float64Array {
  const hann = Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const sum = hann.reduce((a, b) => a + b);
  const first = centre - (window >> 1);
  const at = (n: number) => {
    const period = 2 * (x.length - 1);
    const place = ((n % period) + period) % period;
    return x[place < x.length ? place : period - place]!;
  };
  return Float64Array.from({ length: size / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let i = 0; i < window; i++) {
      const angle = (-2 * Math.PI * k * i) / size;
      const value = (at(first + i) * hann[i]! * 2) / sum;
      re += value * Math.cos(angle);
      im += value * Math.sin(angle);
    }
    const half = k === 0 || k === size / 2 ? 4 : 1;
    return (re * re + im * im) / half;
  });
}

const asUnit = (energy: number, low = -80, high = 0) =>
  Math.max(-1, -1 + (2 * (10 * Math.log10(Math.max(1e-30, energy)) - low)) / (high - low));

const input = voice(3000, 'features');
const columnOf = (node: Node, column: number, x = input) => play([node], [x]).planes.map((plane) => plane[column]!);
const near = (found: readonly number[], wanted: readonly number[], within: number) => {
  assert.equal(found.length, wanted.length);
  for (const [i, value] of found.entries())
    if (!(Math.abs(value - wanted[i]!) <= within)) assert.fail(`${i}: ${value} instead of ${wanted[i]}`);
};

describe('features', () => {
  it('are what the definition of a spectrogram says', () => {
    for (const column of [0, 1, 7, 18]) {
      const wanted = [...energies(input, column * 160, 400, 512)].map((energy) => asUnit(energy));
      near(columnOf(spectrogram(), column), wanted, 2e-4);
    }
  });

  it('have as many columns and bins as they say', () => {
    for (const [frames, hopSeconds, fftFrames, columns, bins] of [
      [3000, 0.01, 512, 19, 257],
      [3000, 0.02, 480, 10, 241],
      [0, 0.01, 512, 1, 257],
      [1, 0.01, 1024, 1, 513],
      [160, 0.01, 512, 2, 257],
    ] as const) {
      const { planes, facts } = play([spectrogram({ hopSeconds, fftFrames })], [voice(frames)]);
      assert.deepEqual([facts.frames, facts.bins, planes.length], [columns, bins, bins]);
    }
  });

  it('are 0 dB for a sine at full scale, and fall with it', () => {
    const level = (amplitude: number) => {
      const wave = sine(8000, 1000, 16_000, amplitude);
      return Math.max(...columnOf(spectrogram({ rangeDb: [-100, 20], windowSeconds: 0.032 }), 20, wave));
    };
    const asDb = (unit: number) => -100 + ((unit + 1) / 2) * 120;
    assert.ok(Math.abs(asDb(level(1))) < 0.01, String(asDb(level(1))));
    assert.ok(Math.abs(asDb(level(0.1)) + 20) < 0.01);
  });

  it('tell magnitudes, and what is not in decibels', () => {
    const energy = columnOf(spectrogram({ decibels: false }), 9);
    const magnitude = columnOf(spectrogram({ decibels: false, power: '1' }), 9);
    near(
      magnitude.map((value) => ((value + 1) / 2) ** 2 * 2 - 1),
      energy,
      1e-5,
    );
    near(columnOf(spectrogram({ power: '1' }), 9), columnOf(spectrogram(), 9), 2e-4);
  });

  it('sum bins by the triangles of librosa and torchaudio', () => {
    // librosa.filters.mel(sr=16000, n_fft=512, n_mels=8, htk=True, norm=None) by its own formula, with all bins.
    for (const melScale of ['htk', 'slaney'] as const) {
      for (const norm of ['none', 'slaney'] as const) {
        const bank = melBank({ mels: 8, minHz: 20, maxHz: 8000, melScale, norm }, 512, 16_000);
        const edge = (i: number) => {
          const [low, high] = [melOf(20, melScale), melOf(8000, melScale)];
          return hzOf(low + ((high - low) * i) / 9, melScale);
        };
        for (let mel = 0; mel < 8; mel++) {
          for (let bin = 0; bin <= 256; bin++) {
            const hz = (bin * 16_000) / 512;
            const [left, centre, right] = [edge(mel), edge(mel + 1), edge(mel + 2)];
            const triangle = Math.max(0, Math.min((hz - left) / (centre - left), (right - hz) / (right - centre)));
            const wanted = triangle * (norm === 'slaney' ? 2 / (right - left) : 1);
            const place = bin - bank.first[mel]!;
            const count = bank.starts[mel + 1]! - bank.starts[mel]!;
            const found = place >= 0 && place < count ? bank.weights[bank.starts[mel]! + place]! : 0;
            assert.ok(Math.abs(found - wanted) < 1e-12);
          }
        }
      }
    }
    // Known values of librosa.hz_to_mel and mel_to_hz.
    assert.ok(Math.abs(melOf(60, 'slaney') - 0.9) < 1e-12);
    assert.ok(Math.abs(melOf(1000, 'htk') - 999.9855) < 1e-3);
    assert.ok(Math.abs(hzOf(3, 'slaney') - 200) < 1e-9);
    assert.ok(Math.abs(melOf(8000, 'slaney') - 45.245640471924965) < 1e-9);
  });

  it('make log-mel of the spectrogram', () => {
    const bank = melBank({ mels: 40, minHz: 20, maxHz: 8000, melScale: 'htk', norm: 'none' }, 512, 16_000);
    const energy = energies(input, 5 * 160, 400, 512);
    const wanted = Array.from({ length: 40 }, (_, mel) => {
      let sum = 0;
      for (let i = bank.starts[mel]!; i < bank.starts[mel + 1]!; i++)
        sum += bank.weights[i]! * energy[bank.first[mel]! + i - bank.starts[mel]!]!;
      return asUnit(sum);
    });
    near(columnOf(logMel({ mels: 40 }), 5), wanted, 2e-4);
  });

  it('make cepstra that are the orthonormal DCT-II of it, within [-1, 1]', () => {
    const mel = columnOf(logMel({ mels: 40 }), 5);
    const wanted = Array.from({ length: 13 }, (_, k) => {
      const sum = mel.reduce((total, value, n) => total + value * Math.cos((Math.PI * k * (n + 0.5)) / 40), 0);
      return (Math.sqrt((k === 0 ? 1 : 2) / 40) * sum) / Math.sqrt(40);
    });
    near(columnOf(mfcc({ mels: 40, coefficients: 13 }), 5), wanted, 1e-5);
    for (const plane of play([mfcc()], [voice(16_000, 4)]).planes)
      for (const value of plane) assert.ok(Math.abs(value) <= 1);
    const lifted = columnOf(mfcc({ mels: 40, coefficients: 13, lifter: 22 }), 5);
    near(
      lifted,
      wanted.map((value, k) => value * (1 + 11 * Math.sin((Math.PI * k) / 22))),
      1e-4,
    );
  });

  it('are refused where there is no such transform', () => {
    assert.throws(
      () => spectrogram({ fftFrames: 500 }),
      /spectrogram\.fftFrames: expected a multiple of 32 .* got 500/,
    );
    assert.throws(() => logMel({ minHz: 500, maxHz: 400 }), /logMel\.maxHz: expected more than minHz \(500\), got 400/);
    assert.throws(() => mfcc({ mels: 10, coefficients: 11 }), /mfcc\.coefficients: expected at most as many as mels/);
    assert.throws(() => logMel({ rangeDb: [3, 3] }), /logMel\.rangeDb: expected two different ends/);
  });
});

describe('SpecAugment', () => {
  const plain = play([logMel()], [voice(32_000, 5)]);
  const made = (node: Node, seed: number) => play([logMel(), node], [voice(32_000, 5)], { key: rootKey(seed) });
  const hidden = (planes: readonly Float32Array[], fill: number) =>
    planes[0]!.map((_, column) => (planes.every((plane) => plane[column] === fill) ? 1 : 0));

  it('hides spans of columns, of every width that it may and at every place', () => {
    const widths = new Set<number>();
    const starts = new Set<number>();
    for (let seed = 0; seed < 300; seed++) {
      const { planes } = made(specTimeMask({ count: [1, 1], columns: [0, 8], fill: 'zero' }), seed);
      const mask = hidden(planes, 0);
      const width = mask.reduce((sum, one) => sum + one, 0);
      widths.add(width);
      if (width > 0) starts.add(mask.indexOf(1));
      for (const [i, plane] of planes.entries())
        for (const [column, value] of plane.entries())
          if (mask[column] === 0) assert.equal(value, plain.planes[i]![column]);
    }
    assert.deepEqual(
      [...widths].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.ok(starts.has(0) && Math.max(...starts) > 190 && starts.size > 100);
  });

  it('hides no more than a fraction', () => {
    for (let seed = 0; seed < 50; seed++) {
      const node = specTimeMask({ count: [1, 1], columns: [150, 200], maxFraction: 0.1, fill: 'zero' });
      const width = hidden(made(node, seed).planes, 0).reduce((sum, one) => sum + one, 0);
      assert.equal(width, Math.floor(0.1 * plain.facts.frames));
    }
  });

  it('hides bins, with silence or the mean', () => {
    const mean = (planes: readonly Float32Array[]) =>
      planes.reduce((sum, plane) => sum + plane.reduce((a, b) => a + b, 0), 0) / (planes.length * planes[0]!.length);
    for (const [fill, value] of [
      ['floor', -1],
      ['mean', mean(plain.planes)],
    ] as const) {
      const { planes } = made(specFrequencyMask({ count: [1, 1], bins: [10, 10], fill }), 3);
      const masked = planes.filter((plane) => plane.every((found) => Math.abs(found - value) < 1e-5));
      assert.equal(masked.length, 10);
    }
  });

  it('warps columns between ends that stay', () => {
    let moved = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { planes, ops } = made(specTimeWarp({ maxColumns: 30 }), seed);
      const op = ops.find(({ kind }) => kind === 'columnWarp');
      assert.ok(op?.kind === 'columnWarp');
      moved = Math.max(moved, Math.abs(op.to - op.from));
      const last = plain.facts.frames - 1;
      for (const [i, plane] of planes.entries()) {
        assert.equal(plane[0], plain.planes[i]![0]);
        assert.ok(Math.abs(plane[last]! - plain.planes[i]![last]!) < 1e-5);
      }
    }
    assert.ok(moved > 20 && moved <= 30);
  });
});
