import { spawnSync } from 'node:child_process';

export interface TarMember {
  readonly name: string;
  readonly data?: Uint8Array | string;
  /** '0' where left out. */
  readonly type?: string;
  /** The 12 bytes of the size field, instead of the true ones. */
  readonly size?: string | Uint8Array;
  readonly prefix?: string;
  readonly magic?: string;
  /** Added to the true checksum. */
  readonly checksumOff?: number;
}

/** A tar archive of these members, with the end mark unless it is left out. */
export function tarOf(members: readonly TarMember[], { end = true } = {}): Buffer {
  return Buffer.concat([...members.map(blocksOf), Buffer.alloc(end ? 1024 : 0)]);
}

function blocksOf(member: TarMember): Buffer {
  const data = Buffer.from(member.data ?? '');
  const header = Buffer.alloc(512);
  header.write(member.name, 0, 100);
  header.write('0000644\0', 100);
  const size = member.size ?? `${data.length.toString(8).padStart(11, '0')}\0`;
  Buffer.from(size as string).copy(header, 124, 0, 12);
  header.write('00000000000\0', 136);
  header.write(member.type ?? '0', 156);
  header.write(member.magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(member.prefix ?? '', 345, 155);
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0) + (member.checksumOff ?? 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** A record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length++;
  return `${length} ${key}=${value}\n`;
}

/** What the system's tar is, if it is one that knows `--format`. */
export function systemTar(): string | undefined {
  const { status, stdout } = spawnSync('tar', ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('GNU tar') ? 'tar' : undefined;
}
