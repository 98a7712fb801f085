import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, SOP_CLASSES } from '../registry/registry.ts';

const MAX_CONTEXTS = 127; // 128 (PS3.8 §9.3.2.2) less that of the C-GET itself
const MAX_PRIVATE = 32;
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** The classes that images of all days have, often compressed: CT, MR, CR, DX, MG, US, XA, RF, SC, NM, PET, enhanced CT and MR, VL. */
const OFTEN_COMPRESSED = [
  '2',
  '4',
  '1',
  '1.1',
  '1.2',
  '3.1',
  '6.1',
  '7',
  '12.1',
  '12.2',
  '20',
  '128',
  '2.1',
  '4.1',
  '77.1.1',
  '77.1.4',
].map((end) => STORAGE + end);
/** Besides the uncompressed ones, each in a context of its own: an acceptor takes one of a list, and then cannot send what is stored as another. */
const COMPRESSED = ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.5'];
const UNCOMPRESSED = [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];

interface GetContext {
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/**
 * What a C-GET proposes to be sent (PS3.4 C.4.3.2), as many as fit one association: the storage classes that are in use.
 *
 * @param privateSopClasses proposed before the standard ones that are seldom seen
 */
export function getContexts(privateSopClasses: readonly string[]): readonly GetContext[] {
  const current = [...SOP_CLASSES.values()].filter(({ kind, retired, uid }) => kind === 'storage' && !retired && uid.startsWith(STORAGE));
  const others = current.map(({ uid }) => uid).filter((uid) => !OFTEN_COMPRESSED.includes(uid));
  const plain = (abstractSyntax: string) => ({ abstractSyntax, transferSyntaxes: UNCOMPRESSED });
  const compressed = OFTEN_COMPRESSED.flatMap((abstractSyntax) =>
    COMPRESSED.map((transferSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntax] })),
  );
  const first = new Set([...OFTEN_COMPRESSED, ...privateSopClasses.slice(0, MAX_PRIVATE)]);
  return [...[...first].map(plain), ...compressed, ...others.filter((uid) => !first.has(uid)).map(plain)].slice(0, MAX_CONTEXTS);
}
