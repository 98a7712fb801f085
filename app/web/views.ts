import { networkInterfaces } from 'node:os';
import type { Clock } from '../base/base.ts';
import { createActivity } from './activity.ts';
import { createDataRates } from './data-rate.ts';
import { withDeadline } from './deadline.ts';
import { isLoopback } from './host-check.ts';
import { WEB_LIMITS, type WebLimits } from './limits.ts';
import { isoDate, shownPersonName, shownText } from './peer-text.ts';
import { shownRefusals } from './refusals.ts';
import type { ClosedAssociation, Contact, DicomAddress, Status, Study } from './schema.ts';
import type { ArchiveCounts, BoundDicomAddress, RecentStudy, WebSources } from './sources.ts';
import { TEXTS } from './texts.ts';

/** The sources in the shapes of `schema.ts`. */
export interface Views {
  /** Never rejects: where the archive is silent it says so in `trouble` and leaves the counts out. */
  status(): Promise<Status>;
  /** @throws WebError WEB_ARCHIVE_SILENT */
  studies(limit: number): Promise<Study[]>;
  /** @throws WebError WEB_ARCHIVE_SILENT */
  counts(): Promise<ArchiveCounts>;
}

export function createViews(options: {
  readonly sources: WebSources;
  readonly clock: Clock;
  readonly version: string;
  readonly dicomAddresses: () => readonly BoundDicomAddress[];
  readonly archiveDeadlineMs: number;
  readonly limits?: Pick<WebLimits, 'shownStudies' | 'growthStudies' | 'maxClosed' | 'maxContacts'>;
}): Views {
  const { sources, clock, archiveDeadlineMs, limits = WEB_LIMITS } = options;
  const dataRates = createDataRates(clock);
  const readActivity = createActivity((query) => sources.activity(query), clock, limits);
  let counting: Promise<ArchiveCounts> | undefined;
  const counts = () => {
    counting ??= sources.counts().finally(() => {
      counting = undefined; // several pages that ask at once share one count
    });
    return withDeadline(counting, archiveDeadlineMs, clock);
  };
  return {
    counts,
    async status() {
      const [counted, activity] = await Promise.all([
        counts().catch(() => undefined), // /healthz and the live updates log it
        withDeadline(readActivity(), archiveDeadlineMs, clock).catch(() => undefined), // of no more weight than the counts
      ]);
      const open = sources.openAssociations();
      const rates = dataRates(open);
      const { totalBytes, freeBytes, reserveBytes, accepting } = sources.diskSpace();
      return {
        now: clock.now(),
        version: options.version,
        dicom: options.dicomAddresses().map(reachable),
        ...(counted
          ? { counts: { ...counted } }
          : { trouble: sources.absence === undefined ? TEXTS.archiveSilent : TEXTS.noArchive(sources.absence) }),
        ...(activity && { activity }),
        disk: { totalBytes, freeBytes, reserveBytes, accepting },
        associations: open
          .map(({ id, callingAeTitle, calledAeTitle, address, openedAt, images, bytes }) => ({
            id,
            callingAeTitle: shownText(callingAeTitle),
            calledAeTitle: shownText(calledAeTitle),
            address: shownText(address),
            openedAt,
            images,
            bytes,
            bytesPerSecond: rates.get(id) ?? 0,
          }))
          .sort((a, b) => b.openedAt - a.openedAt || b.id - a.id),
        closed: sources.closedAssociations().slice(0, limits.maxClosed).map(shownClosed),
        contacts: sources.contacts().slice(0, limits.maxContacts).map(shownContact),
        refusals: shownRefusals(sources.recentRefusals()),
        panel: [...sources.panel()],
        announced: sources.announced(),
        problems: [...sources.problems()],
      };
    },
    studies: async (limit) => (await withDeadline(sources.recentStudies(limit), archiveDeadlineMs, clock)).map(shownStudy),
  };
}

function shownClosed(association: ClosedAssociation): ClosedAssociation {
  const { callingAeTitle, calledAeTitle, address, words } = association;
  return {
    ...association,
    ...{ callingAeTitle: shownText(callingAeTitle), calledAeTitle: shownText(calledAeTitle) },
    ...{ address: shownText(address), words: shownText(words) },
  };
}

const shownContact = (contact: Contact): Contact => ({
  ...contact,
  aeTitle: shownText(contact.aeTitle),
  address: shownText(contact.address),
});

export function shownStudy(study: RecentStudy): Study {
  const studyDate = isoDate(study.studyDate);
  const description = shownText(study.studyDescription ?? '');
  return {
    studyInstanceUid: study.studyInstanceUid,
    patientName: shownPersonName(study.patientName),
    patientId: shownText(study.patientId),
    modalities: study.modalities.map(shownText),
    ...(studyDate !== undefined && { studyDate }),
    ...(description !== '' && { description }),
    series: study.series,
    instances: study.instances,
    bytes: study.bytes,
    lastReceivedAt: study.lastReceivedAt,
  };
}

/** The addresses by which another machine reaches a listener: those of this machine where it is bound to all. */
function reachable({ name, aeTitle, host, port, tls = false }: BoundDicomAddress): DicomAddress {
  const hosts = host === '0.0.0.0' || host === '::' || host === '' ? machineAddresses() : [host];
  return { name, aeTitle, hosts, port, tls, loopbackOnly: hosts.every(isLoopback) };
}

function machineAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal, scopeid }) => !internal && !scopeid); // link-local IPv6 works with a zone only
  const found = (outside.some(({ family }) => family === 'IPv4') ? outside.filter(({ family }) => family === 'IPv4') : outside).map(
    (a) => a.address,
  );
  return found.length > 0 ? found : ['127.0.0.1'];
}
