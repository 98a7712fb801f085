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
}

/** Each part may be missing: its routes are not there then. */
export interface WebWire {
  readonly knocks?: WebKnocks;
}
