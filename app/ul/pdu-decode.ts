import { ByteReader, BytesError } from '../base/base.ts';
import { type AeTitles, UlError } from './errors.ts';
import {
  type AssociateAc,
  type AssociateRq,
  type ContextResult,
  PDU_TYPE,
  type Pdu,
  type ProposedContext,
  type UserInformation,
} from './pdu.ts';
import { decodeUserInformation, uidText } from './user-information.ts';

const ITEM = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  contextResult: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
} as const;

/** Protocol-version to the last reserved field before the items (§9.3.2). */
const FIXED_LENGTH = 68;

/**
 * Reads the body of any PDU but P-DATA-TF (PS3.8 §9.3.2 to §9.3.8), whole. Reserved fields are not tested; items of unknown types are skipped (§9.3.1).
 * The values keep views of `body`.
 *
 * @throws UlError UL_PDU_MALFORMED where lengths contradict each other, UL_UNKNOWN_PDU
 */
export function decodePdu(type: number, body: Uint8Array): Pdu {
  try {
    return decode(type, new ByteReader(body));
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    const titles = type === PDU_TYPE.associateRq ? titlesIn(body) : undefined;
    throw new UlError('UL_PDU_MALFORMED', `${nameOfPdu(type)}: ${error.message}`, { cause: error, ...(titles && { titles }) });
  }
}

/** Of a request whose items cannot be read: the fixed fields before them (§9.3.2), where they are whole. */
function titlesIn(body: Uint8Array): AeTitles | undefined {
  if (body.length < FIXED_LENGTH) return;
  const { callingAeTitle, calledAeTitle } = fixedFields(new ByteReader(body));
  return { callingAeTitle, calledAeTitle };
}

export function nameOfPdu(type: number): string {
  const names = ['A-ASSOCIATE-RQ', 'A-ASSOCIATE-AC', 'A-ASSOCIATE-RJ', 'P-DATA-TF', 'A-RELEASE-RQ', 'A-RELEASE-RP', 'A-ABORT'];
  return names[type - 1] ?? `PDU of type ${type.toString(16).toUpperCase().padStart(2, '0')}H`;
}

function decode(type: number, reader: ByteReader): Pdu {
  switch (type) {
    case PDU_TYPE.associateRq:
      return decodeAssociateRq(reader);
    case PDU_TYPE.associateAc:
      return decodeAssociateAc(reader);
    case PDU_TYPE.associateRj:
      reader.uint8('Reserved');
      return { kind: 'associate-rj', result: reader.uint8('Result'), source: reader.uint8('Source'), reason: reader.uint8('Reason/Diag.') };
    case PDU_TYPE.releaseRq:
      return { kind: 'release-rq' };
    case PDU_TYPE.releaseRp:
      return { kind: 'release-rp' };
    case PDU_TYPE.abort:
      reader.uint16('Reserved');
      return { kind: 'abort', source: reader.uint8('Source'), reason: reader.uint8('Reason/Diag.') };
    default:
      throw new UlError('UL_UNKNOWN_PDU', nameOfPdu(type));
  }
}

/** §9.3.2 */
function decodeAssociateRq(reader: ByteReader): AssociateRq {
  const fixed = fixedFields(reader);
  let applicationContext = '';
  let userInformation: UserInformation = {};
  const presentationContexts: ProposedContext[] = [];
  for (const item of items(reader)) {
    if (item.type === ITEM.applicationContext) applicationContext = uidOf(item.body);
    else if (item.type === ITEM.proposedContext) presentationContexts.push(proposedContext(item.body));
    else if (item.type === ITEM.userInformation) userInformation = decodeUserInformation(item.body);
  }
  return { kind: 'associate-rq', ...fixed, applicationContext, presentationContexts, userInformation };
}

/** §9.3.3 */
function decodeAssociateAc(reader: ByteReader): AssociateAc {
  const fixed = fixedFields(reader);
  let applicationContext = '';
  let userInformation: UserInformation = {};
  const presentationContexts: ContextResult[] = [];
  for (const item of items(reader)) {
    if (item.type === ITEM.applicationContext) applicationContext = uidOf(item.body);
    else if (item.type === ITEM.contextResult) presentationContexts.push(contextResult(item.body));
    else if (item.type === ITEM.userInformation) userInformation = decodeUserInformation(item.body);
  }
  return { kind: 'associate-ac', ...fixed, applicationContext, presentationContexts, userInformation };
}

function fixedFields(reader: ByteReader) {
  const protocolVersion = reader.uint16('Protocol-version');
  reader.uint16('Reserved');
  const titlesField = reader.take(64, 'Called-AE-title, Calling-AE-title and Reserved').slice();
  const titles = new ByteReader(titlesField);
  return {
    protocolVersion,
    calledAeTitle: aeTitle(titles.text(16, 'Called-AE-title')),
    callingAeTitle: aeTitle(titles.text(16, 'Calling-AE-title')),
    titlesField,
  };
}

/** Leading and trailing spaces are non-significant (§9.3.2); some devices pad with NUL. */
function aeTitle(field: string): string {
  return field.replace(/^ +/, '').replace(/[ \0]+$/, '');
}

/** §9.3.2.2 */
function proposedContext(body: Uint8Array): ProposedContext {
  const reader = new ByteReader(body);
  const id = reader.uint8('Presentation-context-ID');
  reader.take(3, 'Reserved');
  let abstractSyntax = '';
  const transferSyntaxes: string[] = [];
  for (const item of items(reader)) {
    if (item.type === ITEM.abstractSyntax) abstractSyntax = uidOf(item.body);
    else if (item.type === ITEM.transferSyntax) transferSyntaxes.push(uidOf(item.body));
  }
  return { id, abstractSyntax, transferSyntaxes };
}

/** §9.3.3.2 */
function contextResult(body: Uint8Array): ContextResult {
  const reader = new ByteReader(body);
  const id = reader.uint8('Presentation-context-ID');
  reader.uint8('Reserved');
  const result = reader.uint8('Result/Reason');
  reader.uint8('Reserved');
  let transferSyntax = '';
  if (result === 0) {
    for (const item of items(reader)) if (item.type === ITEM.transferSyntax) transferSyntax = uidOf(item.body);
  } // with any other result the sub-item is not significant and may be nonsense (§9.3.3.2)
  return { id, result, transferSyntax };
}

function* items(reader: ByteReader): Generator<{ readonly type: number; readonly body: Uint8Array }> {
  while (reader.remaining > 0) {
    const type = reader.uint8('Item-type');
    reader.uint8('Reserved');
    yield { type, body: reader.take(reader.uint16('Item-length'), `item ${type.toString(16).toUpperCase().padStart(2, '0')}H`) };
  }
}

function uidOf(body: Uint8Array): string {
  return uidText(new ByteReader(body).text(body.byteLength, 'UID'));
}
