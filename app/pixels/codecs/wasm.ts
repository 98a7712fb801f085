import { packageBytes } from '../../base/base.ts';
import { PixelsError } from '../errors.ts';

export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

/** What every decoder of the packages has. Its buffers are views of the memory of its module, which may move when it grows. */
export interface WasmDecoder {
  getEncodedBuffer(bytes: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
  getFrameInfo(): FrameInfo;
  /** Frees what it holds in the memory of its module. */
  delete(): void;
}

export interface JpegEncoder {
  getDecodedBuffer(info: FrameInfo): Uint8Array;
  setQuality(quality: number): void;
  setProgressive(progressive: number): void;
  /** 0 = 4:4:4, 1 = 4:2:2, 2 = 4:2:0 */
  setSubSampling(subSampling: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array | Uint8ClampedArray;
  delete(): void;
}

export type DecoderModule<Name extends string, Extra = unknown> = { readonly [Key in Name]: new () => WasmDecoder & Extra };

export type StartModule<Module> = (options: {
  readonly wasmBinary: Uint8Array;
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
}) => Promise<Module>;

/** Memory of the modules, by name. */
const memory = new Map<string, number>();
let isBroken = false;

/** What the modules keep, in bytes; Infinity once one of them threw: its memory is not to be trusted, and the thread is to be replaced. */
export function wasmBytes(): number {
  return isBroken ? Infinity : [...memory.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** A module that is started when it is first needed. */
export function lazyModule<Module>(start: StartModule<Module>, specifier: string): () => Promise<Module> {
  let started: Promise<Module> | undefined;
  const silent = () => undefined; // OpenJPEG tells of each image that it reads
  return () => {
    started ??= start({ wasmBinary: packageBytes(specifier), print: silent, printErr: silent });
    return started;
  };
}

/**
 * One bit stream through one decoder. The decoded bytes are a copy.
 *
 * @param name of the module, for the account of its memory
 * @throws PixelsError PIXELS_FRAME_CORRUPT
 */
export function runDecoder<Decoder extends WasmDecoder, About>(
  name: string,
  decoder: Decoder,
  encoded: Uint8Array,
  about: (decoder: Decoder) => About,
): { bytes: Uint8Array<ArrayBuffer>; info: FrameInfo; about: About } {
  try {
    decoder.getEncodedBuffer(encoded.byteLength).set(encoded);
    decoder.decode();
    const info = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    const bytes = new Uint8Array(decoded);
    const extra = about(decoder);
    memory.set(name, decoder.getEncodedBuffer(1).buffer.byteLength);
    decoder.delete();
    return { bytes, info, about: extra };
  } catch (cause) {
    isBroken = true;
    throw new PixelsError('PIXELS_FRAME_CORRUPT', `the ${name} bit stream cannot be decoded`, { cause });
  }
}

/**
 * What fails while something is written is a fault of ours, after which the module is not to be trusted either.
 *
 * @param encode is given what takes note of a view of the memory
 */
export function runEncoder<Encoded>(name: string, encode: (note: (view: Uint8Array) => void) => Encoded): Encoded {
  try {
    return encode(({ buffer }) => memory.set(name, buffer.byteLength));
  } catch (error) {
    isBroken = true;
    throw error;
  }
}
