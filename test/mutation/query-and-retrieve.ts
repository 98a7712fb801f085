import { changesTo, type Mutation } from './mutation.ts';

const query = 'test/conformance/query.test.ts';
const retrieve = 'test/conformance/retrieve.test.ts';
const objects = 'test/conformance/retrieve-objects.test.ts';

/** C-FIND, C-MOVE and C-GET (PS3.4 Annex C): rows of test/requirements/README.md. */
export const QUERY_AND_RETRIEVE_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/services/query-identifier.ts', [
    {
      find: 'if (missing.length > 0) return doesNotMatch',
      replace: 'if (missing.length > 99) return doesNotMatch',
      breaks: 'a query without the keys above its level is refused, never the whole archive (checklist 30)',
      test: 'A900 without the unique keys above the level, each named',
      file: query,
    },
    {
      find: 'this.keys.set(keyword, key);',
      replace: 'void keyword;',
      breaks: 'keys narrow the answers (checklist 29)',
      test: 'single value, wildcards * and ?',
      file: query,
    },
    {
      find: 'const text = elementText({ ...element, vr }, this.#characterSets);',
      replace: 'const text = elementText({ ...element, vr }, []);',
      breaks: 'keys are decoded by the request’s character set (X-14, checklist 32)',
      test: 'names in the request’s own set, and any component group',
      file: query,
    },
  ]),
  ...changesTo('app/services/query-negotiation.ts', [
    {
      find: 'Math.min(applicationInformation.byteLength, OFFERED.length)',
      replace: 'OFFERED.length',
      breaks: 'extended negotiation is answered in no more bytes than were offered (checklist 20)',
      test: 'is answered in as many bytes as were offered',
      file: query,
    },
  ]),
  ...changesTo('app/services/query-answer.ts', [
    {
      find: "{ tag: RETRIEVE_AE_TITLE, vr: 'AE', text: retrieveAeTitle }",
      replace: "{ tag: RETRIEVE_AE_TITLE, vr: 'AE', text: retrieveAeTitle.toLowerCase() }",
      breaks: 'answers say from where to retrieve (checklist 31)',
      test: 'the keys that were asked for, the level, RetrieveAETitle; nothing else',
      file: query,
    },
  ]),
  ...changesTo('app/dataset/text-elements.ts', [
    {
      find: 'texts.length === 0 ? [] : chooseCharacterSet(texts, preferred)',
      replace: "texts.length === 0 ? [] : ['ISO_IR 192']",
      breaks: 'an answer comes in the request’s own character set where that holds it (X-14)',
      test: '(0008,0005): none for ASCII, the request’s own where it holds every letter',
      file: query,
    },
  ]),
  ...changesTo('app/services/query.ts', [
    {
      find: 'end(signal.aborted ? STATUS.CANCEL : STATUS.SUCCESS)',
      replace: 'end(STATUS.SUCCESS)',
      breaks: 'a C-FIND that is cancelled ends with FE00H (checklist 33)',
      test: 'FE00H before the last answer, and the association serves on',
      file: 'test/conformance/query-cancel.test.ts',
    },
  ]),
  ...changesTo('app/services/retrieve-counters.ts', [
    {
      find: 'else for (const { sopInstanceUid } of instances) this.#failed.push(sopInstanceUid);',
      replace: "else for (const _ of instances) this.#failed.push('1.2.3');",
      breaks: 'the list of failed instances has their UIDs (checklist 35)',
      test: 'one class of three: those arrive, the others are failures by UID, and the log names each class',
      file: objects,
    },
    {
      find: "else if (kind === 'warning') this.#warning += instances.length;",
      replace: "else if (kind === 'warning') this.#completed += instances.length;",
      breaks: 'warnings are counted as such (checklist 34)',
      test: 'it answers warnings: counted as such',
      file: retrieve,
    },
    {
      find: 'return { status: STATUS.CANCEL, fields, ',
      replace: 'return { status: STATUS.SUCCESS, fields, ',
      breaks: 'a C-GET that is cancelled ends with FE00H (checklist 33)',
      test: 'FE00H with the counters, no more images are sent, and the association serves on',
      file: objects,
    },
  ]),
  ...changesTo('app/services/send-contexts.ts', [
    {
      find: 'const ofClass = accepted.filter(({ abstractSyntax }) => abstractSyntax === sopClassUid);',
      replace: 'const ofClass = accepted;',
      breaks: 'an instance goes on a context of its own class alone (PS3.4 B.3)',
      test: 'each seventh context, from the second: what has one arrives, the rest fails',
      file: objects,
    },
    {
      find: 'if (same) return same;',
      replace: 'void same;',
      breaks: 'a retrieve prefers the transfer syntax that is stored: every byte comes back (I-42, checklist 28)',
      test: 'one that takes everything gets every transfer syntax as stored, byte for byte',
      file: 'test/interop/retrieve.test.ts',
    },
  ]),
  ...changesTo('app/services/retrieve-identifier.ts', [
    {
      find: '(at === level || !options.relational)',
      replace: '(at === level || level.length > 0)',
      breaks: 'relational retrieve wants no keys above its level (PS3.4 C.4.2.2.2, checklist 20)',
      test: 'relational retrieve, where it was negotiated, wants no keys above',
      file: retrieve,
    },
  ]),
  ...changesTo('app/services/scu-get-contexts.ts', [
    {
      find: '...privateSopClasses.slice(0, MAX_PRIVATE)',
      replace: '...privateSopClasses.slice(0, 0)',
      breaks: 'filmroom get takes the private classes of the configuration (K-54)',
      test: 'get brings objects of the private classes that are configured',
      file: 'test/interop/retrieve-scu.test.ts',
    },
  ]),
];
