import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acknowledge } from '../../../app/hl7/acknowledge.ts';
import { Hl7Error } from '../../../app/hl7/errors.ts';
import { readHeader } from '../../../app/hl7/header.ts';

const ANSWERING = { applicationName: 'FILMROOM', now: Date.UTC(2026, 10, 22, 8), controlId: 'X1' };
const header = (text: string) => readHeader(Buffer.from(text, 'latin1'));
const segments = (answer: Uint8Array) => Buffer.from(answer).toString('latin1').split('\r');

describe('HL7 2.9 §2.9.2: the acknowledgment', () => {
  it('AA echoes MSH-10, and answers from the receiver to the sender', () => {
    const [msh, msa, end] = segments(
      acknowledge(header('MSH|^~\\&|RIS|CLINIC|BOX|HALL|20261122||ORM^O01|ID-77|T|2.3.1\r'), undefined, ANSWERING),
    );
    const fields = msh!.split('|');
    assert.deepEqual(fields.slice(0, 6), ['MSH', '^~\\&', 'BOX', 'HALL', 'RIS', 'CLINIC']);
    assert.match(fields[6]!, /^20261122\d{6}[+-]\d{4}$/);
    assert.deepEqual(fields.slice(7), ['', 'ACK^O01^ACK', 'X1', 'T', '2.3.1']);
    assert.equal(msa, 'MSA|AA|ID-77');
    assert.equal(end, '');
  });
  it('ERR of version 2.5 has place, condition, severity and words', () => {
    const fault = new Hl7Error('HL7_FIELD_MISSING', 'PID-3 is empty', { location: { segment: 'PID', occurrence: 1, field: 3 } });
    const [, msa, err] = segments(acknowledge(header('MSH|^~\\&|R|C|||1||ORM^O01|7|P|2.5.1\r'), fault, ANSWERING));
    assert.equal(msa, 'MSA|AE|7|PID-3 is empty');
    assert.equal(err, 'ERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 is empty');
  });
  it('ERR before 2.5 is one field', () => {
    const fault = new Hl7Error('HL7_FIELD_WRONG', 'no', { location: { segment: 'OBR', occurrence: 2, field: 24 } });
    assert.equal(
      segments(acknowledge(header('MSH|^~\\&|R|C|||1||ORM^O01|7|P|2.3\r'), fault, ANSWERING))[2],
      'ERR|OBR^2^24^102&Data type error&HL70357',
    );
  });
  it('keeps to the separators of the message, and escapes them in its own words', () => {
    const fault = new Hl7Error('HL7_MALFORMED', 'a#b*c');
    const [msh, msa] = segments(acknowledge(header('MSH#*@!%#R#C###1##ORM*O01#7#P#2.5\r'), fault, ANSWERING));
    assert.match(msh!, /^MSH#\*@!%#FILMROOM##R#C#\d+[+-]\d+##ACK\*O01\*ACK#X1#P#2\.5$/);
    assert.equal(msa, 'MSA#AE#7#a!F!b!S!c');
  });
  it('what is echoed are the bytes that came, with their MSH-18', () => {
    const [msh, msa] = segments(acknowledge(header('MSH|^~\\&|R\xfc||||1||ORM^O01|\xfc7|P|2.5||||||8859/1\r'), undefined, ANSWERING));
    assert.equal(msh!.split('|')[4], 'R\xfc');
    assert.equal(msh!.split('|')[17], '8859/1');
    assert.equal(msa, 'MSA|AA|\xfc7');
  });
  it('a message without MSH is answered all the same', () => {
    assert.equal(header('GET / HTTP/1.1\r\n'), undefined);
    assert.equal(header('MSH'), undefined);
    const [msh, msa] = segments(acknowledge(undefined, new Hl7Error('HL7_NO_HEADER', 'no MSH'), ANSWERING));
    assert.match(msh!, /^MSH\|\^~\\&\|FILMROOM\|/);
    assert.equal(msa, 'MSA|AR||no MSH');
  });
});
