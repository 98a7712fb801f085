import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHARACTER_SETS, type CharacterSet, decodeMessage } from '../../../app/hl7/charset.ts';
import { readHeader } from '../../../app/hl7/header.ts';
import { fieldValue, parseMessage, repetitionsOf } from '../../../app/hl7/message.ts';

const LIMITS = { maxSegments: 100 };
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const parsed = (text: string) => parseMessage(text, latin1, LIMITS);
const HEAD = 'MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5.1';

/** Field 1 of a segment ZZZ with this text. */
function value(field: string, part: Parameters<typeof fieldValue>[3] = {}) {
  const message = parsed(`${HEAD}\rZZZ|${field}\r`);
  return fieldValue(message, message.segments[1], 1, part);
}

describe('HL7 2.9 §2.5: segments, fields and their parts', () => {
  it('segments end by CR; by LF or both where the sender does so', () => {
    for (const end of ['\r', '\n', '\r\n'])
      assert.deepEqual(
        parsed(`${HEAD}${end}PID|1${end}PV1|2${end}`).segments.map(({ name, fields }) => [name, fields[1]]),
        [
          ['MSH', '|'],
          ['PID', '1'],
          ['PV1', '2'],
        ],
      );
  });
  it('a line feed within a field stays where segments end by CR', () =>
    assert.equal(parsed(`${HEAD}\rNTE|1||a\nb\r`).segments[1]?.fields[3], 'a\nb'));
  it('MSH-n is the n-th, the separator being the first', () => {
    const message = parsed(HEAD);
    assert.equal(fieldValue(message, message.segments[0], 9, { component: 2 }), 'O01');
    assert.equal(fieldValue(message, message.segments[0], 12), '2.5.1');
  });
  it('repetition, component, subcomponent', () => {
    assert.equal(value('a^b&c~d^e'), 'a');
    assert.equal(value('a^b&c~d^e', { component: 2 }), 'b');
    assert.equal(value('a^b&c~d^e', { component: 2, subcomponent: 2 }), 'c');
    assert.equal(value('a^b&c~d^e', { repetition: 2, component: 2 }), 'e');
    const message = parsed(`${HEAD}\rZZZ|a~b~c|`);
    assert.equal(repetitionsOf(message, message.segments[1], 1), 3);
    assert.equal(repetitionsOf(message, message.segments[1], 2), 0);
  });
  it('nothing is undefined, "" takes away', () => {
    assert.equal(value(''), undefined);
    assert.equal(value('""'), '');
    assert.equal(value('a^""', { component: 2 }), '');
    assert.equal(value('a', { component: 2 }), undefined);
  });
  it('other separators than the usual', () => {
    const message = parsed('MSH#*@!%#A#B\rPID#1##x*y%z@q\r');
    const pid = message.segments[1];
    assert.equal(fieldValue(message, pid, 3, { component: 2, subcomponent: 2 }), 'z');
    assert.equal(fieldValue(message, pid, 3, { repetition: 2 }), 'q');
  });
  it('refuses separators that are the same, lines without a name, too many segments', () => {
    assert.throws(() => parsed('MSH|^^\\&|A'), { code: 'HL7_MALFORMED' });
    assert.throws(() => parsed(`${HEAD}\rP|1`), { code: 'HL7_MALFORMED' });
    assert.throws(() => parsed(HEAD + '\rNTE|1'.repeat(100)), { code: 'HL7_MALFORMED' });
  });
});

describe('HL7 2.9 §2.7: escape sequences', () => {
  for (const [written, meant] of [
    ['a\\F\\b', 'a|b'],
    ['a\\S\\b\\T\\c\\R\\d\\E\\e', 'a^b&c~d\\e'],
    ['a\\H\\b\\N\\c', 'abc'],
    ['one\\.br\\two', 'one\ntwo'],
    ['\\X41\\\\X4243\\', 'ABC'],
    ['C:\\temp', 'C:\\temp'],
    ['4\\5 re', '4\\5 re'],
    ['\\Zodd\\x', '\\Zodd\\x'],
    ['\\X4\\', '\\X4\\'],
  ] as const)
    it(`${written} is ${JSON.stringify(meant)}`, () => assert.equal(value(written), meant));
});

