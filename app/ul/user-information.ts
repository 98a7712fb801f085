import { ByteReader, ByteWriter } from '../base/base.ts';
import type { CommonExtendedNegotiation, ExtendedNegotiation, RoleSelection, UserInformation } from './pdu.ts';

/** Sub-item types of the user information item (PS3.8 Annex D.1, PS3.7 Annex D.3.3). */
const SUB_ITEM = {
  maximumLength: 0x51,
  implementationClassUid: 0x52,
  asynchronousOperationsWindow: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  extendedNegotiation: 0x56,
  commonExtendedNegotiation: 0x57,
  userIdentity: 0x58,
  userIdentityResponse: 0x59,
} as const;

/** A UID as peers write it: some pad it with NUL or a space, though UIDs in associations are not padded (PS3.8 Annex F). */
export function uidText(text: string): string {
  return text.replace(/[\0 ]+$/, '').replace(/^ +/, '');
}

/**
 * Reads the body of item 50H (PS3.8 §9.3.2.3). A sub-item of an unknown type is skipped (§9.3.1).
 *
 * @throws BytesError where a length points past the end
 */
export function decodeUserInformation(body: Uint8Array): UserInformation {
  const reader = new ByteReader(body);
  const found: { -readonly [Key in keyof UserInformation]: UserInformation[Key] } = {};
  const roleSelections: RoleSelection[] = [];
  const extendedNegotiations: ExtendedNegotiation[] = [];
  const commonExtendedNegotiations: CommonExtendedNegotiation[] = [];
  while (reader.remaining > 0) {
    const type = reader.uint8('Item-type');
    reader.uint8('Reserved');
    const item = new ByteReader(reader.take(reader.uint16('Item-length'), 'sub-item of the user information'));
    switch (type) {
      case SUB_ITEM.maximumLength:
        found.maximumLength = item.uint32('Maximum-length-received');
        break;
      case SUB_ITEM.implementationClassUid:
        found.implementationClassUid = uidText(item.text(item.remaining, 'Implementation-class-uid'));
        break;
      case SUB_ITEM.implementationVersionName:
        found.implementationVersionName = item.text(item.remaining, 'Implementation-version-name').trim();
        break;
      case SUB_ITEM.asynchronousOperationsWindow:
        found.asynchronousOperationsWindow = {
          invoked: item.uint16('Maximum-number-operations-invoked'),
          performed: item.uint16('Maximum-number-operations-performed'),
        };
        break;
      case SUB_ITEM.roleSelection:
        roleSelections.push({ sopClassUid: uidOf(item), scu: item.uint8('SCU-role') === 1, scp: item.uint8('SCP-role') === 1 });
        break;
      case SUB_ITEM.extendedNegotiation:
        extendedNegotiations.push({
          sopClassUid: uidOf(item),
          applicationInformation: item.take(item.remaining, 'Service-class-application-information'),
        });
        break;
      case SUB_ITEM.commonExtendedNegotiation: {
        const sopClassUid = uidOf(item);
        const serviceClassUid = uidOf(item);
        const related = new ByteReader(item.take(item.uint16('Related-general-sop-class-identification-length'), 'related SOP classes'));
        const relatedSopClassUids: string[] = [];
        while (related.remaining > 0) relatedSopClassUids.push(uidOf(related));
        commonExtendedNegotiations.push({ sopClassUid, serviceClassUid, relatedSopClassUids });
        break;
      }
      case SUB_ITEM.userIdentity:
        found.userIdentity = {
          type: item.uint8('User-Identity-Type'),
          positiveResponseRequested: item.uint8('Positive-response-requested') === 1,
          primaryField: item.take(item.uint16('Primary-field-length'), 'Primary-field').slice(),
          secondaryField: item.take(item.uint16('Secondary-field-length'), 'Secondary-field').slice(),
        };
        break;
      case SUB_ITEM.userIdentityResponse:
        found.userIdentityResponse = item.take(item.uint16('Server-response-length'), 'Server-response').slice();
        break;
    }
  }
  if (roleSelections.length) found.roleSelections = roleSelections;
  if (extendedNegotiations.length) found.extendedNegotiations = extendedNegotiations;
  if (commonExtendedNegotiations.length) found.commonExtendedNegotiations = commonExtendedNegotiations;
  return found;
}

/** Writes the body of item 50H. Annex D.3.3 fixes no order; we write by item type, as most do. */
export function encodeUserInformation(information: UserInformation): Uint8Array {
  const writer = new ByteWriter(roomFor(information));
  const item = (type: number, write: () => void) => {
    writer.uint8(type).uint8(0).uint16(0);
    const at = writer.length;
    write();
    writer.patchUint16(at - 2, writer.length - at);
  };
  const uid = (text: string) => writer.uint16(text.length).text(text);
  const field = (bytes: Uint8Array) => writer.uint16(bytes.byteLength).put(bytes);
  const { maximumLength, implementationClassUid, asynchronousOperationsWindow, implementationVersionName } = information;
  const { userIdentity, userIdentityResponse } = information;

  if (maximumLength !== undefined) item(SUB_ITEM.maximumLength, () => writer.uint32(maximumLength));
  if (implementationClassUid !== undefined) item(SUB_ITEM.implementationClassUid, () => writer.text(implementationClassUid));
  if (asynchronousOperationsWindow) {
    item(SUB_ITEM.asynchronousOperationsWindow, () =>
      writer.uint16(asynchronousOperationsWindow.invoked).uint16(asynchronousOperationsWindow.performed),
    );
  }
  for (const { sopClassUid, scu, scp } of information.roleSelections ?? []) {
    item(SUB_ITEM.roleSelection, () => uid(sopClassUid).uint8(Number(scu)).uint8(Number(scp)));
  }
  if (implementationVersionName !== undefined) item(SUB_ITEM.implementationVersionName, () => writer.text(implementationVersionName));
  for (const { sopClassUid, applicationInformation } of information.extendedNegotiations ?? []) {
    item(SUB_ITEM.extendedNegotiation, () => uid(sopClassUid).put(applicationInformation));
  }
  for (const { sopClassUid, serviceClassUid, relatedSopClassUids } of information.commonExtendedNegotiations ?? []) {
    item(SUB_ITEM.commonExtendedNegotiation, () => {
      uid(sopClassUid);
      uid(serviceClassUid);
      writer.uint16(relatedSopClassUids.reduce((length, related) => length + 2 + related.length, 0));
      for (const related of relatedSopClassUids) uid(related);
    });
  }
  if (userIdentity) {
    item(SUB_ITEM.userIdentity, () => {
      writer.uint8(userIdentity.type).uint8(Number(userIdentity.positiveResponseRequested));
      field(userIdentity.primaryField);
      field(userIdentity.secondaryField);
    });
  }
  if (userIdentityResponse) item(SUB_ITEM.userIdentityResponse, () => field(userIdentityResponse));
  return writer.bytes();
}

/** At least as many bytes as the encoded form of a PDU or a part of one takes: a writer of this size never has to grow. */
export function roomFor(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value instanceof Uint8Array) return 16 + value.byteLength;
  if (typeof value !== 'object' || value === null) return 16;
  return Object.values(value).reduce((bytes: number, part) => bytes + roomFor(part), 16);
}

function uidOf(item: ByteReader): string {
  return uidText(item.text(item.uint16('UID-length'), 'SOP-class-uid'));
}
