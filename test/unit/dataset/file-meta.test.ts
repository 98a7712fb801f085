import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFileMeta, readDataset, readFileMeta } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../../app/registry/registry.ts';
import { FIXTURES, fixtureBytes } from '../../support/fixtures.ts';

const meta = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  sopInstanceUid: '1.2.3.4',
  transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  sourceAeTitle: 'CT1',
  sendingAeTitle: 'CT1',
  receivingAeTitle: 'FILMROOM',
};

describe('PS3.10 §7.1 DICOM File Meta Information', () => {
  it('begins with 128 zeros, DICM and a group length that is right', () => {
    const bytes = Buffer.from(encodeFileMeta(meta));
    assert.deepEqual(bytes.subarray(0, 128), Buffer.alloc(128));
    assert.equal(bytes.toString('latin1', 128, 132), 'DICM');
    assert.equal(bytes.toString('hex', 132, 140), '02000000554c0400');
    assert.equal(bytes.readUInt32LE(140), bytes.length - 144);
    assert.equal(bytes.toString('hex', 144, 158), '020001004f420000020000000001', 'File Meta Information Version 00 01');
  });
  it('is read as it was written', () => {
    const bytes = encodeFileMeta(meta);
    assert.deepEqual(readFileMeta(Buffer.concat([bytes, Buffer.from('08006000435302004354', 'hex')])), {
      ...meta,
      implementationClassUid: IMPLEMENTATION_CLASS_UID,
      implementationVersionName: IMPLEMENTATION_VERSION_NAME,
      datasetOffset: bytes.length,
    });
  });
  it('AE titles are optional', () => {
    const { sopClassUid, sopInstanceUid, transferSyntaxUid } = meta;
    const read = readFileMeta(encodeFileMeta({ sopClassUid, sopInstanceUid, transferSyntaxUid }));
    assert.equal('sourceAeTitle' in read, false);
  });
  it('every length even, UI padded with NUL and text with a space', () => {
    const text = Buffer.from(encodeFileMeta({ ...meta, sopInstanceUid: '1.2.3' })).toString('latin1');
    assert.ok(text.includes('UI\x06\x001.2.3\0'));
    assert.ok(text.includes('AE\x04\x00CT1 '));
  });
  it('dcmjs reads it', async () => {
    const file = Buffer.concat([encodeFileMeta(meta), Buffer.from('08006000435302004354', 'hex')]);
    assert.equal((await readDataset(file)).dataset.Modality, 'CT');
  });
  it('the group length is not believed', () => {
    const bytes = Buffer.from(encodeFileMeta(meta));
    bytes.writeUInt32LE(7, 140);
    assert.equal(readFileMeta(Buffer.concat([bytes, Buffer.from('08006000435302004354', 'hex')])).datasetOffset, bytes.length);
  });
  it('without preamble, and without DICM too', () => {
    const bytes = encodeFileMeta(meta);
    assert.equal(readFileMeta(bytes.subarray(128)).datasetOffset, bytes.length - 128);
    assert.equal(readFileMeta(bytes.subarray(132)).datasetOffset, bytes.length - 132);
  });
  it('ended anywhere, it is refused or the rest is missing', () => {
    const bytes = encodeFileMeta(meta);
    for (let length = 0; length < bytes.length; length++) {
      try {
        assert.ok(readFileMeta(bytes.subarray(0, length)).datasetOffset <= length);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'DATASET_FILE_META_MALFORMED');
      }
    }
  });
  it('what is no file', () =>
    assert.throws(() => readFileMeta(Buffer.from('GET / HTTP/1.1\r\n\r\n')), { code: 'DATASET_FILE_META_MALFORMED' }));
  it('of every fixture that has one', () => {
    for (const { file, expect } of FIXTURES)
      if (expect !== 'other') assert.notEqual(readFileMeta(fixtureBytes(file)).transferSyntaxUid, '', file);
  });
});
