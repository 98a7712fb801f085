/** The steps in their order. The own password is not among them: the claim has set it before anything here can be asked. */
export const STEPS = ['restore', 'ports', 'network', 'time', 'title', 'peers', 'storage', 'image'] as const;
export type StepName = (typeof STEPS)[number];

/** Those that change the machine itself, which on a mere PC is nobody's business here. */
export const NEEDS_BOX: ReadonlySet<StepName> = new Set<StepName>(['ports', 'network']);

/** The next one without a result, those before it last; undefined where each has one. */
export function nextOpen(after: StepName, results: Readonly<Partial<Record<StepName, unknown>>>): StepName | undefined {
  const at = STEPS.indexOf(after) + 1;
  return [...STEPS.slice(at), ...STEPS.slice(0, at)].find((step) => results[step] === undefined);
}
