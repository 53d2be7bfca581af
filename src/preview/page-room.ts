/** What a page may still hold. */
export class PageRoom {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  fits(bytes: number): boolean {
    return Math.ceil(bytes / 3) * 4 + 40 <= this.#left;
  }

  /** As a data: URI, unless there is no room for it. */
  data(type: string, bytes: Uint8Array): string | undefined {
    if (!this.fits(bytes.length)) return undefined;
    const uri = `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}`;
    this.#left -= uri.length;
    return uri;
  }

  /** All of them or none. */
  all(type: string, list: readonly Uint8Array[]): string[] | undefined {
    if (!this.fits(list.reduce((sum, { length }) => sum + length + 40, 0))) return undefined;
    return list.map((bytes) => this.data(type, bytes)!);
  }
}
