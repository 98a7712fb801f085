import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderedPath } from '../../../../app/ui/viewer/addresses.ts';
import { onlyPart } from '../../../../app/ui/viewer/dicom-web.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const textOf = (part: Uint8Array) => String.fromCharCode(...part);

describe('the only part of a multipart body (RFC 2046 §5.1.1)', () => {
  const TYPE = 'multipart/related; type="application/octet-stream"; boundary=one';
  it('is what stands between its header and the last boundary', () => {
    const body = bytes('--one\r\nContent-Type: application/octet-stream\r\n\r\nab\r\n\r\ncd\r\n--one--\r\n');
    assert.equal(textOf(onlyPart(body, TYPE)), 'ab\r\n\r\ncd');
  });
  it('may have a boundary in quotes', () => {
    const body = bytes('--a b\r\n\r\nx\r\n--a b--');
    assert.equal(textOf(onlyPart(body, 'multipart/related; boundary="a b"')), 'x');
  });
  it('is the body where it is not multipart', () => assert.equal(textOf(onlyPart(bytes('x'), 'application/pdf')), 'x'));
});

describe('addresses', () => {
  const at = { studyInstanceUid: '1.1', seriesInstanceUid: '1.2', sopInstanceUid: '1.3' };
  it('of a rendered frame name the size and the window (PS3.18 §8.3.5)', () => {
    const path = '/dicom-web/studies/1.1/series/1.2/instances/1.3/frames/2/rendered';
    assert.equal(renderedPath(at, 2, 512), `${path}?viewport=512,512`);
    assert.equal(renderedPath(at, 2, 512, { center: 40.5, width: 400 }), `${path}?viewport=512,512&window=40.5,400,LINEAR`);
  });
});
