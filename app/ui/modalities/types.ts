/** An entry of the AE table; what this page does not show of it, it hands back as it came. */
export interface RemoteAe {
  readonly title: string;
  readonly host: string;
  readonly port: number;
  readonly isFixed?: boolean;
}

/** One who was turned away (`web/wire-sources.ts`). */
export interface Knock {
  readonly id: string;
  readonly address: string;
  readonly mac?: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly acceptedAt?: number;
}

/** What an adoption did not mend. */
export interface Need {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
}

export interface Rung {
  readonly rung: string;
  readonly outcome: 'ok' | 'unclear' | 'skipped' | 'failed';
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
  readonly toDo: string;
  readonly ms: number;
}

export type Step = { readonly begins: string } | Rung;
