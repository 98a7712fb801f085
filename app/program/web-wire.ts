/** What the pages of modalities and diagnostics ask for, as the parts have it. */
import { lookup } from 'node:dns/promises';
import type { Clock, KeptLine, Log } from '../base/base.ts';
import { aboutBox, askHands } from '../box/box.ts';
import type { ClockSkew } from '../clock-skew/clock-skew.ts';
import { LIMITS } from '../config/config.ts';
import { diskHealth, writeSpeed } from '../disk-check/disk-check.ts';
import { JOURNAL_LEVELS, JOURNAL_PARTS, type JournalLine } from '../journal/journal.ts';
import { adoptionOf, type Knocks, type ListenerRules } from '../knock-list/knock-list.ts';
import { awaitPeer, climb, isIpAddress, type Rung } from '../reach/reach.ts';
import type { AeTable, RemoteAe, ScuAssociations } from '../services/services.ts';
import { queryAs, sendTestImage } from '../test-modality/test-modality.ts';
import type {
  WebCapture,
  WebDiskCheck,
  WebJournal,
  WebKnocks,
  WebReach,
  WebReachStep,
  WebTestModality,
  WebWire,
  WebWireView,
} from '../web/web.ts';
import { eventOf, type Recorder, summaryOf, timelineOf, timelineText } from '../wire-view/wire-view.ts';

export interface WireParts {
  readonly knocks: Knocks;
  readonly recorder: Recorder;
  readonly aeTable: AeTable;
  readonly associations: ScuAssociations;
  readonly ownAeTitle: () => string;
  readonly listeners: () => readonly {
    readonly name: string;
    readonly rules: Omit<ListenerRules, 'name'>;
    readonly host?: string;
    readonly port?: number;
  }[];
  readonly lines: () => readonly KeptLine[];
  readonly skew: ClockSkew;
  readonly capture?: WebCapture | undefined;
  /** Undefined where nothing may be written. */
  readonly dataFolder: string | undefined;
  readonly freeBytes: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

export function webWire(parts: WireParts): WebWire {
  return {
    knocks: webKnocks(parts),
    reach: webReach(parts),
    view: webWireView(parts.recorder),
    test: webTestModality(parts),
    clocks: () => parts.skew.list(),
    disk: webDiskCheck(parts),
    capture: parts.capture,
    journal: BOX_JOURNAL,
    lines: parts.lines,
  };
}

function webKnocks({ knocks, listeners }: WireParts): WebKnocks {
  return {
    list: () => knocks.list(),
    remove: (id) => knocks.remove(id),
    onChange: (listener) => knocks.onChange(listener),
    adoption(id, given) {
      const knock = knocks.get(id);
      const listener = listeners().find(({ name }) => name === knock?.listener);
      return knock && adoptionOf(knock, given, listener && { ...listener.rules, name: listener.name });
    },
  };
}

function webReach({ aeTable, associations, ownAeTitle, listeners, recorder, clock, log }: WireParts): WebReach {
  const { maxRuns, maxWaitSeconds } = LIMITS.reach;
  return {
    ...{ maxRuns, maxWaitSeconds },
    find({ title, host, port }) {
      const known = aeTable.get(title);
      const at = { title, host: host ?? known?.host, port: port ?? known?.port };
      return at.host === undefined || at.port === undefined ? undefined : { title, host: at.host, port: at.port };
    },
    async *climb(ae, signal) {
      const context = { associations, ownAeTitle: ownAeTitle(), clock, log, limits: LIMITS.reach, signal };
      for await (const step of climb(ae, context)) yield stepOf(step);
    },
    async *await({ title, host }, seconds, signal) {
      const address =
        host === undefined || isIpAddress(host)
          ? host
          : await lookup(host).then(
              (found) => found.address,
              () => undefined,
            );
      const ours = listeners()
        .map(({ port, rules }) => `${rules.aeTitles[0]}, ${port}`)
        .join('; ');
      yield { begins: 'back' };
      yield* awaitPeer({ title, address, seconds, ours, recorder, clock, signal });
    },
  };
}

const stepOf = (step: string | Rung): WebReachStep => (typeof step === 'string' ? { begins: step } : step);

function webTestModality({ aeTable, associations, ownAeTitle, listeners, clock, log }: WireParts): WebTestModality {
  const remoteOf = (to: string | undefined): RemoteAe | undefined => {
    if (to !== undefined) return aeTable.get(to);
    const [own] = listeners();
    if (own?.port === undefined) return undefined;
    const isAnywhere = own.host === undefined || own.host === '0.0.0.0' || own.host === '::';
    return { title: own.rules.aeTitles[0] ?? ownAeTitle(), host: isAnywhere ? '127.0.0.1' : own.host, port: own.port };
  };
  const contextOf = (signal: AbortSignal) => ({ associations, clock, log, signal, cancelGraceMs: LIMITS.retrieve.cancelGraceMs });
  return {
    async sendImage(to, as, signal) {
      const ae = remoteOf(to);
      return ae && sendTestImage(ae, as ?? ownAeTitle(), contextOf(signal));
    },
    async query(to, as, patientId, signal) {
      const ae = remoteOf(to);
      return ae && queryAs(ae, as ?? ownAeTitle(), patientId, contextOf(signal));
    },
  };
}

function webDiskCheck({ dataFolder, freeBytes, clock }: WireParts): WebDiskCheck {
  let isWriting = false;
  return {
    health: () => diskHealth(dataFolder ?? '/'),
    async writeSpeed(signal) {
      if (isWriting || dataFolder === undefined || freeBytes() < 2 * LIMITS.diskCheck.writeBytes) return undefined;
      isWriting = true;
      return writeSpeed(dataFolder, clock, LIMITS.diskCheck, signal).finally(() => {
        isWriting = false;
      });
    },
  };
}

const BOX_JOURNAL: WebJournal = {
  isBox: () => aboutBox() !== undefined,
  parts: Object.keys(JOURNAL_PARTS),
  async read(part, asked) {
    const level = JOURNAL_LEVELS.find((each) => each === asked) ?? 'info';
    const { lines } = await askHands<{ readonly lines: readonly JournalLine[] }>('journal.read', { ...(part && { part }), level });
    return lines;
  },
};

function webWireView(recorder: Recorder): WebWireView {
  return {
    ...{ maxWatchers: 16, maxUnread: 500 },
    list: () => recorder.list().map(summaryOf),
    get(id) {
      const record = recorder.get(id);
      return record && timelineOf(record);
    },
    text(id) {
      const record = recorder.get(id);
      return record && timelineText(timelineOf(record));
    },
    watch: (id, onEvent, onEnd) =>
      recorder.listen((association, what) => {
        if (association.id !== id) return;
        if (what === 'ended') onEnd();
        else if (what !== 'opened') onEvent(eventOf(what, () => undefined));
      }),
  };
}
