/** Members are filled up to blocks of so many bytes. */
const block = 512;
/** The largest size that eleven octal digits hold. */
const mostBytes = 8 ** 11 - 1;

/** The header of a file in a tar archive, the same for the same file: no owner, no time. Source: POSIX.1-1988 ustar. */
export function tarHeader(name: string, bytes: number): Uint8Array {
  if (Buffer.byteLength(name) > 100 || bytes > mostBytes)
    throw new RangeError(`no member for ${name} of ${bytes} bytes`);
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  header.write(name, 0);
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(bytes, 124, 11);
  octal(0, 136, 11);
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** What fills a member up. */
export function tarFill(bytes: number): Uint8Array {
  return new Uint8Array(-bytes & (block - 1));
}

/** What ends an archive. */
export const tarEnd = new Uint8Array(2 * block);
