import type { CaptureError } from './errors.ts';
import type { Traffic } from './filter.ts';

/** One capture, as it is asked for. */
export interface Wanted {
  readonly port: string;
  readonly traffic: Traffic;
  readonly seconds: number;
  readonly bytes: number;
}

export interface RunningCapture {
  /** Rejects with a CodedError where it did not end as it should. */
  readonly ended: Promise<void>;
  /** Ends it; what it has written stays. */
  stop(): Promise<void>;
}

/** How this machine listens to its network: by itself, or by the hands of a box. */
export interface CaptureTool {
  /** Names of the ports that may be chosen. */
  ports(): readonly string[];
  /** Why it cannot be done here. */
  whyNot(): Promise<CaptureError | undefined>;
  /**
   * Begins to write to `file`, which is not there yet; it may take a moment to appear.
   *
   * @throws CodedError
   */
  begin(wanted: Wanted, file: string): Promise<RunningCapture>;
  /** Ends what writes to `file` still, of an earlier start of the program. */
  endLeftovers(file: string): Promise<void>;
}
