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
