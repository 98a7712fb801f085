import { changesTo, type Mutation } from './mutation.ts';

const ACCESS = 'test/conformance/access.test.ts';
const ASSOCIATE = 'test/conformance/associate.test.ts';
const STORAGE = 'test/conformance/storage.test.ts';

/** Who may associate (PS3.8 §9.3.4, Table 9-21), and the Storage SCP (PS3.4 Annex B). */
export const SERVICES_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/services/access.ts', [
    {
      find: "'1/1/7': { result: 1, source: 1, reason: 7 }",
      replace: "'1/1/7': { result: 1, source: 1, reason: 3 }",
      breaks: 'called-AE-title-not-recognized is reason 7 (PS3.8 Table 9-21, checklist 2)',
      test: 'refuses a wrong one: 1/1/7',
      file: ASSOCIATE,
    },
    {
      find: 'title.trim() === called',
      replace: 'title.trim().toUpperCase() === called.toUpperCase()',
      breaks: 'AE titles are case-sensitive (PS3.5 §6.2, checklist 2)',
      test: 'refuses the right one in lower case: AE titles are case-sensitive',
      file: ASSOCIATE,
    },
    {
      find: '`the called AE title "',
      replace: '`"',
      breaks: 'the line of a refusal says what was wrong (checklist 2)',
      test: 'writes one log line with both titles, the address and the reason',
      file: ASSOCIATE,
    },
    {
      find: "rules.calledAePolicy === 'exact' && ",
      replace: '',
      breaks: 'calledAePolicy any (X-04)',
      test: 'takes every called AE title',
      file: ACCESS,
    },
    {
      find: 'ae.aeTitle.trim() === calling',
      replace: 'ae.aeTitle.trim() === calling.toUpperCase()',
      breaks: 'calling AE titles are case-sensitive (PS3.5 §6.2, X-04)',
      test: 'list: an unknown calling AE title is refused 1/1/3',
      file: ACCESS,
    },
    {
      find: "if (rules.callingAePolicy === 'list') return undefined;",
      replace: 'if (known.length > 0) return undefined;',
      breaks: 'list+ip looks at the address (X-04, checklist 3)',
      test: 'list+ip: the right title from another address is refused',
      file: ACCESS,
    },
    {
      find: 'occupancy.open >= rules.maxAssociations',
      replace: 'occupancy.open > rules.maxAssociations',
      breaks: 'maxAssociations is the most that are open (X-06, checklist 5)',
      test: 'takes 50 at once by default',
      file: ACCESS,
    },
  ]),
  ...changesTo('app/services/acceptor.ts', [
    {
      find: 'rules.services.includes(service.name)',
      replace: 'service.name',
      breaks: 'a listener has the services of its own (X-03)',
      test: 'each with its own port, AE titles and services',
      file: ACCESS,
    },
  ]),
  ...changesTo('app/services/associations.ts', [
    {
      find: ' && association.callingAeTitle.trim() === callingAeTitle.trim()',
      replace: '',
      breaks: 'maxPerRemoteAe counts one calling AE title (X-06)',
      test: 'maxPerRemoteAe counts one calling AE title alone',
      file: ACCESS,
    },
  ]),
  ...changesTo('app/services/storage.ts', [
    {
      find: 'return acceptRetired || SOP_CLASSES',
      replace: 'return SOP_CLASSES',
      breaks: 'retired storage classes are taken by default (X-10, checklist 9)',
      test: 'current, retired and configured private ones by default; others not',
      file: STORAGE,
    },
    {
      find: '?.retired === false;',
      replace: '?.retired !== undefined;',
      breaks: 'acceptRetired false (X-10)',
      test: 'retired and private ones can be switched off',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/services/storage-status.ts', [
    {
      find: 'ARCHIVE_FULL: STATUS.REFUSED_OUT_OF_RESOURCES',
      replace: 'ARCHIVE_FULL: STATUS.PROCESSING_FAILURE',
      breaks: 'A700 where there is no room (PS3.4 Table B.2-1, checklist 27)',
      test: 'A700 in words, reads go on, the page says so, nothing half-stored',
      file: 'test/conformance/disk.test.ts',
    },
    {
      find: 'ARCHIVE_UID_MISMATCH: STATUS.DATA_SET_DOES_NOT_MATCH_SOP_CLASS',
      replace: 'ARCHIVE_UID_MISMATCH: STATUS.CANNOT_UNDERSTAND',
      breaks: 'A9xx where data set and command differ (PS3.4 Table B.2-1, checklist 26)',
      test: 'A9xx: the data set is of another instance or class than the command says',
      file: STORAGE,
    },
    {
      find: 'ARCHIVE_UNREADABLE_DATASET: STATUS.CANNOT_UNDERSTAND',
      replace: 'ARCHIVE_UNREADABLE_DATASET: STATUS.PROCESSING_FAILURE',
      breaks: 'Cxxx where the data set cannot be read (PS3.4 Table B.2-1, checklist 26)',
      test: 'a 3 GB element in a small data set is answered, not waited for',
      file: STORAGE,
    },
  ]),
];
