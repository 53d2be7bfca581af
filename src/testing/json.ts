/** The first place where a value is not JSON; undefined where it is. */
export function notJson(value: unknown, path: string): string | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  const isPlain =
    typeof value === 'object' && [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) return `${path} is ${typeof value === 'object' ? `a ${value.constructor.name}` : String(value)}`;
  for (const [name, part] of Object.entries(value)) {
    const fault = notJson(part, `${path}.${name}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The first place that could still be changed. */
export function notFrozen(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Object.isFrozen(value)) return `${path} is not frozen`;
  for (const [name, part] of Object.entries(value)) {
    const fault = notFrozen(part, `${path}.${name}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
