import { changes, type Mutation } from './mutation.ts';

const ONE_ABOVE = 'refuses one above maxAssociations at once with 2/3/2, and takes the next when one has gone';
const SWITCHED_OFF = 'retired and private ones can be switched off';

/** Who may associate, for what, and what C-STORE is answered with (PS3.4 Annexes A, B). */
export const SERVICE_MUTATIONS: readonly Mutation[] = [
  ...changes('services/access.ts', 'associate', [
    {
      find: "'1/1/7': { result: 1, source: 1, reason: 7 }",
      replace: "'1/1/7': { result: 1, source: 1, reason: 1 }",
      breaks: 'the reason of a wrong called AE title',
      test: 'refuses a wrong one: 1/1/7',
    },
    {
      find: "rules.calledAePolicy === 'exact' &&",
      replace: "rules.calledAePolicy === 'any' &&",
      breaks: 'every called AE title is taken',
      test: 'refuses a wrong one: 1/1/7',
    },
    {
      find: 'title.trim() === called',
      replace: 'title.trim().toLowerCase() === called.toLowerCase()',
      breaks: 'AE titles are compared without regard to case',
      test: 'refuses the right one in lower case: AE titles are case-sensitive (PS3.5 §6.2)',
    },
  ]),
  ...changes('services/access.ts', 'access', [
    {
      find: "if (rules.callingAePolicy === 'any') return undefined;",
      replace: "if (rules.callingAePolicy !== 'list+ip') return undefined;",
      breaks: 'the list of calling AE titles is not looked at',
      test: 'list: an unknown calling AE title is refused 1/1/3 with one line that says who, whence and why',
    },
    {
      find: "if (rules.callingAePolicy === 'list') return undefined;",
      replace: "if (rules.callingAePolicy !== 'any') return undefined;",
      breaks: 'the address is not looked at',
      test: 'list+ip: the right title from another address is refused',
    },
    {
      find: 'occupancy.open >= rules.maxAssociations',
      replace: 'occupancy.open > rules.maxAssociations',
      breaks: 'one association too many',
      test: ONE_ABOVE,
    },
    {
      find: "'2/3/2': { result: 2, source: 3, reason: 2 }",
      replace: "'2/3/2': { result: 1, source: 3, reason: 2 }",
      breaks: 'a full listener refuses for ever',
      test: ONE_ABOVE,
    },
    {
      find: 'occupancy.openWithSameAe >= rules.maxPerRemoteAe)',
      replace: 'occupancy.open >= rules.maxPerRemoteAe)',
      breaks: 'the limit of one remote AE counts them all',
      test: 'maxPerRemoteAe counts one calling AE title alone',
    },
  ]),
  ...changes('services/access.ts', 'storage', [
    {
      find: 'const isOfUse = proposed?.scp === true &&',
      replace: 'const isOfUse =',
      breaks: 'classes that are switched off are accepted because C-GET is offered',
      test: SWITCHED_OFF,
    },
  ]),
  ...changes('services/acceptor.ts', 'access', [
    {
      find: 'context.services.filter((service) => rules.services.includes(service.name))',
      replace: 'context.services',
      breaks: 'each listener offers every service',
      test: 'each with its own port, AE titles and services',
    },
  ]),
  ...changes('config/schema.ts', 'access', [
    { find: 'z.lte(1000)), 50)', replace: 'z.lte(1000)), 49)', breaks: 'the 50th association', test: 'takes 50 at once by default' },
  ]),
  ...changes('config/schema.ts', 'disk', [
    {
      find: 'export const ConfigSchema = z.strictObject({',
      replace: 'export const ConfigSchema = z.object({',
      breaks: 'an unknown key is ignored',
      test: 'an unknown key in the configuration is named',
    },
  ]),
  ...changes('services/storage.ts', 'storage', [
    {
      find: 'return acceptRetired || SOP_CLASSES',
      replace: 'return true || SOP_CLASSES',
      breaks: 'retired classes cannot be switched off',
      test: SWITCHED_OFF,
    },
    {
      find: 'privateSopClasses.has(abstractSyntax) || isStandard',
      replace: 'isStandard',
      breaks: 'configured private classes are not taken',
      test: 'current, retired and configured private ones by default; others not',
    },
    {
      find: "if (outcome !== 'kept-first') return",
      replace: 'if (outcome) return',
      breaks: 'an instance that was not kept is a success',
      test: 'keep-first: the first is there; identical bytes are a success',
    },
  ]),
  ...changes('services/storage.ts', 'every-class', [
    {
      find: 'TRANSFER_SYNTAXES.has(transferSyntax) ||',
      replace: 'isUid(transferSyntax) ||',
      breaks: 'transfer syntaxes that nobody can follow are accepted',
      test: 'an unknown transfer syntax is not: result 4',
    },
    {
      find: '!isStorageSopClass(sopClassUid)) return false;',
      replace: '!SOP_CLASSES.has(sopClassUid)) return false;',
      breaks: 'what is no storage class is taken for one',
      test: 'what is no storage class is not taken for one: a Media Storage Directory, a non-patient object, print',
    },
  ]),
  ...changes('services/storage-status.ts', 'storage', [
    {
      find: 'ARCHIVE_UID_MISMATCH: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS',
      replace: 'ARCHIVE_UID_MISMATCH: STATUS.CANNOT_UNDERSTAND',
      breaks: 'the status of a data set of another instance',
      test: 'A9xx: the data set is of another instance or class than the command says',
    },
    {
      find: 'ARCHIVE_UNREADABLE_DATASET: STATUS.CANNOT_UNDERSTAND',
      replace: 'ARCHIVE_UNREADABLE_DATASET: STATUS.PROCESSING_FAILURE',
      breaks: 'the status of a data set that cannot be read',
      test: 'Cxxx: a data set that cannot be read: random bytes, nothing, one that ends too soon (checklist 26)',
    },
    {
      find: 'ARCHIVE_MISSING_UID: undefined',
      replace: "ARCHIVE_MISSING_UID: 'A UID is missing'",
      breaks: 'the answer does not name the UID that is missing',
      test: 'refuses a data set without StudyInstanceUID, and says so (X-13)',
    },
    {
      find: 'ARCHIVE_DUPLICATE_REFUSED: STATUS.DUPLICATE_SOP_INSTANCE',
      replace: 'ARCHIVE_DUPLICATE_REFUSED: STATUS.SUCCESS',
      breaks: 'a refused duplicate is a success',
      test: 'reject: the first is there; identical bytes are a success',
    },
  ]),
  ...changes('services/storage-status.ts', 'disk', [
    {
      find: 'ARCHIVE_READ_ONLY: STATUS.REFUSED_OUT_OF_RESOURCES',
      replace: 'ARCHIVE_READ_ONLY: STATUS.CANNOT_UNDERSTAND',
      breaks: 'a read-only disk is said to be the fault of the object',
      test: 'refuses each image in words, keeps nothing half-stored, says so on the page, and stays up',
    },
  ]),
];
