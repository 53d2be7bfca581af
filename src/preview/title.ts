import { basename, resolve } from 'node:path';

const longest = 60;

/** A source in a few words. Of a path only its last part: the rest would differ from machine to machine. */
export function titleOf(source: object, base = ''): string {
  const title = named(source, base);
  return title.length <= longest ? title : `${title.slice(0, longest - 3)}...`;
}

function named(source: object, base: string): string {
  const [kind, spec] = Object.entries(source)[0] as [string, Loose];
  switch (kind) {
    case 'pictures':
      return 'pictures in memory';
    case 'concat':
      return joined(spec as unknown as readonly object[], base);
    case 'mix':
      return joined(
        (spec.sources as readonly { source: object }[]).map((part) => part.source),
        base,
      );
    case 'filter':
      return `some of ${named(spec.source as object, base)}`;
    case 'subset':
      return `${spec.count} of ${named(spec.source as object, base)}`;
    case 'split':
      return `${spec.part} of ${named(spec.source as object, base)}`;
    default:
      return pathIn(spec, base) ?? kind;
  }
}

type Loose = Readonly<Record<string, unknown>>;

function joined([first, ...others]: readonly object[], base: string): string {
  return `${named(first!, base)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

/** The path that a source is read from: the first text in its spec. */
function pathIn(spec: unknown, base: string): string | undefined {
  if (typeof spec === 'string') return basename(resolve(base, spec));
  if (typeof spec !== 'object' || spec === null) return undefined;
  const first = Object.values(spec)[0];
  return pathIn(Array.isArray(first) ? first[0] : typeof first === 'string' ? first : undefined, base);
}
