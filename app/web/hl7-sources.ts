import type { SaidSentence } from '../base/base.ts';
import type { Hl7ReplayBody, Hl7Shown } from './hl7-schema.ts';

interface Refused extends SaidSentence {
  readonly address: string;
}

/** What the page asks of HL7. What fails rejects with a CodedError in words. */
export interface WebHl7 {
  state(): {
    readonly isOn: boolean;
    readonly address?: string;
    readonly port?: number;
    readonly tls?: boolean;
    readonly connections: number;
    readonly taken: number;
    readonly lastAt?: number | undefined;
    readonly faults: readonly (Refused & { readonly at: number })[];
    readonly waiting: readonly (Refused & {
      readonly id: string;
      readonly firstAt: number;
      readonly lastAt: number;
      readonly times: number;
      readonly sender: string;
      readonly type: string;
      readonly controlId: string;
    })[];
  };
  /** How many messages wait. */
  waiting(): number;
  read(
    id: string,
    characterSet: string | undefined,
  ): Promise<Readonly<Omit<Hl7Shown, 'segments'>> & { readonly segments: readonly string[] }>;
  replay(id: string, how: { readonly corrections: Hl7ReplayBody['corrections']; readonly overLater: boolean }): Promise<void>;
  /** @returns false where there is none */
  remove(id: string): Promise<boolean>;
  onChange(listener: () => void): () => void;
}
