import { CT_IMAGE_STORAGE, element, IMPLICIT_LE } from '../../support/raw-bytes.ts';
import { identifier } from '../../support/raw-query.ts';
import { type Outgoing, storeAll } from '../scu.ts';

/* The synthetic studies of the queries, one small object each: one family name in twelve is GARCIA, one given name in six has ANA in it. */

const FAMILIES = 'GARCIA MULLER SMITH KOWALSKI ROSSI DUBOIS JENSEN NOVAK SILVA PETROV COHEN LARSEN'.split(' ');
const GIVEN = 'ANA JUANA HANS LUCA KARL INGRID PAUL CLARA MAX SUSIE TOM EVE'.split(' ');
const MODALITIES = ['CT', 'MR', 'CR', 'US'];
const ROOT = '1.2.826.0.1.3680043.10.1.7.3';
const FIRST_DAY = Date.UTC(2020, 0, 1);
/** Studies of 1000 are in a month of sixty: about 17; of 10 000 about 170. */
const DAYS = 1800;
const PIXEL_BYTES = 512;

/** Spread over `among`, one by one for consecutive numbers far apart. */
const spread = (number: number, among: number): number => ((number * 7919) % 100_003) % among;

export const patientIdOf = (number: number): string => `Q${String(number).padStart(6, '0')}`;
export const studyUidOf = (number: number): string => `${ROOT}.${number + 1}`;
export const dayOf = (day: number): string => new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

/** The object of study `number`: the same for every archive. */
export function studyObject(number: number): Outgoing {
  const sopInstanceUid = `${studyUidOf(number)}.1.1`;
  const modality = MODALITIES[number % MODALITIES.length]!;
  const head = identifier({
    524310: CT_IMAGE_STORAGE,
    524312: sopInstanceUid,
    524320: dayOf(spread(number, DAYS)),
    524336: `${String(8 + (number % 12)).padStart(2, '0')}3000`,
    524368: `ACC${number}`,
    524384: modality,
    524432: 'REFERRING^DOCTOR',
    528432: `${modality} STUDY ${number % 50}`,
    528446: 'SERIES 1',
    1048592: `${FAMILIES[spread(number, 12)]}^${GIVEN[spread(Math.floor(number / 12) + number, 12)]}`,
    1048608: patientIdOf(number),
    1048624: `19${String(30 + (number % 70)).padStart(2, '0')}0101`,
    1048640: 'MF'[number % 2]!,
    2097165: studyUidOf(number),
    2097166: `${studyUidOf(number)}.1`,
    2097168: String(number),
    2097169: '1',
    2097171: '1',
    2621456: Buffer.of(16, 0),
    2621457: Buffer.of(16, 0),
    2621696: Buffer.of(16, 0),
  });
  const dataset = Buffer.concat([head, element(0x7fe00010, Buffer.alloc(PIXEL_BYTES, number % 251))]);
  return { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid, dataset };
}

/** Sends the studies `from` … `to`, `to` excluded, over four associations. */
export function fill(port: number, from: number, to: number): Promise<void> {
  const objects = { count: to - from, associations: 4, sopClassUid: CT_IMAGE_STORAGE, transferSyntax: IMPLICIT_LE };
  return storeAll(port, objects, (number) => studyObject(from + number));
}