describe('MSH-18: the text of a message', () => {
  const message = (characterSet: string, name: Uint8Array) =>
    Buffer.concat([
      Buffer.from(`MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5.1||||||${characterSet}\rPID|1||P1||`),
      name,
      Buffer.from('\r'),
    ]);
  function nameIn(characterSet: string, name: Uint8Array, assumed: CharacterSet = 'auto') {
    const bytes = message(characterSet, name);
    const { text, textOf } = decodeMessage(bytes, readHeader(bytes)!, assumed);
    const read = parseMessage(text, textOf, LIMITS);
    return fieldValue(read, read.segments[1], 5);
  }
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

  it('none and ASCII are ASCII', () => {
    assert.equal(nameIn('', Buffer.from('Ada')), 'Ada');
    assert.equal(nameIn('ASCII', Buffer.from('Ada')), 'Ada');
  });
  it('UNICODE UTF-8, and its misspellings', () => {
    for (const name of ['UNICODE UTF-8', 'UTF-8', 'utf8', 'UNICODE']) assert.equal(nameIn(name, Buffer.from('Żółć山田')), 'Żółć山田', name);
  });
  it('8859/1, /2, /5, /9, /15', () => {
    assert.equal(nameIn('8859/1', hex('4d fc 6c 6c 65 72')), 'Müller');
    assert.equal(nameIn('8859/2', hex('a3')), 'Ł');
    assert.equal(nameIn('8859/5', hex('b8 d2 d0 dd')), 'Иван');
    assert.equal(nameIn('8859/9', hex('fd')), 'ı');
    assert.equal(nameIn('8859/15', hex('a4')), '€');
  });
  it('ISO IR87 by escape sequences, as Japanese senders write it', () => {
    for (const name of ['~ISO IR87', 'ASCII~ISO IR87', 'ISO IR6~ISO IR87', 'ISO IR87'])
      assert.equal(nameIn(name, hex('1b2442 3b33 4544 1b2842')), '山田', name);
  });
  it('\\M…\\ and \\C…\\ stand for those sequences', () =>
    assert.equal(nameIn('~ISO IR87', Buffer.concat([Buffer.from('\\M2442\\'), hex('3b33 4544'), Buffer.from('\\C2842\\')])), '山田'));
  it('GB 18030 and KS X 1001', () => {
    assert.equal(nameIn('GB 18030-2000', hex('cd f5')), '王');
    assert.equal(nameIn('KS X 1001', hex('1b2429 43 b1e8')), '김');
  });
  it('windows-1251 by the setting, where the message names nothing', () => {
    assert.equal(nameIn('', hex('c8 e2 e0 ed'), 'windows-1251'), 'Иван');
    assert.equal(nameIn('', Buffer.from('Иван'), 'windows-1251'), 'Иван', 'UTF-8 is still seen');
  });
  it('is not guessed at: bytes that are no UTF-8 without a setting, bytes that the set has not', () => {
    assert.throws(() => nameIn('', hex('c8 e2 e0 ed')), { code: 'HL7_BAD_TEXT' });
    assert.throws(() => nameIn('UNICODE UTF-8', hex('c8 e2 e0 ed')), { code: 'HL7_BAD_TEXT' });
    assert.throws(() => nameIn('', Buffer.from('A\0d\0a\0')), { code: 'HL7_BAD_TEXT' });
    assert.throws(() => nameIn('CNS 11643-1992', Buffer.from('A')), {
      code: 'HL7_CHARACTER_SET',
      values: { characterSet: 'CNS 11643-1992' },
    });
  });
  it('every set of the setting can be read', () => {
    for (const set of CHARACTER_SETS) assert.equal(nameIn('', Buffer.from('Ada'), set), 'Ada', set);
  });
});
