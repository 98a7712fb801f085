/** What is looked at, in the order of the report. */
export type StepName = 'program' | 'C-ECHO' | 'C-STORE' | 'C-FIND' | 'page' | 'database' | 'network';

export interface Step {
  readonly step: StepName;
  /** `skipped`: it could not be looked at, for a reason that is not the program's. */
  readonly state: 'passed' | 'failed' | 'skipped';
  /** In plain words, without patient data. */
  readonly words: string;
  readonly ms: number;
}

export interface SelfTestReport {
  readonly version?: string;
  readonly steps: readonly Step[];
}

/** True where nothing failed, and storing was looked at or refused for want of room. */
export function passed({ steps }: SelfTestReport): boolean {
  return steps.length > 0 && steps.every(({ state }) => state !== 'failed');
}

export function drawReport(report: SelfTestReport): string {
  const lines = report.steps.map(({ step, state, words, ms }) => `  ${state.padEnd(8)} ${step.padEnd(9)} ${words} (${Math.round(ms)} ms)`);
  return `${lines.join('\n')}\n${passed(report) ? 'Filmroom works.' : 'Filmroom does not do all that it is there for.'}\n`;
}
