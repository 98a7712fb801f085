import type { StepOfDay, StepsOfDay } from './steps-schema.ts';

/** A step before its name is put in reading order. */
export interface WebStep extends Omit<StepOfDay, 'patientName'> {
  /** (0010,0010), decoded, as it stands. */
  readonly patientName: string;
}

/** What the page asks of performed procedure steps. */
export interface WebSteps {
  /** @param day `YYYYMMDD` by the clock of the place; `from`, `to`: its begin and end */
  day(asked: {
    readonly day: string;
    readonly from: number;
    readonly to: number;
  }): Promise<Omit<StepsOfDay, 'steps' | 'older'> & { readonly steps: readonly WebStep[]; readonly older: readonly WebStep[] }>;
  step(sopInstanceUid: string): Promise<(WebStep & { readonly missing: readonly string[] }) | undefined>;
  /** What is missing is taken as it is. @returns false where there is no such step */
  accept(sopInstanceUid: string, by: string): Promise<boolean>;
  /** @returns undefined where there is no such step, false where it has ended already */
  end(sopInstanceUid: string, status: 'COMPLETED' | 'DISCONTINUED', by: string): Promise<boolean | undefined>;
  onChange(listener: () => void): () => void;
}
