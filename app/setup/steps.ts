/** The steps in their order. The own password is not among them: the claim has set it before anything here can be asked. */
export const STEPS = ['restore', 'ports', 'network', 'time', 'title', 'peers', 'storage', 'image'] as const;
export type StepName = (typeof STEPS)[number];

/** Those that change the machine itself, which on a mere PC is nobody's business here. */
export const NEEDS_BOX: ReadonlySet<StepName> = new Set<StepName>(['ports', 'network']);

/** The first that has no result, else the last. */
export function firstOpen(results: Readonly<Partial<Record<StepName, unknown>>>): StepName {
  return STEPS.find((step) => results[step] === undefined) ?? STEPS.at(-1)!;
}
