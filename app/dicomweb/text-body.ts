import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Pieces } from './sending.ts';

/** What is gathered before it goes out. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Fast ones: what travels by Wi-Fi is worth a little work, not much. */
const CODERS = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
  gzip: () => createGzip({ level: 2 }),
} as const;
export type Coding = keyof typeof CODERS;

/**
 * The content coding to answer in (RFC 9110 §12.5.3): br or gzip where they are asked for by name.
 *
 * @returns undefined for none
 */
export function codingFor(headers: Headers): Coding | undefined {
  const offered = (headers.get('accept-encoding') ?? '').toLowerCase().split(',');
  const takes = (coding: string) =>
    offered.some((each) => {
      const [name = '', ...parameters] = each.split(';').map((part) => part.trim());
      return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : undefined;
}

/** Text as pieces that are worth a write, in UTF-8, compressed where that is asked for. */
export function textPieces(text: AsyncGenerator<string>, coding: Coding | undefined): Pieces {
  return coding ? compressed(inChunks(text), coding) : inChunks(text);
}

async function* inChunks(text: AsyncGenerator<string>): Pieces {
  let gathered = '';
  for await (const piece of text) {
    gathered += piece;
    if (gathered.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(gathered, 'utf8');
    gathered = '';
  }
  if (gathered !== '') yield Buffer.from(gathered, 'utf8');
}

async function* compressed(bytes: Pieces, coding: Coding): Pieces {
  const coder = CODERS[coding]();
  const done = pipeline(bytes, coder);
  done.catch(() => undefined); // the reading below throws it
  try {
    yield* coder as AsyncIterable<Uint8Array>;
  } finally {
    coder.destroy();
  }
}
