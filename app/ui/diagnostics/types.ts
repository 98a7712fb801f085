/** As `wire-view` tells it. */
export interface WireAssociation {
  readonly id: number;
  readonly role: 'acceptor' | 'requestor';
  readonly address: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly openedAt: number;
  readonly messages: number;
  readonly end?: {
    readonly how: string;
    readonly words: string;
    readonly why?: { readonly code: string; readonly values: Readonly<Record<string, string | number>> };
    readonly atMs: number;
  };
}

export interface WireField {
  readonly name: string;
  readonly value: string;
  readonly words?: string;
}

export interface WireEvent {
  readonly atMs: number;
  readonly direction: 'in' | 'out';
  readonly name: string;
  readonly fields: readonly WireField[];
  readonly contextId?: number;
  readonly status?: { readonly code: string; readonly words: string; readonly isFailure: boolean };
  readonly dataset?: { readonly bytes: number; readonly untilMs: number };
  readonly identifier?: readonly { readonly tag: string; readonly keyword?: string; readonly vr: string; readonly masked: string }[];
}

export interface WireTimeline extends WireAssociation {
  readonly contexts: readonly {
    readonly id: number;
    readonly name: string;
    readonly proposed: readonly string[];
    readonly result?: string;
    readonly transferSyntax?: string;
  }[];
  readonly events: readonly WireEvent[];
  readonly dropped: number;
}

/** The capture of the network that runs, or that can be fetched. */
export interface CaptureState {
  readonly state: 'running' | 'stopping' | 'ended';
  readonly port: string;
  readonly host?: string;
  readonly by: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly maxBytes: number;
  readonly bytes: number;
  readonly packets: number;
  readonly end?: string;
  readonly failure?: CaptureSaid;
  readonly removedAt?: number;
}

interface CaptureSaid {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
}

export interface CaptureFacts {
  readonly ports: readonly string[];
  readonly maxMinutes: number;
  readonly maxMegabytes: number;
  readonly hl7Port?: number;
  readonly whyNot?: CaptureSaid;
  readonly capture?: CaptureState;
}
