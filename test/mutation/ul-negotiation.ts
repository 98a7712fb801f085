import { changesTo, type Mutation } from './mutation.ts';

const file = 'test/conformance/associate.test.ts';

/** What A-ASSOCIATE-RQ is answered (PS3.8 §9.3.2 to §9.3.4, PS3.7 Annex D.3). */
export const UL_NEGOTIATION_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/ul/negotiate.ts', [
    {
      find: '(request.protocolVersion & 1) === 0',
      replace: 'request.protocolVersion !== 1',
      breaks: 'a protocol version with further bits is version 1 too (PS3.8 §9.3.2, checklist 4)',
      test: 'accepts any version with bit 0 set',
      file,
    },
    {
      find: 'source: 2, reason: 2, words: `protocol version',
      replace: 'source: 1, reason: 2, words: `protocol version',
      breaks: 'protocol-version-not-supported is of source 2 (PS3.8 Table 9-21, checklist 4)',
      test: 'refuses a version without bit 0: 1/2/2',
      file,
    },
    {
      find: 'result: 1, source: 1, reason: 2, words: `application context',
      replace: 'result: 2, source: 1, reason: 2, words: `application context',
      breaks: 'another application context is refused for good (PS3.8 Table 9-21, checklist 4)',
      test: 'refuses another application context: 1/1/2, permanent',
      file,
    },
    {
      find: "reason: 7, words: 'the called AE title is blank'",
      replace: "reason: 1, words: 'the called AE title is blank'",
      breaks: 'a blank called AE title is one that is not recognized (PS3.8 §9.3.2, checklist 3)',
      test: 'refuses a blank called AE title: 1/1/7',
      file,
    },
    {
      find: "reason: 3, words: 'the calling AE title is blank'",
      replace: "reason: 1, words: 'the calling AE title is blank'",
      breaks: 'a blank calling AE title is one that is not recognized (PS3.8 §9.3.2, checklist 3)',
      test: 'refuses a blank calling AE title: 1/1/3',
      file,
    },
    {
      find: 'const MAX_CONTEXTS = 128;',
      replace: 'const MAX_CONTEXTS = 127;',
      breaks: '128 presentation contexts are possible (PS3.8 §9.3.2.2, checklist 6)',
      test: 'takes all 128',
      file,
    },
    {
      find: "if (presentationContexts.length === 0) return 'no presentation context is proposed';",
      replace: '',
      breaks: 'one presentation context at least (PS3.8 §9.3.2, checklist 6)',
      test: 'a request without any',
      file,
    },
    {
      find: 'if (id % 2 === 0) return',
      replace: 'if (id < 1) return',
      breaks: 'presentation context IDs are odd (PS3.8 §9.3.2.2, checklist 7)',
      test: 'refuses an even context id: 1/2/1 (§9.3.2.2)',
      file,
    },
    {
      find: 'if (seen.has(id)) return',
      replace: 'if (id < 1) return',
      breaks: 'a presentation context ID is used once (PS3.8 §9.3.2.2, checklist 7)',
      test: 'refuses a context id that comes twice: 1/2/1',
      file,
    },
    {
      find: 'return { id, result: 4, transferSyntax: insignificant };',
      replace: 'return { id, result: 3, transferSyntax: insignificant };',
      breaks: 'transfer-syntaxes-not-supported is told from abstract-syntax-not-supported (PS3.8 Table 9-18, checklist 6)',
      test: 'answers each on its own: 0 accepted, 3 abstract syntax, 4 transfer syntaxes',
      file,
    },
    {
      find: 'transferSyntaxes.find(accepts)',
      replace: 'transferSyntaxes.findLast(accepts)',
      breaks: "the requestor's first transfer syntax that we take (X-01, checklist 8)",
      test: "first-acceptable: the requestor's first that we take",
      file,
    },
    {
      find: 'transferSyntax: explicit ? EXPLICIT_VR_LITTLE_ENDIAN : first };',
      replace: 'transferSyntax: first };',
      breaks: 'prefer-explicit (X-01, checklist 8)',
      test: 'prefer-explicit: explicit before implicit among the uncompressed',
      file,
    },
    {
      find: 'maximumLength: own.maxPduLength,',
      replace: 'maximumLength: proposed.maximumLength || own.maxPduLength,',
      breaks: 'the maximum length announced is what we take, not what the peer takes (PS3.8 Annex D.1, checklist 10)',
      test: 'announces our own, whatever the peer says',
      file,
    },
    {
      find: 'implementationVersionName: own.implementationVersionName,',
      replace: "implementationVersionName: '',",
      breaks: 'Implementation Version Name (PS3.7 D.3.3.2, X-17)',
      test: 'says who we are: our own implementation class UID and version name (X-17)',
      file,
    },
    {
      find: 'asynchronousOperationsWindow: { invoked: 1, performed: 1 }',
      replace: 'asynchronousOperationsWindow: proposed.asynchronousOperationsWindow',
      breaks: 'one operation after the other (PS3.7 D.3.3.3, checklist 22)',
      test: 'answers an asynchronous operations window with 1/1',
      file,
    },
    {
      find: 'scu: proposed.scu && granted.scu',
      replace: 'scu: false',
      breaks: 'the requestor keeps the SCU role that it proposed (PS3.7 D.3.3.4, checklist 19)',
      test: 'answers role selection only for what was proposed (checklist 19)',
      file,
    },
    {
      find: 'identity?.positiveResponseRequested ? policy.userIdentityResponse?.(identity) : undefined',
      replace: 'identity ? new Uint8Array(1) : undefined',
      breaks: 'a user identity is answered only where that was asked for (PS3.7 D.3.3.7, checklist 21)',
      test: 'accepts every type of user identity; answers only where a response was asked for (checklist 21)',
      file,
    },
  ]),
  ...changesTo('app/ul/user-information.ts', [
    {
      find: "reader.take(reader.uint16('Item-length'), 'sub-item of the user information')",
      replace: "reader.take(reader.uint16('Item-length') + (type > 0x59 ? 99 : 0), 'sub-item of the user information')",
      breaks: 'an unknown sub-item is skipped (PS3.8 §9.3.1, checklist 23)',
      test: 'ignores extended and common extended negotiation of classes without any, and unknown sub-items',
      file,
    },
  ]),
];
