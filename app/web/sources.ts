import type { HourOfActivity } from '../archive/archive.ts';
import type { SaidSentence } from '../base/base.ts';
import type { SupportContact } from '../config/config.ts';
import type { DicomwebRoute } from '../dicomweb/dicomweb.ts';
import type { Ohif } from '../ohif/ohif.ts';
import type { Inbox } from '../reconcile/reconcile.ts';
import type { Settings } from '../settings/settings.ts';
import type { Worklist } from '../worklist/worklist.ts';
import type { WebBox } from './box-sources.ts';
import type { WebCommitments } from './commitment-sources.ts';
import type { WebHl7 } from './hl7-sources.ts';
import type { Announced, ClosedAssociation, Contact, PanelLed } from './schema.ts';
import type { WebSetup } from './setup-sources.ts';
import type { WebSteps } from './steps-sources.ts';
import type { WebStudies } from './studies-sources.ts';
import type { WebWire } from './wire-sources.ts';

/** What the web server asks of the rest of the program, as plain functions: `program` maps archive and services onto them. */
export interface WebSources {
  /** The studies that received an instance last, newest first. */
  recentStudies(limit: number): Promise<readonly RecentStudy[]>;
  counts(): Promise<ArchiveCounts>;
  /** Studies by the hour in which their last image came: those since a time, at most so many, the newest. */
  activity(query: { readonly since: number; readonly most: number }): Promise<readonly HourOfActivity[]>;
  diskSpace(): DiskSpace;
  openAssociations(): readonly OpenAssociation[];
  /** Newest first, any number. */
  closedAssociations(): readonly ClosedAssociation[];
  /** Every device, the one that called last first. */
  contacts(): readonly Contact[];
  /** Any number, any order; the page shows the newest, grouped. */
  recentRefusals(): readonly RecentRefusal[];
  /** Why there is no archive, in words; undefined where there is one. */
  readonly absence?: string | undefined;
  /** What each LED of the front panel says. */
  panel(): readonly PanelLed[];
  /** The name by which the network knows this machine, and what became of it. */
  announced(): Announced;
  /** What is not as it should be with the box around the program, a sentence each; none on a machine that is no box. */
  problems(): readonly SaidSentence[];
  /** Whom people here ask for help; no property where nothing is set. */
  support(): SupportContact;
  /** Makes the LEDs blink for a while. */
  identify(): void;
  /** Without it, studies cannot be searched, sent or uploaded by the page. */
  readonly archived?: WebStudies;
  /** Without it, /dicom-web is not there. */
  readonly dicomweb?: WebDicomweb;
  /** Without it, /api/ae-table is not there. */
  readonly aeTable?: WebAeTable;
  /** Without it, /api/settings is not there. */
  readonly settings?: Settings;
  /** Without it, /api/network is not there. */
  readonly network?: WebNetwork;
  /** Without it, /api/setup is not there. */
  readonly setup?: WebSetup;
  /** Without it, /api/worklist is not there. */
  readonly worklist?: Worklist | undefined;
  /** Without it, /api/commitments is not there. */
  readonly commitments?: WebCommitments | undefined;
  /** Without it, /api/steps is not there. */
  readonly steps?: WebSteps;
  /** Without it, /api/reconcile is not there. */
  readonly inbox?: Inbox | undefined;
  /** Without it, /api/hl7 is not there. */
  readonly hl7?: WebHl7;
  /** Without it, /api/box is not there. */
  readonly box?: WebBox;
  /** Without it, neither /ohif/ nor /api/ohif is there. */
  readonly ohif?: Ohif;
  /** Without it, none of its routes is there. */
  readonly wire?: WebWire;
  /** Calls `listener` after anything above changed; may be called for each instance, the page's updates are coalesced here. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

export interface RecentStudy {
  readonly studyInstanceUid: string;
  /** (0010,0010), decoded, as it stands: component groups by `=`, components by `^`. */
  readonly patientName: string;
  readonly patientId: string;
  /** Distinct (0008,0060) of its series. */
  readonly modalities: readonly string[];
  /** (0008,0020) as it stands. */
  readonly studyDate?: string | undefined;
  readonly studyDescription?: string | undefined;
  readonly series: number;
  readonly instances: number;
  readonly bytes: number;
  readonly lastReceivedAt: number;
}

export interface ArchiveCounts {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  readonly bytes: number;
}

export interface DiskSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly reserveBytes: number;
  /** False: instances are refused (PS3.4 Table B.2-1, A700H). */
  readonly accepting: boolean;
}

export interface OpenAssociation {
  readonly id: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly openedAt: number;
  /** Instances stored over it so far. */
  readonly images: number;
  /** Data set bytes received over it so far; the data rate is computed from it. */
  readonly bytes: number;
}

export interface RecentRefusal {
  readonly at: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  /** How often; 1 where it is absent. */
  readonly times?: number;
  /** Of `TEXTS.knock`. */
  readonly code: string;
  readonly values: SaidSentence['values'];
  readonly words: string;
}

/** Where a listener is bound; a wildcard host is shown as the machine's addresses. */
export interface BoundDicomAddress {
  readonly name: string;
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean;
}

export interface WebDicomweb {
  readonly routes: readonly DicomwebRoute[];
  /** Origins whose pages may use it with a token. */
  corsOrigins(): readonly string[];
}

/** The two networks of a box. What fails rejects with a CodedError in words. */
export interface WebNetwork {
  /** False: this machine is no box, and nothing else may be called. */
  isBox(): boolean;
  show(): Promise<object>;
  set(settings: unknown): Promise<object>;
  confirm(): Promise<object>;
  revert(): Promise<object>;
  /** For the log. */
  changed(what: string, by: string): void;
}

/** Where the page is opened. */
export interface WebAddress {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The AE table as the API shows it and changes it. */
export interface WebAeTable {
  list(): readonly unknown[];
  get(title: string): unknown;
  /** The faults of what is to become an entry, in words; none where it can be put. */
  check(entry: unknown): readonly string[];
  /** @param entry one without faults; its title is `title` */
  put(title: string, entry: unknown, by: string): Promise<'added' | 'replaced'>;
  /** @returns false where there was none */
  remove(title: string, by: string): Promise<boolean>;
}
