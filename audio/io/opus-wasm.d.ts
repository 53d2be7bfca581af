// The wasm half of @evan/opus, alike on every machine; the package's types are of its entry, which prefers native code.
declare module '@evan/opus/wasm/index.mjs' {
  type Options = {
    channels?: 1 | 2;
    sample_rate?: 8000 | 12000 | 16000 | 24000 | 48000;
    application?: 'voip' | 'audio';
  };
  export class Encoder {
    constructor(options?: Options);
    bitrate: number;
    ctl(command: number, value?: number): number;
    encode(pcm: ArrayBufferView): Uint8Array;
    drop(): void;
  }
  export class Decoder {
    constructor(options?: Options);
    decode(packet: ArrayBufferView): Uint8Array;
    drop(): void;
  }
}
