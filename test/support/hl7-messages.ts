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
  return [
    HEAD('ORM^O01', id, characterSet),
    `PID|1||${patientId}^^^CLINIC^MR||${name}||19800229|F`,
    'PV1|1|O|WARD^12^3|||||77^Referrer^Rob|||||||B6||||V9',
    `ORC|${control}|PL7|FI7||${status}||^^^${start}^^S||20261122075500|||88^Orderer^Olga`,
    `OBR|1|PL7|FI7|CHEST^Chest CT^L^P77^Chest low dose^L||||||||DANGER|||||||${accession}|RP1|SP1||||${modality}||||||WALK|R07^Cough`,
    'ZDS|1.2.826.0.1.3680043.9.7.1^FILMROOM^Application^DICOM',
    '',
  ].join('\r');
}

export function adt(event: 'A08' | 'A40', parts: { readonly id?: string; readonly patientId?: string; readonly name?: string; readonly prior?: string } = {}): string {
  const { id = 'D1', patientId = 'P1', name = 'Corrected^Ada', prior = 'P0' } = parts;
  return [
    HEAD(`ADT^${event}`, id, ''),
    `EVN|${event}|20261122`,
    `PID|1||${patientId}^^^CLINIC^MR||${name}||19800301|F`,
    ...(event === 'A40' ? [`MRG|${prior}^^^CLINIC^MR`] : []),
    '',
  ].join('\r');
}
