import { EXPLICIT_VR_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { type DataElement, readElements } from './elements.ts';
import { DatasetError } from './errors.ts';
import { type HeadLimits, HeadWalk } from './head-walk.ts';
import { createInflater } from './inflate.ts';

const HEAD_LIMITS: HeadLimits = { maxBytes: 4 * 1024 * 1024, maxDepth: 64 };

/**
 * The elements with these tags at the top of a data set (PS3.5 §7), in ascending order; it is read no further than the last of them, and the
 * others are stepped over. What stands beyond `maxBytes` is left out.
 *
 * @param dataset views that are valid until the next is asked for; left early
 * @throws DatasetError where the structure cannot be followed
 */
export async function readHead(
  dataset: AsyncIterable<Uint8Array>,
  transferSyntaxUid: string,
  tags: readonly number[],
  limits: HeadLimits = HEAD_LIMITS,
): Promise<DataElement[]> {
  const transferSyntax = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  if (!transferSyntax) throw new DatasetError('DATASET_UNKNOWN_TRANSFER_SYNTAX', `the transfer syntax ${transferSyntaxUid} is not known`);
  const { encoding } = transferSyntax;
  const isDeflated = encoding === 'deflated-explicit-le';
  const wanted = new Set(tags);
  const lastTag = tags.reduce((last, tag) => Math.max(last, tag), 0);
  const walk = new HeadWalk(
    { implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' },
    (tag) => wanted.has(tag),
    lastTag,
    limits,
  );
  const inflater = isDeflated ? createInflater(Number.MAX_SAFE_INTEGER, (piece) => walk.add(piece)) : undefined;
  try {
    for await (const view of dataset) {
      if (inflater) await inflater.write(view);
      else walk.add(view);
      if (walk.isDone) break;
    }
  } finally {
    inflater?.close();
  }
  const found = walk.found();
  return found.byteLength === 0 ? [] : readElements(found, isDeflated ? EXPLICIT_VR_LITTLE_ENDIAN : transferSyntaxUid);
}
