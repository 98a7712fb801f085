import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMAND_ELEMENTS, type CommandSet, decodeCommandSet, encodeCommandSet } from '../../../app/dimse/dimse.ts';

// C-ECHO-RQ of message 1, byte by byte
const echo = Uint8Array.of(
  ...[0x00, 0x00, 0x00, 0x00, /* (0000,0000) CommandGroupLength */ 0x04, 0x00, 0x00, 0x00, /* UL */ 0x38, 0x00, 0x00, 0x00],
  ...[0x00, 0x00, 0x02, 0x00, /* (0000,0002) AffectedSOPClassUID */ 0x12, 0x00, 0x00, 0x00, ...Buffer.from('1.2.840.10008.1.1\0')],
  ...[0x00, 0x00, 0x00, 0x01, /* (0000,0100) CommandField */ 0x02, 0x00, 0x00, 0x00, /* US */ 0x30, 0x00],
  ...[0x00, 0x00, 0x10, 0x01, /* (0000,0110) MessageID */ 0x02, 0x00, 0x00, 0x00, /* US */ 0x01, 0x00],
  ...[0x00, 0x00, 0x00, 0x08, /* (0000,0800) CommandDataSetType */ 0x02, 0x00, 0x00, 0x00, /* US */ 0x01, 0x01],
);
const echoFields: CommandSet = { affectedSopClassUid: '1.2.840.10008.1.1', commandField: 0x0030, messageId: 1, commandDataSetType: 0x0101 };

/** An element of a command set: Implicit VR Little Endian. */
function element(tag: number, value: Uint8Array, length = value.byteLength): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, value]);
}
const us = (value: number) => Uint8Array.of(value & 0xff, value >> 8);
const withEcho = (...more: Uint8Array[]) => Buffer.concat([echo, ...more]);

describe('PS3.7 §6.3.1 command set, encoding', () => {
  it('is Implicit VR Little Endian, ascending tags, CommandGroupLength first and right', () =>
    assert.deepEqual(Uint8Array.from(encodeCommandSet(echoFields)), echo));

  it('has even lengths: UI padded with one NULL, AE and LO with one space', () => {
    const bytes = encodeCommandSet({ ...echoFields, moveDestination: 'ODD', errorComment: 'odd', affectedSopInstanceUid: '1.2' });
    const text = Buffer.from(bytes).toString('latin1');
    assert.ok(text.includes('ODD '));
    assert.ok(text.includes('odd '));
    assert.ok(text.includes('1.2\0'));
    assert.equal(bytes.byteLength % 2, 0);
  });

  it('reads back what it wrote, every element of Table E.1-1', () => {
    const all: Record<string, unknown> = {};
    for (const [name, { vr }] of Object.entries(COMMAND_ELEMENTS))
      all[name] = { UI: '1.2.840.1', AE: 'STORE_SCP', LO: 'some words', US: 0x8123, AT: [0x00080018, 0xfffee00d] }[vr];
    assert.deepEqual(decodeCommandSet(encodeCommandSet(all as CommandSet)), all);
  });

  it('keeps its table in order of tag', () => {
    const tags = Object.values(COMMAND_ELEMENTS).map(({ tag }) => tag);
    assert.deepEqual(
      tags,
      tags.toSorted((a, b) => a - b),
    );
  });
});

describe('PS3.7 §6.3.1 command set, decoding', () => {
  it('reads a C-ECHO-RQ', () => assert.deepEqual(decodeCommandSet(echo), echoFields));

  it('takes one without CommandGroupLength', () => assert.deepEqual(decodeCommandSet(echo.subarray(12)), echoFields));

  it('ignores a CommandGroupLength that is wrong: the last fragment says where the command ends', () =>
    assert.deepEqual(decodeCommandSet(Uint8Array.from(echo).fill(0xff, 8, 12)), echoFields));

  it('ignores elements that it does not know, retired (E.2) or private', () => {
    const retired = element(0x00000001, Uint8Array.of(0, 0, 0, 0)); // CommandLengthToEnd
    assert.deepEqual(decodeCommandSet(withEcho(retired, element(0x00000903, us(5)), element(0x00001111, us(1)))), {
      ...echoFields,
      errorId: 5,
    });
  });

  it('takes elements out of order', () =>
    assert.deepEqual(decodeCommandSet(withEcho(element(0x00000003, Buffer.from('1.2\0')))), {
      ...echoFields,
      requestedSopClassUid: '1.2',
    }));

  it('removes padding, whichever the peer used', () => {
    const instance = element(0x00001000, Buffer.from('1.2.3 '));
    const destination = element(0x00000600, Buffer.from('  DEST \0'));
    assert.deepEqual(decodeCommandSet(withEcho(instance, destination)), {
      ...echoFields,
      affectedSopInstanceUid: '1.2.3',
      moveDestination: 'DEST',
    });
  });

  it('counts an element without a value as absent', () => {
    const empty = withEcho(element(0x00001000, new Uint8Array()), element(0x00000600, Buffer.from('    ')));
    assert.deepEqual(decodeCommandSet(empty), echoFields);
  });

  for (const [words, bytes, message] of [
    ['bytes that end inside an element header', withEcho(Uint8Array.of(0, 0, 2)), /3 bytes left at offset 68/],
    [
      'a value longer than what is left',
      withEcho(element(0x00001000, us(1), 10)),
      /\(0000,1000\) at offset 68 wants 10 bytes of value, 2 are left/,
    ],
    ['an undefined length', withEcho(element(0x00001000, us(1), 0xffffffff)), /wants 4294967295 bytes/],
    ['an element of another group', withEcho(element(0x00080018, us(1))), /\(0008,0018\) at offset 68 is not of group 0000/],
    ['a US that is not 2 bytes', withEcho(element(0x00000700, Uint8Array.of(1))), /Priority \(0000,0700\) has 1 bytes/],
    ['an AT that is not a multiple of 4 bytes', withEcho(element(0x00000901, us(1))), /OffendingElement \(0000,0901\) has 2 bytes/],
    ['an element that comes twice', withEcho(element(0x00000110, us(2))), /MessageID \(0000,0110\) comes twice/],
    ['no CommandField', element(0x00000800, us(0x0101)), /CommandField \(0000,0100\) is missing/],
    ['no CommandDataSetType', element(0x00000100, us(0x30)), /CommandDataSetType \(0000,0800\) is missing/],
    ['Explicit VR Little Endian', Buffer.from('\0\0\0\0UL\x04\0\x38\0\0\0', 'latin1'), /\(0000,0000\) at offset 0 wants \d+ bytes/],
    ['nothing at all', new Uint8Array(), /CommandField/],
  ] as const)
    it(`refuses ${words}`, () => assert.throws(() => decodeCommandSet(bytes), { code: 'DIMSE_COMMAND_MALFORMED', message }));

  it('throws DimseError and nothing else at every truncation', () => {
    for (let end = 0; end < echo.byteLength; end++) assert.throws(() => decodeCommandSet(echo.subarray(0, end)), { name: 'DimseError' });
  });
});
