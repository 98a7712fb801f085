/** Messages for tests of HL7. No patient here is a person. */

const HEAD = (type: string, id: string, characterSet: string) =>
  `MSH|^~\\&|RIS|CLINIC|FILMROOM|BOX|20261122080000||${type}|${id}|P|2.3.1||||||${characterSet}`;

export interface OrderParts {
  readonly id?: string;
  readonly control?: string;
  readonly status?: string;
  readonly patientId?: string;
  readonly name?: string;
  readonly accession?: string;
  readonly modality?: string;
  readonly start?: string;
  readonly characterSet?: string;
}

/** ORM^O01 as IHE RAD-4 has it. */
export function orm(parts: OrderParts = {}): string {
  const { id = 'M1', control = 'NW', status = '', patientId = 'P1', name = 'Example^Ada^Q^Jr^Dr', characterSet = '' } = parts;
  const { accession = 'A1', modality = 'CT', start = '20261122093000' } = parts;
  const person = { 1: '1', 3: `${patientId}^^^CLINIC^MR`, 5: name, 7: '19800229', 8: 'F' };
  const order = { 1: control, 2: 'PL7', 3: 'FI7', 5: status, 7: `^^^${start}^^S`, 9: '20261122075500', 12: '88^Orderer^Olga' };
  const request = {
    ...{ 1: '1', 2: 'PL7', 3: 'FI7', 4: 'CHEST^Chest CT^L^P77^Chest low dose^L', 12: 'DANGER' },
    ...{ 18: accession, 19: 'RP1', 20: 'SP1', 24: modality, 30: 'WALK', 31: 'R07^Cough' },
  };
  return [
    HEAD('ORM^O01', id, characterSet),
    segment('PID', person),
    segment('PV1', { 1: '1', 2: 'O', 3: 'WARD^12^3', 8: '77^Referrer^Rob', 15: 'B6', 19: 'V9' }),
    segment('ORC', order),
    segment('OBR', request),
    segment('ZDS', { 1: '1.2.826.0.1.3680043.9.7.1^FILMROOM^Application^DICOM' }),
    '',
  ].join('\r');
}

/** A segment by the numbers of its fields. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, at) => fields[at + 1] ?? '')].join('|');
}

export function adt(
  event: 'A08' | 'A40',
  parts: { readonly id?: string; readonly patientId?: string; readonly name?: string; readonly prior?: string } = {},
): string {
  const { id = 'D1', patientId = 'P1', name = 'Corrected^Ada', prior = 'P0' } = parts;
  return [
    HEAD(`ADT^${event}`, id, ''),
    `EVN|${event}|20261122`,
    `PID|1||${patientId}^^^CLINIC^MR||${name}||19800301|F`,
    ...(event === 'A40' ? [`MRG|${prior}^^^CLINIC^MR`] : []),
    '',
  ].join('\r');
}
