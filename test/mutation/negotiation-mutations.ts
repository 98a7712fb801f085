import { changes, type Mutation } from './mutation.ts';

const PER_CONTEXT = 'answers each on its own: 0 accepted, 3 abstract syntax, 4 transfer syntaxes';
const WINDOW = 'answers an asynchronous operations window with 1/1, and only where one was proposed (X-16, checklist 22)';
const PREFER_EXPLICIT = 'prefer-explicit puts explicit little endian before implicit, and changes nothing else';

/** What A-ASSOCIATE-RQ is answered with (PS3.8 §9.3.2 to §9.3.4, PS3.7 Annex D.3). */
export const NEGOTIATION_MUTATIONS: readonly Mutation[] = [
  ...changes('ul/negotiate.ts', 'associate', [
    {
      find: '(request.protocolVersion & 1) === 0',
      replace: 'request.protocolVersion !== 1',
      breaks: 'a version with further bits is refused',
      test: 'accepts any version with bit 0 set',
    },
    {
      find: '(request.protocolVersion & 1) === 0',
      replace: 'request.protocolVersion < 0',
      breaks: 'any protocol version is taken',
      test: 'refuses a version without bit 0: 1/2/2',
    },
    {
      find: 'request.applicationContext !== APPLICATION_CONTEXT',
      replace: 'false as boolean',
      breaks: 'any application context is taken',
      test: 'refuses another application context: 1/1/2, permanent',
    },
    {
      find: '{ result: 1, source: 1, reason: 2, words',
      replace: '{ result: 2, source: 1, reason: 2, words',
      breaks: 'another application context is refused for now only',
      test: 'refuses another application context: 1/1/2, permanent',
    },
    {
      find: 'return { id, result: 4, transferSyntax: insignificant };',
      replace: 'return { id, result: 3, transferSyntax: insignificant };',
      breaks: 'result 3 where only the transfer syntaxes are unknown',
      test: PER_CONTEXT,
    },
    {
      find: 'return { id, result: 3, transferSyntax: insignificant };',
      replace: 'return { id, result: 1, transferSyntax: insignificant };',
      breaks: 'result 1 where the abstract syntax is unknown',
      test: PER_CONTEXT,
    },
    { find: 'const MAX_CONTEXTS = 128;', replace: 'const MAX_CONTEXTS = 127;', breaks: 'the 128th context', test: 'takes all 128' },
    {
      find: 'presentationContexts.length === 0',
      replace: 'presentationContexts.length < 0',
      breaks: 'an association without a context opens',
      test: 'refuses a request without any: 1/2/1, and does not hang',
    },
    {
      find: 'if (id % 2 === 0)',
      replace: 'if (id < 0)',
      breaks: 'even context ids are taken',
      test: 'refuses an even context id: 1/2/1 (§9.3.2.2)',
    },
    {
      find: 'if (seen.has(id))',
      replace: 'if (seen.has(-1))',
      breaks: 'a context id may come twice',
      test: 'refuses a context id that comes twice: 1/2/1',
    },
    {
      find: 'transferSyntaxes.find(accepts)',
      replace: 'transferSyntaxes.findLast(accepts)',
      breaks: "the requestor's last transfer syntax is chosen",
      test: "first-acceptable: the requestor's first that we take",
    },
    {
      find: 'maximumLength: own.maxPduLength',
      replace: 'maximumLength: proposed.maximumLength ?? own.maxPduLength',
      breaks: "the peer's maximum length is announced as ours",
      test: 'announces our own, whatever the peer says',
    },
    {
      find: '{ invoked: 1, performed: 1 }',
      replace: 'proposed.asynchronousOperationsWindow',
      breaks: 'the window is echoed though operations are not asynchronous',
      test: WINDOW,
    },
    {
      find: '...(proposed.asynchronousOperationsWindow && {',
      replace: '...({',
      breaks: 'a window is answered that nobody proposed',
      test: WINDOW,
    },
    {
      find: '      implementationVersionName: own.implementationVersionName,\n',
      replace: '',
      breaks: 'we do not say which version we are',
      test: 'says who we are: our own implementation class UID and version name (X-17)',
    },
  ]),
  ...changes('ul/negotiate.ts', 'negotiation', [
    {
      find: "policy.transferSyntaxPolicy === 'prefer-explicit' &&",
      replace: 'true &&',
      breaks: 'explicit is preferred where it was not set',
      test: 'first-acceptable keeps the requestor’s order',
    },
    {
      find: "policy.transferSyntaxPolicy === 'prefer-explicit' &&",
      replace: 'false &&',
      breaks: 'explicit is not preferred where it was set',
      test: PREFER_EXPLICIT,
    },
    {
      find: 'first === IMPLICIT_VR_LITTLE_ENDIAN &&',
      replace: '',
      breaks: 'explicit little endian is put before compressed ones too',
      test: PREFER_EXPLICIT,
    },
    {
      find: '    ...(request.titlesField && { titlesField: request.titlesField }),\n',
      replace: '',
      breaks: 'titles and reserved field are not sent back as they came',
      test: 'both titles and the reserved field as they came, protocol version 1, the application context',
    },
    {
      find: 'scu: proposed.scu && granted.scu',
      replace: 'scu: granted.scu',
      breaks: 'a role is granted that was not proposed',
      test: 'grants no role that was not proposed',
    },
    {
      find: 'if (!granted) return [];',
      replace: 'if (!granted) return [proposed];',
      breaks: 'roles of unknown classes are echoed',
      test: 'does not answer for a class that we do not know',
    },
    {
      find: 'maximumLength >= PDV_HEADER_BYTES + 2',
      replace: 'maximumLength >= 1',
      breaks: 'a maximum length that holds no PDV is taken',
      test: 'a peer that announces a length no PDV fits in is refused',
    },
  ]),
  ...changes('ul/user-information.ts', 'associate', [
    {
      find: 'commonExtendedNegotiation: 0x57',
      replace: 'commonExtendedNegotiation: 0xe7',
      breaks: 'an unknown sub-item is read as if it were known',
      test: 'ignores extended and common extended negotiation of classes without any, and unknown sub-items (checklist 20, 23)',
    },
  ]),
  ...changes('ul/user-information.ts', 'negotiation', [
    {
      find: "return text.replace(/[\\0 ]+$/, '')",
      replace: 'return text',
      breaks: 'a padded UID is another UID',
      test: 'UIDs padded with NUL or a space, as some write them, are understood',
    },
  ]),
  ...changes('ul/pdu-decode.ts', 'negotiation', [
    {
      find: 'presentationContexts.push(proposedContext(item.body));\n    else if (item.type === ITEM.userInformation)',
      replace: 'presentationContexts.push(proposedContext(item.body));\n    else',
      breaks: 'an item of unknown type is read as user information',
      test: 'skips items of unknown types (§9.3.1)',
    },
  ]),
  ...changes('services/verification.ts', 'negotiation', [
    {
      find: 'EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]',
      replace: 'EXPLICIT_VR_LITTLE_ENDIAN]',
      breaks: 'Verification in big endian',
      test: 'is taken in implicit, explicit little and explicit big endian',
    },
  ]),
];
