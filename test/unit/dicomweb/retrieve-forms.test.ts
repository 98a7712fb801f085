import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptables } from '../../../app/dicomweb/accept.ts';
import { etagOf, isNotModified, rangeOf, sliced } from '../../../app/dicomweb/conditional.ts';
import { shifted } from '../../../app/dicomweb/frame-bytes.ts';
import { compressedMediaType, formsOf, selectForm } from '../../../app/dicomweb/frame-forms.ts';
import { syntaxFor } from '../../../app/dicomweb/retrieve-syntax.ts';
import { plainValues } from '../../../app/pixels/pixels.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';

const JPEG_LS = '1.2.840.10008.1.2.4.80';
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const JPEG_XL_LOSSLESS = '1.2.840.10008.1.2.4.110';

describe('PS3.18 Table 8.7.3-5 media types of compressed data', () => {
  it('follow from the transfer syntax', () => {
    for (const [end, mediaType] of [
      ['4.50', 'image/jpeg'],
      ['4.70', 'image/jpeg'],
      ['4.80', 'image/jls'],
      ['4.91', 'image/jp2'],
      ['4.93', 'image/jpx'],
      ['4.203', 'image/jphc'],
      ['4.110', 'image/jxl'],
      ['5', 'image/dicom-rle'],
      ['4.100', 'video/mpeg'],
      ['4.102.1', 'video/mp4'],
      ['4.107', 'video/mp4'],
    ] as const)
      assert.equal(compressedMediaType(`1.2.840.10008.1.2.${end}`), mediaType);
  });
  it('there are none for others', () => {
    for (const uid of [EXPLICIT_VR_LITTLE_ENDIAN, '1.2.840.10008.1.2.1.98', '1.2.3.4.80'])
      assert.equal(compressedMediaType(uid), undefined);
  });
});

describe('PS3.18 §8.7.3.3, §8.7.8 the form of frames', () => {
  const selected = (accept: string, { canDecode = true, isEncapsulated = true } = {}) => {
    const accepted = acceptables({ url: new URL('http://box/'), headers: new Headers({ accept }) });
    const found = selectForm(accepted, formsOf(JPEG_LS, { isEncapsulated, canDecode }), ['multipart', 'single']);
    return found && `${found.packaging} ${found.form.mediaType} ${found.form.isDecoded ? 'plain' : 'stored'}`;
  };
  for (const [accept, expected] of [
    ['*/*', 'multipart application/octet-stream plain'],
    ['application/octet-stream', 'single application/octet-stream plain'],
    ['multipart/related; type="application/octet-stream"; transfer-syntax=*', 'multipart application/octet-stream stored'],
    [
      `multipart/related; type="application/octet-stream"; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`,
      'multipart application/octet-stream plain',
    ],
    [
      `multipart/related; type="application/octet-stream"; transfer-syntax=${IMPLICIT_VR_LITTLE_ENDIAN}`,
      'multipart application/octet-stream plain',
    ],
    [`multipart/related; type="application/octet-stream"; transfer-syntax=${JPEG_LS}`, 'multipart application/octet-stream stored'],
    ['*/*; transfer-syntax=*', 'multipart image/jls stored'],
    ['image/jls', 'single image/jls stored'],
    ['image/*', 'single image/jls stored'],
    ['image/jpeg, multipart/related; type="image/jls"; q=0.5', 'multipart image/jls stored'],
    ['image/jpeg', undefined],
    [`multipart/related; type="image/jls"; transfer-syntax=${JPEG_BASELINE}`, undefined],
  ] as const)
    it(`${accept}: ${expected ?? 'none'}`, () => assert.equal(selected(accept), expected));
  it('what is not decoded here goes out as what it is where anything is taken, as octets where they are asked for as stored', () => {
    assert.equal(selected('*/*', { canDecode: false }), 'multipart image/jls stored');
    assert.equal(selected('application/octet-stream', { canDecode: false }), undefined);
    assert.equal(selected('application/octet-stream; transfer-syntax=*', { canDecode: false }), 'single application/octet-stream stored');
  });
  it('what is there in a lossy form alone goes out so where it is not decoded here (§8.7.3.4)', () => {
    const accepted = acceptables({ url: new URL('http://box/'), headers: new Headers({ accept: 'application/octet-stream' }) });
    const forms = formsOf('1.2.840.10008.1.2.4.102', { isEncapsulated: true, canDecode: false });
    assert.equal(selectForm(accepted, forms, ['single'])?.form.transferSyntaxUid, '1.2.840.10008.1.2.4.102');
  });
});

