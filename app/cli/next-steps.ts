/** What to do about an error that ends a command, where its own words do not say it. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  CONFIG_INVALID: 'Correct it and start again. filmroom help settings lists every setting.',
  CONFIG_NOT_JSON: 'Correct it and start again: JSON wants double quotes and no comma after the last entry.',
  CONFIG_UNREADABLE: 'Name another one with --config, or start without it: the defaults are good.',
  UL_LISTEN_FAILED: 'Choose another port or address with --port and --host, or stop the program that has it (ss -ltnp names it).',
};

export function nextStep(code: string): string | undefined {
  return NEXT_STEPS[code];
}
