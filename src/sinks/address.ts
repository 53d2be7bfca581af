import { AugmentError, show } from '../../transforms/index.ts';

/** Where readers come. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** `unix:PATH` or `tcp:HOST:PORT`, port 0 for any. Throws AugmentError for what is neither. */
export function addressOf(text: string): Address {
  if (text.startsWith('unix:') && text.length > 5) return { path: text.slice(5) };
  const [, host, port] = /^tcp:(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && Number(port) < 65536) return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
  throw new AugmentError('bad-address', `expected unix:PATH or tcp:HOST:PORT, got ${show(text)}`);
}
