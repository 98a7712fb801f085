import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MODALITIES } from '../../../app/hl7/rules.ts';
import { personName, readTable } from '../../../app/ui/worklist/csv.ts';
import { DEFINED_TERMS } from '../../../app/ui/worklist/modalities.ts';
import { draftOf, madeUpId, nameOf, shownName } from '../../../app/ui/worklist/person.ts';

function lines(text: string) {
  const table = readTable(text);
  assert.equal(table.kind, 'lines');
  return table.kind === 'lines' ? table.lines : [];
}
const HEAD = 'ID,Name,Modality,Date';
const order = (line: string, head = HEAD) => lines(`${head}\n${line}`)[0]!;
const mistakes = (line: string, head = HEAD) => order(line, head).mistakes.map(({ column, what }) => `${column} ${what}`);

describe('a table of orders', () => {
  it('by comma, semicolon, tab or bar, with quotes as RFC 4180 has them', () => {
    for (const by of [',', ';', '\t', '|'])
      assert.deepEqual(order(['P1', '"Example, ""Ada"""', 'CT', '2026-11-22'].join(by), HEAD.replaceAll(',', by)).order, {
        ...{ patientId: 'P1', patientName: 'Example^"Ada"', modality: 'CT', startDate: '20261122' },
      });
  });
  it('a cell in quotes may have line ends; lines are counted as an editor counts', () => {
    const [one, two] = lines(`${HEAD},Procedure\r\nP1,A,CT,2026-11-22,"Chest\nlow dose"\r\n\r\nP2,B,CT,2026-11-22,Head\r\n`);
    assert.deepEqual([one?.line, two?.line], [2, 5]);
    assert.deepEqual(
      one?.mistakes.map(({ what }) => what),
      ['sign'],
    );
    assert.equal(two?.order?.procedure, 'Head');
  });
  it('headings in three languages, and the keywords of DICOM', () => {
    assert.equal(
      order('P1;Иванов;Иван;Иванович;CT;22.11.2026;09:05', 'Номер;Фамилия;Имя;Отчество;Модальность;Дата;Время').order?.patientName,
      'Иванов^Иван^Иванович',
    );
    assert.equal(order('P1,山田 太郎,CT,2026/11/22', '患者ID,氏名,モダリティ,検査日').order?.patientName, '山田^太郎');
    assert.equal(order('P1,Doe^Jane,CT,20261122', 'PatientID,PatientName,Modality,Date').order?.startDate, '20261122');
  });
  it('without the columns that an order needs it says which', () => {
    assert.deepEqual(readTable('ID,Name\n1,2'), { kind: 'no-headings', headings: ['ID', 'Name'], missing: ['modality', 'date'] });
    assert.equal(readTable('').kind, 'no-headings');
  });
  it('dates: day first with dots; with slashes only where the table tells', () => {
    assert.equal(order('P1,A,CT,1.2.2026').order?.startDate, '20260201');
    assert.deepEqual(mistakes('P1,A,CT,03/04/2026'), ['date ambiguous']);
    assert.equal(lines(`${HEAD}\nP1,A,CT,03/04/2026\nP2,B,CT,25/04/2026`)[0]?.order?.startDate, '20260403');
    assert.equal(lines(`${HEAD}\nP1,A,CT,03/04/2026\nP2,B,CT,04/25/2026`)[0]?.order?.startDate, '20260304');
    assert.equal(order('P1,A,CT,04/04/2026').order?.startDate, '20260404');
    assert.deepEqual(mistakes('P1,A,CT,2026-02-30'), ['date date']);
    assert.deepEqual(order('P1,A,CT,2026-11-22 9:05').order?.startTime, '0905');
  });
  it('a modality is a defined term, as in orders by HL7', () => {
    assert.deepEqual(new Set(DEFINED_TERMS), MODALITIES);
    assert.equal(order('P1,A,mr,2026-11-22').order?.modality, 'MR');
    assert.equal(order('P1,A,MRI,2026-11-22').order?.modality, 'MR');
  });
  it('each mistake of a line', () => {
    assert.deepEqual(mistakes(',,,2026-11-22'), ['patientId missing', 'name missing', 'modality missing']);
    assert.deepEqual(mistakes('P1,A,C T,2026-11-22'), ['modality modality']);
    assert.deepEqual(mistakes('P1,A,XRAY,2026-11-22'), ['modality modality'], 'it would be offered to no device');
    assert.deepEqual(mistakes('P1,A,CT,2026-11-22,q,99:00', `${HEAD},Sex,Time`), ['time time', 'sex sex']);
    assert.deepEqual(mistakes(`P1,A,CT,2026-11-22,${'9'.repeat(17)}`, `${HEAD},Accession`), ['accessionNumber long']);
  });
});

describe('names', () => {
  for (const [typed, name] of [
    ['Yamada, Hanako', 'Yamada^Hanako'],
    ['Иванов Иван Иванович', 'Иванов^Иван^Иванович'],
    ['Doe^Jane^^Dr', 'Doe^Jane^^Dr'],
    ['Plato', 'Plato'],
    ['山田　太郎', '山田^太郎'],
    ['', ''],
  ] as const)
    it(`“${typed}” is ${name}`, () => assert.equal(personName(typed), name));
  it('what is edited keeps prefix and suffix', () => {
    const before = 'Doe^Jane^Q^Dr^Jr=山田^花子';
    assert.equal(nameOf({ ...draftOf(before), given: 'Joan' }, before), 'Doe^Joan^Q^Dr^Jr=山田^花子');
    assert.equal(nameOf({ ...draftOf(before), phonetic: 'やまだ はなこ' }, before), 'Doe^Jane^Q^Dr^Jr=山田^花子=やまだ^はなこ');
    assert.equal(nameOf({ ...draftOf(''), family: 'A^B=C' }, ''), 'A B C');
    assert.deepEqual(shownName(before), ['Doe, Dr Jane Q Jr', '山田 花子']);
  });
  it('an ID that is made up is not given twice', () => {
    const ids = new Set(Array.from({ length: 200 }, () => madeUpId(new Date())));
    assert.equal(ids.size, 200);
  });
});
