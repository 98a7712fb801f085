/** One thing under test. `run` may throw CodedErrors (the input is refused in words); anything else is a finding. */
export interface Target {
  readonly name: string;
  /** Valid inputs to begin from. */
  seeds(): Buffer[];
  run(input: Buffer): void | Promise<void>;
}
