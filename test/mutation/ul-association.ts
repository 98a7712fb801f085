import { changesTo, type Mutation } from './mutation.ts';

const PDUS = 'test/conformance/pdus.test.ts';
const file = 'test/conformance/interruption.test.ts';

/** How an association lives and ends (PS3.8 §7, §9.1.5, Table 9-10). */
export const UL_ASSOCIATION_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/ul/association.ts', [
    {
      find: 'Math.min(this.peerMaxLength, ours)',
      replace: 'ours',
      breaks: "no PDU above the peer's maximum length (PS3.8 Annex D.1, checklist 10)",
      test: 'sends no PDU above what a small peer takes',
      file: 'test/conformance/associate.test.ts',
    },
    {
      find: 'maxPDataLength: options.maxPduLength,',
      replace: 'maxPDataLength: 2 * options.maxPduLength,',
      breaks: 'a P-DATA-TF above what we announced is refused (PS3.8 Annex D.1, checklist 13)',
      test: 'a P-DATA-TF longer than we announced → A-ABORT (checklist 13)',
      file: PDUS,
    },
    {
      find: 'this.#queue.fail(end.error);',
      replace: '',
      breaks: 'who reads the association hears that it was aborted (PS3.8 §7.3, checklist 17)',
      test: 'ended by A-ABORT',
      file,
    },
    {
      find: "if (this.#state !== 'Sta1') this.#fire('Evt17'",
      replace: "if (this.#state === 'Sta2') this.#fire('Evt17'",
      breaks: 'a closed transport connection ends the association (PS3.8 Table 9-10 Evt17, checklist 17)',
      test: 'ended by a TCP close',
      file,
    },
    {
      find: "if (this.#state === 'Sta8') this.#queue.end();",
      replace: "if (this.#state === 'Sta8') this.#queue.endNow();",
      breaks: 'what came before A-RELEASE-RQ is answered before A-RELEASE-RP (PS3.8 §7.2)',
      test: 'answers what was asked before the release',
      file,
    },
    {
      find: "else if (onInactivity === 'abort')",
      replace: "else if (onInactivity !== 'abort')",
      breaks: 'onInactivity says how silence ends (X-07)',
      test: 'an association without traffic: release after inactivityMs (X-07)',
      file,
    },
    {
      find: "else if (onInactivity === 'abort') this.abortWith(",
      replace: "else if (onInactivity === 'abort') void (",
      breaks: 'an association without traffic is aborted (X-07)',
      test: 'an association without traffic: abort after inactivityMs (X-07)',
      file,
    },
    {
      find: 'const waits = this.#queue.isAwaited && !this.owesAnswer?.();',
      replace: 'const waits = this.traffic.receivedBytes === 0;',
      breaks: 'the inactivity time runs in the middle of a message too (X-07, checklist 16)',
      test: 'a peer that stalls in the middle of a store is ended by the inactivity time',
      file,
    },
    {
      find: ' && !this.owesAnswer?.()',
      replace: '',
      breaks: 'a peer that waits for our answer is not silent (X-07)',
      test: 'a peer that waits for our answer is not silent: a C-MOVE to a slow destination outlives inactivityMs',
      file,
    },
  ]),
  ...changesTo('app/ul/state-machine.ts', [
    {
      find: "'AR2', 'AR8'",
      replace: "'AA6', 'AR8'",
      breaks: 'A-RELEASE-RQ is heard in Sta6 (PS3.8 Table 9-10, AR-2; checklist 17)',
      test: 'ended by A-RELEASE-RQ in the middle of the message',
      file,
    },
    {
      find: "Evt13: [_,     'AA1', 'AA8', _,     'AA8', 'AA8'",
      replace: "Evt13: [_,     'AA1', 'AA8', _,     'AA8', 'DT2'",
      breaks: 'A-RELEASE-RP in Sta6 is aborted (PS3.8 Table 9-10, AA-8)',
      test: 'an A-RELEASE-RP that nobody asked for is an abort, not a crash',
      file,
    },
    {
      find: "Evt19: [_,     'AA1', 'AA8', _,     'AA8', 'AA8'",
      replace: "Evt19: [_,     'AA1', 'AA8', _,     'AA8', 'DT2'",
      breaks: 'an invalid PDU is aborted (PS3.8 Table 9-10, AA-8; checklist 14)',
      test: 'aborts a data set without a command, and a context that was never accepted',
      file: PDUS,
    },
    {
      find: "AR4: to('Sta13', 'send-release-rp', 'start-artim')",
      replace: "AR4: to('Sta13', 'send-release-rp')",
      breaks: 'ARTIM runs after A-RELEASE-RP (PS3.8 Table 9-8, AR-4)',
      test: 'closes the transport connection soon after A-RELEASE-RP',
      file,
    },
    {
      find: "AE5: to('Sta2', 'start-artim')",
      replace: "AE5: to('Sta2')",
      breaks: 'ARTIM runs until A-ASSOCIATE-RQ comes (PS3.8 §9.1.5, AE-5; checklist 15)',
      test: 'ARTIM ends a connection that sends no A-ASSOCIATE-RQ',
      file,
    },
  ]),
  ...changesTo('app/ul/listen.ts', [
    {
      find: 'openAssociations: open.size + deciding',
      replace: 'openAssociations: open.size + halfOpen.size',
      breaks: 'silent connections take no place of an association (checklist 15)',
      test: '60 silent connections do not keep a new association waiting',
      file,
    },
    {
      find: 'const wasOpen = open.delete(association);',
      replace: 'const wasOpen = open.has(association);',
      breaks: 'an association that has ended gives its place back (X-06, checklist 5)',
      test: 'refuses one above maxAssociations at once with 2/3/2, and takes the next when one has gone',
      file: 'test/conformance/access.test.ts',
    },
    {
      find: '...titles, address, result, source, reason, words });',
      replace: '...titles, result, source, reason, words });',
      breaks: 'the line of a refusal says whence it came (checklist 3)',
      test: 'list: an unknown calling AE title is refused 1/1/3 with one line that says who, whence and why',
      file: 'test/conformance/access.test.ts',
    },
  ]),
];
