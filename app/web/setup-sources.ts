import type { Setup, SetupState } from '../setup/setup.ts';

/** A DICOM peer that announces itself (mDNS); nothing of it is trusted. */
export interface WebPeer {
  readonly aeTitle?: string;
  readonly name: string;
  readonly host: string;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly tls: boolean;
  readonly isOwn: boolean;
}

/** The set-up as the page shows it. */
export interface SetupView extends SetupState {
  readonly isBox: boolean;
  /** By our clock. */
  readonly now: number;
  readonly version: string;
  /** Who called, let in or not. */
  readonly seenTitles: readonly { readonly aeTitle: string; readonly address: string }[];
}

/** What the page of the set-up asks of the rest of the program. */
export interface WebSetup extends Setup {
  /** Undefined while another asks. @throws CodedError where this machine has no avahi */
  discover(signal: AbortSignal): Promise<readonly WebPeer[] | undefined>;
  /** Sets the clock of the box; on a machine that is none it is not called. */
  setClock(at: number): Promise<void>;
}
