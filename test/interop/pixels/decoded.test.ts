import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { createPixels, isDecoded, type LocatedImage, type Pixels, PixelsError } from '../../../app/pixels/pixels.ts';
import { TRANSFER_SYNTAXES, transferSyntaxName } from '../../../app/registry/registry.ts';
import { FIXTURES, fixtureDataset, fixturePath } from '../../support/fixtures.ts';
import { locatedFixture } from '../../support/pixels-under-test.ts';
import { allFrames, referencePixels, referencesMissing } from '../../support/reference-pixels.ts';

const TABLE = new URL('../../../app/docs/decoded.md', import.meta.url);
/** Writes the table in place of holding the program to it: `WRITE_DECODED=1 node --test test/interop/pixels/decoded.test.ts`. */
const isWriting = process.env.WRITE_DECODED !== undefined;
/** Of each kind of image: many of the corpus are alike. */
const MOST_OF_A_KIND = 4;
/** Lossy with real numbers: two decoders round differently. */
const MAY_DIFFER: Readonly<Record<string, number>> = { '1.2.840.10008.1.2.4.203': 1 };
/** Files that another program here cannot decode: there is nothing to hold ours against. */
const NO_REFERENCE = 'none';

interface Compared {
  readonly kind: string;
  readonly uid: string;
  readonly by: string;
  readonly frames: number;
  /** The greatest difference of two values; undefined where nothing decodes it. */
  readonly difference: number | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'filmroom-decoded-'));
let pixels: Pixels;
before(() => {
  pixels = createPixels({ clock });
});
after(async () => {
  await pixels.close();
  rmSync(folder, { recursive: true });
});

/** The images of the corpus by their kind, in the order of the transfer syntaxes. */
async function imagesByKind(): Promise<Map<string, { readonly file: string; readonly image: LocatedImage }[]>> {
  const kinds = new Map<string, { file: string; image: LocatedImage }[]>();
  for (const { file } of FIXTURES) {
    const stored = fixtureDataset(file);
    const image = stored && (await locatedFixture(file).catch(() => undefined));
    if (!image) continue;
    const { header } = image.frames;
    const planes = header.samplesPerPixel === 1 ? '' : header.planarConfiguration === 1 ? 'planes' : 'pixels';
    const sign = header.isFloat ? 'real numbers' : header.pixelRepresentation === 1 ? 'signed' : 'unsigned';
    const about = [header.photometric, `${header.bitsStored} of ${header.bitsAllocated}`, sign, String(header.samplesPerPixel), planes];
    const kind = [stored.transferSyntaxUid, ...about].join('|');
    const ofKind = kinds.get(kind) ?? [];
    if (ofKind.length < MOST_OF_A_KIND) ofKind.push({ file, image });
    kinds.set(kind, ofKind);
  }
  const order = [...TRANSFER_SYNTAXES.keys()];
  const placeOf = (kind: string) => order.indexOf(kind.split('|')[0]!);
  return new Map([...kinds].toSorted(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b, 'en')));
}

async function compared(kind: string, file: string, image: LocatedImage): Promise<Compared> {
  const { transferSyntaxUid: uid } = fixtureDataset(file)!;
  const ours = await allFrames(image, pixels);
  const about = { kind, uid, frames: image.frames.header.numberOfFrames };
  const theirs = await referencePixels(fixturePath(file), image, pixels, folder);
  if (!theirs) return { ...about, by: NO_REFERENCE, difference: undefined };
  assert.equal(ours.photometric, theirs.photometric, file);
  assert.equal(ours.values.byteLength, theirs.values.byteLength, file);
  return { ...about, by: theirs.by, difference: greatestDifference(ours.values, theirs.values, image) };
}

function greatestDifference(ours: Buffer, theirs: Buffer, { frames }: LocatedImage): number {
  if (ours.equals(theirs)) return 0;
  const isWide = frames.header.bitsAllocated === 16;
  let greatest = 0;
  for (let at = 0; at + 1 < ours.byteLength; at += isWide ? 2 : 1) {
    const [a, b] = isWide ? [ours.readInt16LE(at), theirs.readInt16LE(at)] : [ours[at]!, theirs[at]!];
    greatest = Math.max(greatest, Math.abs(a - b));
  }
  return greatest;
}

function tableOf(rows: readonly Compared[], failures: readonly string[]): string {
  const kinds = Map.groupBy(rows, ({ kind }) => kind);
  const lines = [...kinds].map(([kind, of]) => {
    const [uid = '', photometric, bits, sign, samples, planes] = kind.split('|');
    const held = of.filter(({ difference }) => difference !== undefined);
    const greatest = Math.max(...held.map(({ difference }) => difference!));
    const result = held.length === 0 ? 'not compared' : greatest === 0 ? 'equal' : `differs by ${greatest} at most`;
    const by = [...new Set(held.map((one) => one.by))].join() || NO_REFERENCE;
    const frames = of.reduce((sum, one) => sum + one.frames, 0);
    const cells = [
      transferSyntaxName(uid),
      photometric,
      bits,
      sign,
      planes ? `${samples}, by ${planes}` : samples,
      of.length,
      frames,
      by,
      result,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const left = [...TRANSFER_SYNTAXES.values()]
    .filter(({ uid, encapsulated }) => encapsulated && !isDecoded(uid))
    .map(({ uid, name }) => `- ${name} (\`${uid}\`)`);
  return [
    '# What is decoded',
    '',
    'The values of each kind of image of the test corpus as the program decodes them, held against those of another program value by value.',
    'Made by `test/interop/pixels/decoded.test.ts` (`WRITE_DECODED=1`), which holds the program to it.',
    `Bits are Bits Stored of Bits Allocated; of each kind ${MOST_OF_A_KIND} images at most are looked at.`,
    'What the corpus has not is made by other programs and compared as well: `jpeg.test.ts` (every predictor of lossless JPEG, 12 bits) and',
    '`htj2k.test.ts` (grey values) beside it.',
    '',
    '| transfer syntax | photometric interpretation | bits | values | samples | images | frames | held against | result |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    '## Kept and sent on, not decoded',
    '',
    'Of these no frame is decoded or drawn; a client that decodes them itself gets them as they are stored.',
    '',
    ...left,
    '',
    'Of those above these are not decoded either: JPEG with arithmetic codes, hierarchical, or progressive of 12 bits; JPEG of 12 bits with colours of a',
    'lower resolution; JPEG 2000 of two or four samples; values of 12 Bits Allocated; CMYK, ARGB and HSV.',
    '',
    '## Images of the corpus that are not decoded',
    '',
    ...failures.map((words) => `- ${words}`),
    '',
  ].join('\n');
}

describe('decoded values, held against other programs', { skip: referencesMissing() }, () => {
  it('are those of app/docs/decoded.md', async () => {
    const rows: Compared[] = [];
    const failures: string[] = [];
    for (const [kind, images] of await imagesByKind()) {
      const settled = await Promise.allSettled(images.map(({ file, image }) => compared(kind, file, image)));
      for (const [at, one] of settled.entries()) {
        if (one.status === 'fulfilled') rows.push(one.value);
        else if (one.reason instanceof PixelsError) failures.push(`\`${images[at]!.file}\`: ${one.reason.message}`);
        else throw one.reason;
      }
    }
    for (const { kind, uid, difference } of rows) if (difference !== undefined) assert.ok(difference <= (MAY_DIFFER[uid] ?? 0), kind);
    const text = tableOf(rows, failures);
    if (isWriting) writeFileSync(TABLE, text);
    assert.equal(text, readFileSync(TABLE, 'utf8'));
  });
});
