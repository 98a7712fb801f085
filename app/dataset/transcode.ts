import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../registry/registry.ts';
import { createDeflater } from './deflate.ts';
import { DatasetError } from './errors.ts';
import { SCAN_LIMITS } from './index-scan.ts';
import { createInflater } from './inflate.ts';
import { Recoder } from './recoder.ts';
import type { Encoding } from './structure-scanner.ts';

/** A deflated data set goes in by these: its bytes may inflate to a thousand times as many, and what came out is held until it is asked for. */
const DEFLATED_PIECE_BYTES = 16 * 1024;

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  [IMPLICIT_VR_LITTLE_ENDIAN]: { implicit: true, bigEndian: false },
  [EXPLICIT_VR_LITTLE_ENDIAN]: { implicit: false, bigEndian: false },
  [DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN]: { implicit: false, bigEndian: false },
  [EXPLICIT_VR_BIG_ENDIAN]: { implicit: false, bigEndian: true },
};

/** Whether `transcode` can: among implicit, explicit little and big endian, and deflated; and every transfer syntax to itself. */
export function canTranscode(from: string, to: string): boolean {
  return from === to || (from in ENCODINGS && to in ENCODINGS);
}

/**
 * Re-encodes a data set (PS3.5 Annex A) as it streams past, without touching values: lengths, VRs and byte order alone change. Memory is constant.
 *
 * Between explicit little and big endian every length stays. To and from implicit VR the sequences and items come out with undefined lengths, since
 * theirs change, and retired group lengths and Length to End, which would be wrong, are left out. To explicit VR: what PS3.6 does not know becomes UN;
 * US or SS is decided by Pixel Representation, OB or OW of a waveform by its Bits Allocated; what is too long for its VR becomes UN (§6.2.2 note 5).
 *
 * @param dataset views that are valid until the next is asked for; so are those that come out
 * @throws DatasetError DATASET_CANNOT_TRANSCODE, also where Pixel Data comes in fragments; or where the structure cannot be followed
 */
export async function* transcode(dataset: AsyncIterable<Uint8Array>, from: string, to: string): AsyncGenerator<Uint8Array> {
  if (from === to) {
    yield* dataset;
    return;
  }
  const [source, target] = [ENCODINGS[from], ENCODINGS[to]];
  if (!source || !target) throw new DatasetError('DATASET_CANNOT_TRANSCODE', `${from} cannot be re-encoded as ${to}`);
  const inflated = from === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
  const isSame = source.implicit === target.implicit && source.bigEndian === target.bigEndian;
  const plain = inflated || !isSame ? recode(dataset, new Recoder(source, target), inflated) : dataset;
  yield* to === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN ? deflate(plain) : plain;
}

async function* recode(dataset: AsyncIterable<Uint8Array>, recoder: Recoder, isDeflated: boolean): AsyncGenerator<Uint8Array> {
  const inflater = isDeflated ? createInflater(SCAN_LIMITS.maxInflatedBytes, (piece) => recoder.write(piece)) : undefined;
  try {
    for await (const view of dataset) {
      if (!inflater) {
        recoder.write(view);
        if (recoder.hasOutput) yield recoder.take();
        continue;
      }
      for (let at = 0; at < view.byteLength; at += DEFLATED_PIECE_BYTES) {
        await inflater.write(view.subarray(at, at + DEFLATED_PIECE_BYTES));
        if (recoder.hasOutput) yield recoder.take();
      }
    }
    await inflater?.end();
    recoder.end();
    if (recoder.hasOutput) yield recoder.take();
  } finally {
    inflater?.close();
  }
}

async function* deflate(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const deflater = createDeflater();
  try {
    for await (const view of plain) yield* await deflater.write(view);
    yield* await deflater.end();
  } finally {
    deflater.close();
  }
}
