import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptables, choose } from '../../../app/dicomweb/accept.ts';
import { mediaTypeText, parseMediaType, parseMediaTypes } from '../../../app/dicomweb/media-types.ts';

const asked = (accept: string | undefined, search = '') =>
  acceptables({ url: new URL(`http://box/dicom-web/studies/1${search}`), headers: new Headers(accept === undefined ? {} : { accept }) });
const short = (accept: string, search?: string) =>
  asked(accept, search).map(
    ({ packaging, mediaType, transferSyntax }) => `${packaging} ${mediaType}${transferSyntax ? ` ${transferSyntax}` : ''}`,
  );

describe('RFC 9110 §8.3.1 media types', () => {
  it('takes parameters quoted or not, in any case, with or without blanks', () => {
    for (const text of [
      'multipart/related;type="application/dicom";transfer-syntax=1.2',
      'Multipart/Related ; TYPE=application/dicom ; Transfer-Syntax="1.2"',
    ])
      assert.deepEqual(
        [...parseMediaType(text)!.parameters],
        [
          ['type', 'application/dicom'],
          ['transfer-syntax', '1.2'],
        ],
        text,
      );
  });
  it('does not split at a comma or semicolon inside quotes', () => {
    const [first, second] = parseMediaTypes('a/b; x="1,2;\\"3"; y=4, c/d');
    assert.deepEqual([...first!.parameters.values()], ['1,2;"3', '4']);
    assert.equal(second!.type, 'c/d');
  });
  it('passes over what is no media type', () =>
    assert.deepEqual(
      parseMediaTypes('nonsense, , a/b, /, "x"').map(({ type }) => type),
      ['a/b'],
    ));
  it('looks at 64 of a longer list', () => assert.equal(parseMediaTypes('a/b,'.repeat(5000)).length, 64));
  it('quotes what is no token when it is written', () =>
    assert.equal(mediaTypeText({ type: 'a/b', parameters: new Map([['c', 'd/e']]) }), 'a/b; c="d/e"'));
});

describe('PS3.18 §8.7.4, §8.7.5 Accept', () => {
  it('takes everything where it is missing or empty', () => {
    assert.deepEqual(asked(undefined), [{ packaging: 'either', mediaType: '*/*' }]);
    assert.deepEqual(asked(''), [{ packaging: 'either', mediaType: '*/*' }]);
  });
  it('takes multipart/related apart: quoted, not quoted, without a type, all in one', () => {
    assert.deepEqual(short('multipart/related; type="application/dicom"; transfer-syntax=*'), ['multipart application/dicom *']);
    assert.deepEqual(short('multipart/related; type=application/dicom; transfer-syntax=1.2.840.10008.1.2.1'), [
      'multipart application/dicom 1.2.840.10008.1.2.1',
    ]);
    assert.deepEqual(short('multipart/related'), ['multipart */*']);
    assert.deepEqual(short('multipart/*'), ['multipart */*']);
    assert.deepEqual(short('multipart/related; type="image/jls; transfer-syntax=*"'), ['multipart image/jls *']);
  });
  it('keeps a single part apart from a multipart', () =>
    assert.deepEqual(short('application/dicom; transfer-syntax=1.2'), ['single application/dicom 1.2']));
  it('puts the better quality first, then the narrower range, then the order', () =>
    assert.deepEqual(short('*/*, image/*;q=1, image/jpeg;q=0.5, application/dicom, image/png'), [
      'single application/dicom',
      'single image/png',
      'single image/*',
      'either */*',
      'single image/jpeg',
    ]));
  it('takes out what has quality 0, and what has a quality that is none', () => {
    assert.deepEqual(short('application/dicom;q=0, image/png;q=x, a/b;q=, */*'), ['either */*']);
    assert.deepEqual(short('application/dicom;transfer-syntax=1.2;q=0, application/dicom;transfer-syntax=1.3'), [
      'single application/dicom 1.3',
    ]);
  });
  it('goes by the query parameter where there is one, its plus a plus (§8.3.3.1)', () => {
    assert.deepEqual(short('text/html', '?accept=application/dicom+json'), ['single application/dicom+json']);
    assert.deepEqual(short('text/html', '?limit=1&accept=multipart%2Frelated%3B%20type%3D%22application%2Fdicom%22'), [
      'multipart application/dicom',
    ]);
  });
  it('refuses a query parameter that is not percent-encoded', () =>
    assert.throws(() => asked('a/b', '?accept=%ff'), { code: 'DICOMWEB_BAD_PARAMETER' }));
});

describe('PS3.18 §8.7.8 the selected media type', () => {
  const offers = [
    { packaging: 'multipart', mediaType: 'application/dicom' },
    { packaging: 'single', mediaType: 'application/dicom' },
    { packaging: 'single', mediaType: 'application/zip' },
  ] as const;
  const chosen = (accept: string) => {
    const offer = choose(asked(accept), offers)?.offer;
    return offer && `${offer.packaging} ${offer.mediaType}`;
  };
  it('is the default where all is taken', () => assert.equal(chosen('*/*'), 'multipart application/dicom'));
  it('is the one that is named', () => assert.equal(chosen('application/zip, */*;q=0.1'), 'single application/zip'));
  it('is within the range', () => assert.equal(chosen('application/*'), 'single application/dicom'));
  it('is none where nothing fits', () => assert.equal(chosen('image/jpeg, multipart/related; type="image/jpeg"'), undefined));
});
