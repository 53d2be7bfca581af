/** The modified Bessel function of order 0, of which Kaiser's window is made. */
export function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** The parameter of Kaiser's window for a stop band so far down (from 50 dB on). */
export const kaiserBeta = (attenuationDb: number) => 0.1102 * (attenuationDb - 8.7);

/** A low pass of linear phase: a sinc under Kaiser's window. `cutoff`: its -6 dB point, where 1 is half the rate. The taps' sum is 1. */
export function kaiserSinc(length: number, cutoff: number, beta: number): Float64Array {
  const centre = (length - 1) / 2;
  const taps = Float64Array.from({ length }, (_, i) => {
    const x = i - centre;
    const sinc = x === 0 ? cutoff : Math.sin(Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * besselI0(beta * Math.sqrt(1 - (x / (centre + 1)) ** 2));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
