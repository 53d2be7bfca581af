export type Sharp = typeof import('sharp').default;

let loading: Promise<Sharp> | undefined;

/** The library for what is no JPEG: loaded where it is first needed, because that takes a tenth of a second in every thread. */
export function loadSharp(): Promise<Sharp> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Samples are decoded side by side by whoever asks for them; libvips' own threads and cache would only compete.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}
