import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMediaType } from '../../../app/dicomweb/media-types.ts';
import { boundaryOf, type MultipartLimits, readMultipart } from '../../../app/dicomweb/multipart-reader.ts';
import { createMultipartWriter } from '../../../app/dicomweb/multipart-writer.ts';

const LIMITS: MultipartLimits = { maxBoundary: 70, maxPartHeaderBytes: 200, maxParts: 5 };

/** In pieces of this size, each overwritten when the next is asked for. */
async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string, 'latin1');
  const window = Buffer.alloc(size);
  for (let at = 0; at < bytes.byteLength; at += size) {
    const length = bytes.copy(window, 0, at, at + size);
    yield window.subarray(0, length);
    window.fill(0xee);
  }
}

interface Read {
  readonly headers: Record<string, string>;
  readonly content: string;
}

async function read(text: string | Buffer, { size = 1 << 20, boundary = 'b', limits = LIMITS } = {}): Promise<Read[]> {
  const parts: Read[] = [];
  for await (const { headers, body } of readMultipart(pieces(text, size), boundary, limits)) {
    const content: Buffer[] = [];
    for await (const piece of body) content.push(Buffer.from(piece));
    parts.push({ headers: Object.fromEntries(headers), content: Buffer.concat(content).toString('latin1') });
  }
  return parts;
}

const TWO =
  'preamble\r\n--b\r\nContent-Type: application/dicom\r\nX:1\r\n\r\none\r\n--b  \r\n\r\n\r\r\n\n--bb\r\n--\r\r\n--b--\r\nepilogue';
const TWO_READ = [
  { headers: { 'content-type': 'application/dicom', x: '1' }, content: 'one' },
  { headers: {}, content: '\r\r\n\n--bb\r\n--\r' },
];

describe('RFC 2046 §5.1 multipart bodies', () => {
  it('reads the parts, wherever the pieces are cut', async () => {
    for (let size = 1; size <= TWO.length; size++) assert.deepEqual(await read(TWO, { size }), TWO_READ, `pieces of ${size}`);
  });
  it('reads a body that begins with its boundary, and one that ends with it', async () =>
    assert.deepEqual(await read('--b\r\n\r\none\r\n--b--'), [{ headers: {}, content: 'one' }]));
  it('reads an empty part', async () => assert.deepEqual(await read('--b\r\n\r\n\r\n--b--'), [{ headers: {}, content: '' }]));
  it('takes a line that goes on after the boundary for content: nested boundaries begin like their outer one', async () =>
    assert.deepEqual(await read('--b\r\n\r\n--bc\r\n--bc--\r\n--b-\r\n--b x\r\n--b--'), [
      { headers: {}, content: '--bc\r\n--bc--\r\n--b-\r\n--b x' },
    ]));
  it('folds header lines (obsolete, and about)', async () =>
    assert.deepEqual((await read('--b\r\nContent-Type: a/b;\r\n  c=d\r\n\r\n\r\n--b--'))[0]!.headers, { 'content-type': 'a/b; c=d' }));
  it('passes over what was not read of a part', async () => {
    const seen: string[] = [];
    for await (const { headers } of readMultipart(pieces(TWO, 7), 'b', LIMITS)) seen.push(headers.get('x') ?? '-');
    assert.deepEqual(seen, ['1', '-']);
  });
  it('has no parts where the end comes first', async () => assert.deepEqual(await read('--b--'), []));
  it('finds a boundary of 70 characters', async () => {
    const boundary = `${"0123456789'()+_,-./:=?".repeat(3)}abcd`;
    assert.equal(boundary.length, 70);
    assert.equal((await read(`--${boundary}\r\n\r\nx\r\n--${boundary}--`, { boundary, size: 3 }))[0]!.content, 'x');
  });

  for (const [what, text] of [
    ['nothing at all', ''],
    ['another boundary', '--c\r\n\r\none\r\n--c--'],
    ['no end', '--b\r\n\r\none'],
    ['an end that is cut', '--b\r\n\r\none\r\n--b-'],
    ['a header that is cut', '--b\r\nContent-Type: a/b\r\n'],
    ['a line in the header that is no field', '--b\r\nno field\r\n\r\none\r\n--b--'],
    ['a header that is too long', `--b\r\nX: ${'x'.repeat(300)}\r\n\r\none\r\n--b--`],
    ['a preamble that is too long', `${'x'.repeat(300)}\r\n--b\r\n\r\none\r\n--b--`],
  ] as const)
    it(`refuses ${what}, whatever the pieces`, async () => {
      for (const size of [1, 5, 1000]) await assert.rejects(read(text, { size }), { code: 'DICOMWEB_MULTIPART_BROKEN' });
    });
  it('refuses a part too many', async () =>
    await assert.rejects(read(`${'--b\r\n\r\n\r\n'.repeat(6)}--b--`), { code: 'DICOMWEB_TOO_MANY_PARTS' }));
  it('leaves its source when its reader leaves', async () => {
    let isLeft = false;
    async function* source() {
      try {
        yield Buffer.from('--b\r\n\r\none');
        yield Buffer.from('more');
      } finally {
        isLeft = true;
      }
    }
    for await (const _ of readMultipart(source(), 'b', LIMITS)) break;
    assert.equal(isLeft, true);
  });
});

describe('the boundary of Content-Type', () => {
  const boundary = (type: string) => boundaryOf(parseMediaType(type)!.parameters, LIMITS);
  it('may be quoted', () => assert.equal(boundary('multipart/related; boundary="a b"'), 'a b'));
  it('is demanded, is not longer than allowed, has printable characters and no blank at its end', () => {
    for (const type of [
      'multipart/related',
      `multipart/related; boundary=${'x'.repeat(71)}`,
      'multipart/related; boundary="a "',
      'multipart/related; boundary="\u00e9"',
    ])
      assert.throws(() => boundary(type), { code: 'DICOMWEB_MULTIPART_BROKEN' }, type);
  });
});

describe('what we write', () => {
  it('is read again', async () => {
    const writer = createMultipartWriter('application/dicom');
    const body = Buffer.concat([
      writer.partHead({ 'Content-Type': 'application/dicom' }, true),
      Buffer.from('one\r\n'),
      writer.partHead({ 'Content-Type': 'a/b' }, false),
      writer.end,
    ]);
    const boundary = boundaryOf(parseMediaType(writer.contentType)!.parameters, LIMITS);
    assert.deepEqual(await read(body.toString('latin1'), { boundary }), [
      { headers: { 'content-type': 'application/dicom' }, content: 'one\r\n' },
      { headers: { 'content-type': 'a/b' }, content: '' },
    ]);
  });
});
