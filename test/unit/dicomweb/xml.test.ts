import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xmlOf } from '../../../app/dicomweb/xml.ts';

const inner = (json: object | string): string =>
  /<NativeDicomModel [^>]*>(.*)<\/NativeDicomModel>$/s.exec(xmlOf(typeof json === 'string' ? json : JSON.stringify(json)))?.[1] ?? '';

describe('PS3.19 §A.1 Native DICOM Model', () => {
  it('is a document of its namespace in UTF-8', () =>
    assert.match(
      xmlOf('{}'),
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<NativeDicomModel xmlns="http:\/\/dicom\.nema\.org\/PS3\.19\/models\/NativeDICOM" xml:space="preserve"><\/NativeDicomModel>$/,
    ));
  it('has values with their numbers, and the keyword of each attribute', () =>
    assert.equal(
      inner({ '00080008': { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] } }),
      '<DicomAttribute tag="00080008" vr="CS" keyword="ImageType"><Value number="1">ORIGINAL</Value><Value number="2"/><Value number="3">AXIAL</Value></DicomAttribute>',
    ));
  it('numbers are written as they were', () => assert.match(inner('{"00180050":{"vr":"DS","Value":[1.50]}}'), />1\.50</));
  it('an empty attribute is an empty element', () =>
    assert.equal(
      inner({ '00080050': { vr: 'SH' } }),
      '<DicomAttribute tag="00080050" vr="SH" keyword="AccessionNumber"></DicomAttribute>',
    ));
  it('names by component groups and components', () =>
    assert.match(
      inner({ '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Yamada^Tarou^^Dr', Ideographic: '山田^太郎' }] } }),
      /<PersonName number="1"><Alphabetic><FamilyName>Yamada<\/FamilyName><GivenName>Tarou<\/GivenName><NamePrefix>Dr<\/NamePrefix><\/Alphabetic><Ideographic><FamilyName>山田<\/FamilyName><GivenName>太郎<\/GivenName><\/Ideographic><\/PersonName>/,
    ));
  it('sequences by items, nested', () =>
    assert.match(
      inner({ '00081110': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }, {}] } }),
      /<Item number="1"><DicomAttribute tag="00081155" [^>]*><Value number="1">1\.2<\/Value><\/DicomAttribute><\/Item><Item number="2"><\/Item>/,
    ));
  it('binary values inline, or where they are to be had', () => {
    assert.match(inner({ '00281201': { vr: 'OW', InlineBinary: 'AAA=' } }), /><InlineBinary>AAA=<\/InlineBinary></);
    assert.match(inner({ '7FE00010': { vr: 'OW', BulkDataURI: 'http://x/?a&b' } }), /<BulkData uri="http:\/\/x\/\?a&amp;b"\/>/);
  });
  it('private attributes by their creator, without its element', () =>
    assert.equal(
      inner({ '00090011': { vr: 'LO', Value: ['ACME "1"'] }, '00091101': { vr: 'LO', Value: ['x'] } }),
      '<DicomAttribute tag="00090001" vr="LO" privateCreator="ACME &quot;1&quot;"><Value number="1">x</Value></DicomAttribute>',
    ));
  it('text is escaped, and what XML has no place for is replaced', () =>
    assert.match(inner({ '00104000': { vr: 'LT', Value: ['a<b>&"\r\n\u0007\u001b'] } }), />a&lt;b&gt;&amp;&quot;&#13;\n\ufffd\ufffd</));
});
