import { setTimeout as sleep } from 'node:timers/promises';
import { AugmentError } from '../../transforms/index.ts';
import { number, optional } from './fields.ts';

/** Limits of one download. */
export interface DownloadSpec {
  /** Each attempt ends after so long (30). */
  readonly timeoutSeconds?: number;
  /** More bytes than so many are refused while they come (256 MiB). */
  readonly maxBytes?: number;
  /** So many more attempts (2) after network errors, time-outs and status 429 and 5xx; each waits longer. */
  readonly retries?: number;
}

export const downloadFields = {
  timeoutSeconds: optional(number('Each attempt ends after so long (30).', 0.01, 3600, false)),
  maxBytes: optional(number('More bytes are refused (256 MiB).', 1, 2 ** 31)),
  retries: optional(number('So many more attempts (2).', 0, 10)),
};

const mostRedirects = 5;
const longestWaitSeconds = 10;

export const isUrl = (path: string) => /^https?:\/\//i.test(path);

type Outcome =
  | { readonly bytes: Uint8Array }
  | { readonly got: string; readonly again?: boolean; readonly waitSeconds?: number; readonly cause?: unknown };

/**
 * The bytes behind an http(s) address. A redirect may lead to the same protocol or from http to https. Throws AugmentError
 * `download-failed` with the status or what the network said, or the reason of `signal`.
 */
export async function download(
  url: string,
  sampleId: number,
  { timeoutSeconds = 30, maxBytes = 256 * 2 ** 20, retries = 2 }: DownloadSpec = {},
  signal?: AbortSignal,
): Promise<Uint8Array> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await tryOnce(url, timeoutSeconds, maxBytes, signal);
    if ('bytes' in outcome) return outcome.bytes;
    const { got, again = false, waitSeconds, cause } = outcome;
    if (!again || attempt >= retries) {
      const times = attempt === 0 ? '' : ` (${attempt + 1} attempts)`;
      throw new AugmentError('download-failed', `${url}: expected a picture, got ${got}${times}`, {
        file: url,
        sampleId,
        cause,
      });
    }
    const seconds = Math.min(waitSeconds ?? 0.25 * 4 ** attempt, longestWaitSeconds);
    await sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}

async function tryOnce(
  url: string,
  timeoutSeconds: number,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const stop = () => ending.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    ending.abort();
  }, timeoutSeconds * 1000);
  try {
    return await request(url, maxBytes, ending.signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (late)
      return {
        got: `nothing whole within ${timeoutSeconds} s; is the server slow? (download.timeoutSeconds)`,
        again: true,
      };
    return { got: networkReason(cause), again: true, cause };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    // Gives back the connection of a body that was not read to its end.
    ending.abort();
  }
}

async function request(url: string, maxBytes: number, signal: AbortSignal): Promise<Outcome> {
  let at = new URL(url);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(at.href, { redirect: 'manual', signal });
    const { status } = response;
    const location = status >= 300 && status < 400 ? response.headers.get('location') : null;
    if (location === null) return response.ok ? await bodyOf(response, maxBytes) : refusal(response);
    await response.body?.cancel();
    if (!URL.canParse(location, at.href))
      return { got: `HTTP ${status}, a redirect to no address (${location.slice(0, 80)})` };
    const next = new URL(location, at);
    if (next.protocol !== at.protocol && !(at.protocol === 'http:' && next.protocol === 'https:')) {
      return { got: `HTTP ${status}, a redirect from ${at.protocol} to ${next.protocol}, which is not followed` };
    }
    if (redirects === mostRedirects) return { got: `more than ${mostRedirects} redirects` };
    at = next;
  }
}

function refusal({ status, statusText, headers }: Response): Outcome {
  const got = `HTTP ${status}${statusText === '' ? '' : ` (${statusText})`}`;
  if (status !== 429 && status < 500) return { got: `${got}; is the address right, and open to everybody?` };
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  return { got, again: true, ...(after >= 0 ? { waitSeconds: after } : {}) };
}

async function bodyOf(response: Response, maxBytes: number): Promise<Outcome> {
  const tooLarge = { got: `more than ${maxBytes} bytes; raise download.maxBytes if it is meant to be so large` };
  if (Number(response.headers.get('content-length')) > maxBytes) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) return tooLarge;
    chunks.push(chunk);
  }
  return length === 0 ? { got: 'an answer without a body' } : { bytes: Buffer.concat(chunks, length) };
}

/** The innermost thing that is known: fetch itself says only that it failed. */
function networkReason(cause: unknown): string {
  let inner = cause as { readonly cause?: unknown; readonly code?: string; readonly message?: string };
  while (typeof inner.cause === 'object' && inner.cause !== null) inner = inner.cause;
  const { code } = inner;
  if (code === 'ECONNREFUSED') return 'no connection (ECONNREFUSED); does the server run?';
  if (code === 'ENOTFOUND') return 'no server of that name (ENOTFOUND)';
  return `a network error (${code ?? inner.message ?? String(cause)})`;
}
