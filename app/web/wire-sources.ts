import type { SaidSentence } from '../base/base.ts';

/** What the pages of modalities and diagnostics ask of the rest of the program. */

/** One who was turned away (see `knock-list`). */
export interface WebKnock {
  readonly id: string;
  readonly listener: string;
  readonly address: string;
  readonly mac?: string | undefined;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly acceptedAt?: number | undefined;
}

export interface WebAdoption {
  readonly entry: { readonly title: string; readonly host: string; readonly port: number };
  readonly needs: readonly { readonly code: string; readonly values: Readonly<Record<string, string | number>>; readonly words: string }[];
}

export interface WebKnocks {
  list(): readonly WebKnock[];
  /** @returns undefined where there is no such knock */
  adoption(
    id: string,
    given: { readonly title?: string | undefined; readonly host?: string | undefined; readonly port?: number | undefined },
  ): WebAdoption | undefined;
  /** @returns false where there was none */
  remove(id: string): boolean;
  /** @returns the unsubscriber */
  onChange(listener: () => void): () => void;
}

/** A rung begins (its name alone), or what was found there. */
export type WebReachStep =
  | { readonly begins: string }
  | {
      readonly rung: string;
      readonly outcome: string;
      readonly code: string;
      readonly values: Readonly<Record<string, string | number>>;
      readonly words: string;
      readonly toDo: string;
      readonly ms: number;
    };

export interface WebReach {
  readonly maxRuns: number;
  readonly maxWaitSeconds: number;
  /** By the AE table where host or port are not given; undefined where it is not in there. */
  find(asked: { readonly title: string; readonly host?: string | undefined; readonly port?: number | undefined }): WebRemote | undefined;
  climb(ae: WebRemote, signal: AbortSignal): AsyncIterable<WebReachStep>;
  /** @param ae without a host it is known by its title alone */
  await(ae: { readonly title: string; readonly host?: string }, seconds: number, signal: AbortSignal): AsyncIterable<WebReachStep>;
}

export interface WebRemote {
  readonly title: string;
  readonly host: string;
  readonly port: number;
}

/** Associations as `wire-view` tells them; patient data is masked there. */
export interface WebWireView {
  readonly maxWatchers: number;
  /** Events that a watcher may be behind before it misses some. */
  readonly maxUnread: number;
  list(): readonly unknown[];
  get(id: number): unknown;
  text(id: number): string | undefined;
  /** Returns how to stop. */
  watch(id: number, onEvent: (event: unknown) => void, onEnd: () => void): () => void;
}

export interface WebTestModality {
  /** @param to an AE title of the table; without it, ourselves. Undefined where it is not in there. */
  sendImage(
    to: string | undefined,
    as: string | undefined,
    signal: AbortSignal,
  ): Promise<
    | {
        readonly outcome: 'completed' | 'warning' | 'failed';
        readonly studyInstanceUid: string;
        readonly status?: number;
        readonly words: string;
        readonly ms: number;
      }
    | undefined
  >;
  query(
    to: string | undefined,
    as: string | undefined,
    patientId: string,
    signal: AbortSignal,
  ): Promise<
    | {
        readonly status: number;
        readonly errorComment?: string;
        readonly answers: readonly Readonly<Record<string, string>>[];
        readonly count: number;
        readonly ms: number;
      }
    | undefined
  >;
}

export interface WebSkew {
  readonly aeTitle: string;
  readonly medianMs: number;
  readonly leastMs: number;
  readonly samples: number;
  readonly lastAt: number;
}

export interface WebDiskCheck {
  health(): Promise<object>;
  /** One at a time. Undefined where there is no room for it, or no data folder. @throws what the disk says */
  writeSpeed(signal: AbortSignal): Promise<object | undefined>;
}

/** One capture of the network, as the page asks for it. */
export interface WebCaptureAsked {
  readonly port: string;
  /** An AE title of the AE table, or an address. */
  readonly host?: string | undefined;
  readonly traffic: 'dicom' | 'dicom-hl7' | 'all';
  readonly minutes: number;
  readonly megabytes: number;
}

export interface WebCaptureFacts {
  readonly isBox: boolean;
  readonly ports: readonly string[];
  readonly maxMinutes: number;
  readonly maxMegabytes: number;
  readonly keepMs: number;
  /** Where HL7 is listened for. */
  readonly hl7Port?: number;
  /** Why nothing can be captured here. */
  readonly whyNot?: SaidSentence;
  readonly capture?: { readonly host?: string };
}

/** What cannot be rejects with a CodedError; `by` is who asks, for the log. */
export interface WebCapture {
  readonly maxMinutes: number;
  readonly maxMegabytes: number;
  facts(): Promise<WebCaptureFacts>;
  start(asked: WebCaptureAsked, by: string): Promise<void>;
  /** Ended when it answers. */
  stop(by: string): Promise<void>;
  fetch(by: string): Promise<{ readonly name: string; readonly bytes: number; readonly stream: ReadableStream<Uint8Array> }>;
  remove(by: string): Promise<void>;
}

export interface WebLogLine {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly line: string;
}

/** What the other services of a box wrote. */
export interface WebJournal {
  /** False: this machine is no box, and nothing may be read. */
  isBox(): boolean;
  /** What can be asked for by itself. */
  readonly parts: readonly string[];
  /** The newest first. @throws CodedError */
  read(part: string | undefined, level: string): Promise<readonly (WebLogLine & { readonly unit: string })[]>;
}

/** Each part may be missing: its routes are not there then. */
export interface WebWire {
  readonly knocks?: WebKnocks;
  readonly reach?: WebReach;
  readonly view?: WebWireView;
  readonly test?: WebTestModality;
  /** How far the clocks of the senders are from ours. */
  readonly clocks?: () => readonly WebSkew[];
  readonly disk?: WebDiskCheck;
  readonly capture?: WebCapture | undefined;
  readonly journal?: WebJournal | undefined;
  /** The last lines of the log, the newest first. */
  readonly lines?: () => readonly WebLogLine[];
}
