/** What the program is doing, in the front panel's words. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Archive, ArchiveError, DiskSpace } from '../archive/archive.ts';
import { type Clock, errnoOf } from '../base/base.ts';
import { aboutBox } from '../box/box.ts';
import type { LoadedConfig } from '../config/config.ts';
import { hasGivenRole } from '../network/network.ts';
import { ALL_WELL, type Health, type Link } from '../panel/panel.ts';
import type { Associations } from '../services/services.ts';

export type PanelConfig = LoadedConfig['panel'];

/** What the panel watches, once it is there. */
export interface Watched {
  readonly archive: Pick<Archive, 'diskSpace' | 'onStored' | 'counts'>;
  /** Why there is no archive, where there is none. */
  readonly absence?: ArchiveError | undefined;
  readonly associations: Pick<Associations, 'openAssociations' | 'recentRefusals'>;
  /** Faults of the program itself, since it started. */
  readonly faults: () => number;
  /** Whether a device that usually calls by now has not. */
  readonly isSilent: () => boolean;
  /** When images were last read again for a storage commitment, by the monotonic clock. */
  readonly judgedAtMs: () => number | undefined;
}

/** What the program itself knows; the box and the button say the rest. */
export type ProgramHealth = Pick<Health, 'fault' | 'modality' | 'hospital' | 'store'>;

const REFUSED_LATELY_MS = 60_000;
const RECEIVING_MS = 3000;
/** A request for one image is judged before anybody could see it. */
const COMMITTING_MS = 3000;
/** More than a C-ECHO or a query brings between two looks. */
const IMAGE_BYTES = 64 * 1024;
const LINKS_EVERY_MS = 1000;
const INDEX_EVERY_MS = 30_000;
const INDEX_DEADLINE_MS = 10_000;
const ALMOST_FULL = 0.8;

/** What archive and associations say, in the panel's words. */
export function createHealth(
  { archive, absence, associations, faults, isSilent, judgedAtMs }: Watched,
  links: () => Pick<Health, 'modality' | 'hospital'>,
  clock: Clock,
): () => ProgramHealth {
  let receivedAt = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  let askedIndexAt = clock.monotonicMs();
  let indexFault = false;
  archive.onStored(() => {
    receivedAt = clock.monotonicMs();
  });

  function lookForBytes(now: number): void {
    const sum = associations.openAssociations().reduce((total, association) => total + association.bytes, 0);
    if (sum - bytes > IMAGE_BYTES) receivedAt = now; // one that ended takes its bytes away
    bytes = sum;
  }

  function askIndex(now: number): void {
    askedIndexAt = now;
    const late = clock.after(INDEX_DEADLINE_MS, () => {
      indexFault = true;
    });
    const answered = (isFault: boolean) => {
      late.cancel();
      indexFault = isFault;
    };
    Promise.try(() => archive.counts()).then(
      () => answered(false),
      () => answered(true),
    );
  }

  return () => {
    const now = clock.monotonicMs();
    lookForBytes(now);
    if (now - askedIndexAt >= INDEX_EVERY_MS) askIndex(now);
    const { modality, hospital } = links();
    const refusedAt = associations.recentRefusals()[0]?.at ?? Number.NEGATIVE_INFINITY;
    return {
      fault: faults() > 0,
      modality: {
        ...modality,
        receiving: now - receivedAt < RECEIVING_MS,
        silent: isSilent(),
        refusedLately: clock.now() - refusedAt < REFUSED_LATELY_MS,
      },
      hospital,
      store: {
        committing: now - (judgedAtMs() ?? Number.NEGATIVE_INFINITY) < COMMITTING_MS,
        ...(absence ? withoutArchive(absence) : { disk: diskOf(archive.diskSpace()), indexFault }),
      },
    };
  };
}

/** What is wrong with the disk of a program that runs without an archive. */
function withoutArchive({ code }: ArchiveError): Pick<Health['store'], 'disk' | 'indexFault'> {
  if (code === 'ARCHIVE_INDEX_UNUSABLE') return { disk: 'usual', indexFault: true };
  if (code === 'ARCHIVE_FULL') return { disk: 'full', indexFault: false };
  return { disk: code === 'ARCHIVE_NO_DISK' ? 'missing' : 'failed', indexFault: false };
}

/** A disk that refuses although it has room takes no writes. */
export function diskOf({ totalBytes, freeBytes, reserveBytes, accepting }: DiskSpace): Health['store']['disk'] {
  if (!accepting) return freeBytes > reserveBytes ? 'failed' : 'full';
  return totalBytes > 0 && totalBytes - freeBytes >= ALMOST_FULL * totalBytes ? 'almost-full' : 'usual';
}

/**
 * Cables and addresses, looked at once a second. A box with one port has both networks on it; a port that the box gave its role to, and
 * that is gone, is as one without a cable.
 */
export function createLinks(config: PanelConfig, clock: Clock, root: string): () => Pick<Health, 'modality' | 'hospital'> {
  const isBox = aboutBox(root) !== undefined;
  const carrier = (name: string): Link => {
    try {
      return readFileSync(join(root, 'sys/class/net', name, 'carrier'), 'utf8').trim() === '1' ? 'up' : 'down';
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') return 'down'; // EINVAL: the interface is switched off
      return hasGivenRole(root, name) ? 'down' : 'unknown';
    }
  };
  const onlyLinkLocal = (name: string): boolean => {
    const ipv4 = networkInterfaces()[name]?.filter(({ family }) => family === 'IPv4') ?? [];
    return ipv4.length > 0 && ipv4.every(({ address }) => address.startsWith('169.254.'));
  };
  let last: Pick<Health, 'modality' | 'hospital'> = ALL_WELL;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonicMs();
    if (now - lookedAt < LINKS_EVERY_MS) return last;
    lookedAt = now;
    const [modality, hospital] = [carrier(config.modalityInterface), carrier(config.hospitalInterface)];
    const without: Link = isBox ? 'down' : 'unknown'; // a PC has ports of other names
    const sharedWith = (other: Link) => (other === 'unknown' ? without : other);
    last = {
      modality: { ...ALL_WELL.modality, link: modality === 'unknown' ? sharedWith(hospital) : modality },
      hospital: {
        ...ALL_WELL.hospital,
        link: hospital === 'unknown' ? sharedWith(modality) : hospital,
        address: onlyLinkLocal(config.hospitalInterface) ? 'fallback' : 'usual',
      },
    };
    return last;
  };
}
