import { changesTo, type Mutation } from './mutation.ts';

const file = 'test/conformance/negotiation.test.ts';
const everyClass = 'test/conformance/every-class.test.ts';
const PREFER_EXPLICIT = 'prefer-explicit puts explicit little endian before implicit, and changes nothing else';
const EVERY_SYNTAX = 'every transfer syntax is accepted, and an object in each is stored byte for byte';

/** Which syntaxes, roles and classes come out of a proposal (PS3.8 §9.3.3, PS3.7 Annex D.3, PS3.4 §B.5). */
export const NEGOTIATED_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/ul/negotiate.ts', [
    {
      find: "policy.transferSyntaxPolicy === 'prefer-explicit' &&",
      replace: 'true &&',
      breaks: 'explicit is preferred only where it is set so (X-01, checklist 8)',
      test: 'first-acceptable keeps the requestor’s order',
      file,
    },
    {
      find: "policy.transferSyntaxPolicy === 'prefer-explicit' &&",
      replace: 'false &&',
      breaks: 'explicit is preferred where it is set so (X-01, checklist 8)',
      test: PREFER_EXPLICIT,
      file,
    },
    {
      find: 'first === IMPLICIT_VR_LITTLE_ENDIAN &&',
      replace: '',
      breaks: 'explicit is preferred to implicit alone (X-01, checklist 8)',
      test: PREFER_EXPLICIT,
      file,
    },
    {
      find: '...(request.titlesField && { titlesField: request.titlesField }),',
      replace: '',
      breaks: 'titles and reserved field are sent back as they came (PS3.8 §9.3.3)',
      test: 'both titles and the reserved field as they came',
      file,
    },
    {
      find: 'scu: proposed.scu && granted.scu',
      replace: 'scu: granted.scu',
      breaks: 'no role is granted that was not proposed (PS3.7 D.3.3.4, checklist 19)',
      test: 'grants no role that was not proposed',
      file,
    },
    {
      find: 'if (!granted) return [];',
      replace: 'if (!granted) return [proposed];',
      breaks: 'roles of unknown classes are not answered (PS3.7 D.3.3.4, checklist 19)',
      test: 'does not answer for a class that we do not know',
      file,
    },
    {
      find: 'maximumLength >= PDV_HEADER_BYTES + 2',
      replace: 'maximumLength >= 1',
      breaks: 'a maximum length that holds no PDV is refused (PS3.8 Annex D.1, checklist 10)',
      test: 'a peer that announces a length no PDV fits in is refused',
      file,
    },
  ]),
  ...changesTo('app/ul/user-information.ts', [
    {
      find: "return text.replace(/[\\0 ]+$/, '')",
      replace: 'return text',
      breaks: 'a padded UID is the same UID (PS3.8 Annex F)',
      test: 'UIDs padded with NUL or a space, as some write them, are understood',
      file,
    },
  ]),
  ...changesTo('app/ul/pdu-decode.ts', [
    {
      find: 'presentationContexts.push(proposedContext(item.body));\n    else if (item.type === ITEM.userInformation)',
      replace: 'presentationContexts.push(proposedContext(item.body));\n    else',
      breaks: 'items of unknown types are skipped (PS3.8 §9.3.1, checklist 23)',
      test: 'skips items of unknown types (§9.3.1)',
      file,
    },
  ]),
  ...changesTo('app/ul/pdu-stream.ts', [
    {
      find: 'limits.maxPDataLength === 0 ? Number.POSITIVE_INFINITY',
      replace: 'limits.maxPDataLength === 0 ? 4096',
      breaks: 'where no limit is announced none is held to (PS3.8 Annex D.1, X-05)',
      test: '0, no limit: announced, and longer PDUs are taken',
      file,
    },
  ]),
  ...changesTo('app/services/verification.ts', [
    {
      find: 'EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]',
      replace: 'EXPLICIT_VR_LITTLE_ENDIAN]',
      breaks: 'Verification is taken in big endian too (X-09, checklist 1)',
      test: 'is taken in implicit, explicit little and explicit big endian',
      file,
    },
  ]),
  ...changesTo('app/services/access.ts', [
    {
      find: 'const isOfUse = proposed?.scp === true &&',
      replace: 'const isOfUse =',
      breaks: 'a class of which we are SCU alone needs a requestor that is SCP (PS3.7 D.3.3.4, X-10)',
      test: 'retired and private ones can be switched off',
      file: 'test/conformance/storage.test.ts',
    },
  ]),
  ...changesTo('app/services/storage.ts', [
    {
      find: 'TRANSFER_SYNTAXES.has(transferSyntax) ||',
      replace: 'isUid(transferSyntax) ||',
      breaks: 'transfer syntaxes that nobody can follow are not accepted (checklist 6, 9)',
      test: 'an unknown transfer syntax is not: result 4',
      file: everyClass,
    },
    {
      find: '!isStorageSopClass(sopClassUid)) return false;',
      replace: '!SOP_CLASSES.has(sopClassUid)) return false;',
      breaks: 'what is no storage class is not taken for one (PS3.4 §B.5, checklist 9)',
      test: 'what is no storage class is not taken for one',
      file: everyClass,
    },
    {
      find: 'privateSopClasses.has(sopClassUid) || isStandard',
      replace: 'isStandard',
      breaks: 'configured private classes are stored (X-10, checklist 9)',
      test: 'current, retired and configured private ones by default; others not',
      file: 'test/conformance/storage.test.ts',
    },
    {
      find: "if (outcome !== 'kept-first') return",
      replace: 'if (outcome) return',
      breaks: 'an instance that was not kept is no success (X-11, checklist 25)',
      test: 'keep-first: the first is there; identical bytes are a success',
      file: 'test/conformance/storage.test.ts',
    },
  ]),
  ...changesTo('app/registry/storage-sop-classes.ts', [
    {
      find: "'1.2.840.10008.5.1.4.1.1.66.7'",
      replace: "'1.2.840.10008.5.1.4.1.1.66.77'",
      breaks: 'Label Map Segmentation is a storage class (PS3.6, checklist 9)',
      test: 'every storage SOP class is accepted, and an object of each is stored',
      file: everyClass,
    },
  ]),
  ...changesTo('app/registry/transfer-syntaxes.ts', [
    {
      find: "'1.2.840.10008.1.2.4.201'",
      replace: "'1.2.840.10008.1.2.4.209'",
      breaks: 'HTJ2K is a transfer syntax (PS3.6, checklist 9)',
      test: EVERY_SYNTAX,
      file: everyClass,
    },
    {
      find: "'explicit-be': [['1.2.840.10008.1.2.2'",
      replace: "'explicit-be': [['1.2.840.10008.1.2.22'",
      breaks: 'big endian is a transfer syntax (PS3.5 A.3, X-18)',
      test: EVERY_SYNTAX,
      file: everyClass,
    },
  ]),
];
