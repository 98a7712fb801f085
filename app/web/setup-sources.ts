import type { Setup } from '../setup/setup.ts';

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

/** What the page of the set-up asks of the rest of the program. */
export interface WebSetup extends Setup {
  /** Undefined while another asks. @throws CodedError where this machine has no avahi */
  discover(signal: AbortSignal): Promise<readonly WebPeer[] | undefined>;
  /** Sets the clock of the box; on a machine that is none it is not called. */
  setClock(at: number): Promise<void>;
}