describe('PS3.18 §8.7.3.5.2 the transfer syntax of an instance', () => {
  it('is Explicit VR Little Endian where nothing is said, but for what is there in a lossy form alone', () => {
    assert.equal(syntaxFor(IMPLICIT_VR_LITTLE_ENDIAN, [{}]), EXPLICIT_VR_LITTLE_ENDIAN);
    assert.equal(syntaxFor(JPEG_BASELINE, [{}]), JPEG_BASELINE);
    assert.equal(syntaxFor(JPEG_LS, [{}]), EXPLICIT_VR_LITTLE_ENDIAN);
    assert.equal(syntaxFor(JPEG_XL_LOSSLESS, [{}]), undefined);
  });
  it('is an uncompressed one where that is named, for what is decoded here', () => {
    assert.equal(syntaxFor(JPEG_BASELINE, [{ transferSyntax: EXPLICIT_VR_LITTLE_ENDIAN }]), EXPLICIT_VR_LITTLE_ENDIAN);
    assert.equal(syntaxFor(JPEG_XL_LOSSLESS, [{ transferSyntax: EXPLICIT_VR_LITTLE_ENDIAN }]), undefined);
  });
  it('is the first that can be given', () =>
    assert.equal(syntaxFor(JPEG_LS, [{ transferSyntax: JPEG_BASELINE }, { transferSyntax: '*' }, {}]), JPEG_LS));
});

describe('decoded values as the metadata have them (PS3.3 C.7.6.3)', () => {
  const header = { bitsAllocated: 8, planarConfiguration: 0, pixelRepresentation: 0 } as const;
  const plain = (bytes: number[], samplesPerPixel: number, changes = {}, bitsAllocated = 8) => [
    ...plainValues({ bytes: Uint8Array.from(bytes), bitsAllocated, samplesPerPixel }, { ...header, ...changes }),
  ];
  it('stay as they are where they agree', () => assert.deepEqual(plain([1, 2, 3], 3), [1, 2, 3]));
  it('go plane by plane where Planar Configuration is 1', () => {
    assert.deepEqual(plain([1, 2, 3, 4, 5, 6], 3, { planarConfiguration: 1 }), [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(plain([1, 0, 2, 0, 3, 0, 4, 0], 2, { planarConfiguration: 1, bitsAllocated: 16 }, 16), [1, 0, 3, 0, 2, 0, 4, 0]);
  });
  it('are as wide as Bits Allocated, with their sign', () => {
    assert.deepEqual(plain([1, 0xff], 1, { bitsAllocated: 16 }), [1, 0, 0xff, 0]);
    assert.deepEqual(plain([1, 0xff], 1, { bitsAllocated: 16, pixelRepresentation: 1 }), [1, 0, 0xff, 0xff]);
  });
  it('are eight single bits in a byte where Bits Allocated is 1', () =>
    assert.deepEqual(plain([1, 0, 1, 0, 0, 0, 0, 1, 1], 1, { bitsAllocated: 1 }), [0b1000_0101, 1]));
  it('single bits begin with the first of the frame', () => {
    assert.deepEqual([...shifted(Uint8Array.of(0b1010_0000, 0b0000_0011), 5, 5)], [0b11101]);
    assert.deepEqual([...shifted(Uint8Array.of(0xff, 0xff), 0, 12)], [0xff, 0x0f]);
  });
});

describe('RFC 9110 conditions and ranges', () => {
  const etag = etagOf('a', Uint8Array.of(1));
  it('a tag differs with what decides on the bytes, and where it is cut', () => {
    assert.notEqual(etag, etagOf('a', Uint8Array.of(2)));
    assert.notEqual(etagOf('ab', 'c'), etagOf('a', 'bc'));
  });
  it('If-None-Match names it, weak or among others, or anything', () => {
    for (const value of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
      assert.equal(isNotModified(new Headers({ 'if-none-match': value }), etag), true);
    assert.equal(isNotModified(new Headers({ 'if-none-match': '"x"' }), etag), false);
  });
  it('Range is one span of bytes', () => {
    const range = (value: string) => rangeOf(new Headers({ range: value }), 10, etag);
    assert.deepEqual(range('bytes=2-4'), { begin: 2, end: 5 });
    assert.deepEqual(range('bytes=-20'), { begin: 0, end: 10 });
    for (const value of ['bytes=10-', 'bytes=-0']) assert.equal(range(value), 'unsatisfiable');
    for (const value of ['bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=0-1,3-4']) assert.equal(range(value), undefined);
  });
  it('a span is cut out of pieces wherever they end', async () => {
    async function* pieces(size: number) {
      for (let at = 0; at < 10; at += size) yield Uint8Array.from({ length: Math.min(size, 10 - at) }, (_, n) => at + n);
    }
    for (let size = 1; size <= 10; size++) {
      const got: number[] = [];
      for await (const piece of sliced(pieces(size), { begin: 3, end: 7 })) got.push(...piece);
      assert.deepEqual(got, [3, 4, 5, 6], `pieces of ${size}`);
    }
  });
});
