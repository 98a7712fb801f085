import { Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { type Log, wordsOf } from '../base/base.ts';

/** What is gathered before it goes out. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Fast ones: what travels by Wi-Fi is worth a little work, not much. */
const CODERS = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
  gzip: () => createGzip({ level: 2 }),
} as const;
type Coding = keyof typeof CODERS;

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

/**
 * A body of text that is made as fast as it is taken, compressed where that is asked for. What fails half way is said in the log and cuts the
 * connection: text that ends well would be taken for all of it.
 */
export function textAnswer(
  text: AsyncGenerator<string>,
  {
    status = 200,
    headers,
    coding,
    log,
  }: {
    readonly status?: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly coding: Coding | undefined;
    readonly log: Log;
  },
): Response {
  const bytes = inChunks(text, log);
  const body = coding ? compressed(bytes, coding) : streamOf(bytes);
  return new Response(body, {
    status,
    headers: { ...headers, vary: 'accept, accept-encoding', ...(coding && { 'content-encoding': coding }) },
  });
}

async function* inChunks(text: AsyncGenerator<string>, log: Log): AsyncGenerator<Uint8Array> {
  let gathered = '';
  try {
    for await (const piece of text) {
      gathered += piece;
      if (gathered.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(gathered, 'utf8');
      gathered = '';
    }
    if (gathered !== '') yield Buffer.from(gathered, 'utf8');
  } catch (error) {
    if ((error as Error).name !== 'AbortError') log.warn('dicomweb.cut', { words: wordsOf(error) }); // else who asked is gone
    throw error;
  }
}

function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function compressed(bytes: AsyncGenerator<Uint8Array>, coding: Coding): ReadableStream<Uint8Array> {
  const coder = CODERS[coding]();
  const source = Readable.from(bytes, { objectMode: false });
  source.on('error', (error) => coder.destroy(error));
  coder.on('close', () => source.destroy());
  return Readable.toWeb(source.pipe(coder)) as ReadableStream<Uint8Array>;
}
