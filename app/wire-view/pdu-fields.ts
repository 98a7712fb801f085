import { sopClassName } from '../registry/registry.ts';
import type { Pdu, UserInformation } from '../ul/ul.ts';
import type { WireField } from './view.ts';

/** PS3.8 Table 9-21. */
const REJECT_RESULTS: Readonly<Record<number, string>> = { 1: 'rejected-permanent', 2: 'rejected-transient' };
const REJECT_REASONS: Readonly<Record<string, string>> = {
  '1/1': 'service-user: no-reason-given',
  '1/2': 'service-user: application-context-name-not-supported',
  '1/3': 'service-user: calling-AE-title-not-recognized',
  '1/7': 'service-user: called-AE-title-not-recognized',
  '2/1': 'service-provider (ACSE): no-reason-given',
  '2/2': 'service-provider (ACSE): protocol-version-not-supported',
  '3/1': 'service-provider (presentation): temporary-congestion',
  '3/2': 'service-provider (presentation): local-limit-exceeded',
};
/** PS3.8 Table 9-26. */
const ABORT_REASONS = [
  'reason-not-specified',
  'unrecognized-PDU',
  'unexpected-PDU',
  'reserved',
  'unrecognized-PDU parameter',
  'unexpected-PDU parameter',
  'invalid-PDU-parameter value',
];
const IDENTITY_TYPES = ['', 'username', 'username and passcode', 'Kerberos', 'SAML', 'JWT'];

/** The name and the fields of a PDU other than P-DATA-TF; presentation contexts are told apart (`WireContext`). */
export function pduFields(pdu: Pdu): { readonly name: string; readonly fields: readonly WireField[] } {
  switch (pdu.kind) {
    case 'associate-rq':
    case 'associate-ac':
      return {
        name: pdu.kind === 'associate-rq' ? 'A-ASSOCIATE-RQ' : 'A-ASSOCIATE-AC',
        fields: [
          { name: 'Called AE title', value: plain(pdu.calledAeTitle) },
          { name: 'Calling AE title', value: plain(pdu.callingAeTitle) },
          { name: 'Protocol version', value: String(pdu.protocolVersion) },
          { name: 'Application context', value: plain(pdu.applicationContext) },
          { name: 'Presentation contexts', value: String(pdu.presentationContexts.length) },
          ...userFields(pdu.userInformation),
        ],
      };
    case 'associate-rj':
      return {
        name: 'A-ASSOCIATE-RJ',
        fields: [
          { name: 'Result', value: String(pdu.result), words: REJECT_RESULTS[pdu.result] ?? '' },
          { name: 'Source/Reason', value: `${pdu.source}/${pdu.reason}`, words: REJECT_REASONS[`${pdu.source}/${pdu.reason}`] ?? '' },
        ],
      };
    case 'release-rq':
      return { name: 'A-RELEASE-RQ', fields: [] };
    case 'release-rp':
      return { name: 'A-RELEASE-RP', fields: [] };
    case 'abort': {
      const words = pdu.source === 2 ? `service-provider: ${ABORT_REASONS[pdu.reason] ?? 'reserved'}` : 'service-user';
      return { name: 'A-ABORT', fields: [{ name: 'Source/Reason', value: `${pdu.source}/${pdu.reason}`, words }] };
    }
    default:
      return pdu satisfies never;
  }
}

function userFields(user: UserInformation): WireField[] {
  const fields: WireField[] = [];
  const put = (name: string, value: string | number | undefined, words?: string) => {
    if (value !== undefined) fields.push({ name, value: plain(String(value)), ...(words && { words }) });
  };
  put('Maximum length', user.maximumLength, user.maximumLength === 0 ? 'no limit' : 'bytes');
  put('Implementation class UID', user.implementationClassUid);
  put('Implementation version name', user.implementationVersionName);
  const { asynchronousOperationsWindow: window } = user;
  if (window) put('Asynchronous operations window', `${window.invoked}/${window.performed}`);
  for (const { sopClassUid, scu, scp } of user.roleSelections ?? [])
    put('Role selection', `SCU ${Number(scu)}, SCP ${Number(scp)}`, sopClassName(sopClassUid));
  for (const { sopClassUid, applicationInformation } of user.extendedNegotiations ?? [])
    put('Extended negotiation', Buffer.from(applicationInformation.subarray(0, 16)).toString('hex'), sopClassName(sopClassUid));
  if (user.userIdentity) put('User identity', user.userIdentity.type, `${IDENTITY_TYPES[user.userIdentity.type] ?? ''}, not kept`);
  return fields;
}

/** What a peer wrote, as printable ASCII. */
function plain(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?');
}
