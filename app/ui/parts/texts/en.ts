/** What the parts of pages say. */
export const texts = {
  copy: (what: string) => `Copy ${what}`,
  copyShort: 'Copy',
  copied: 'Copied',
  showAll: (count: string) => `Show all ${count}`,
  showFewer: 'Show fewer',
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  add: 'Add',
  remove: 'Remove',
  removeOf: (what: string) => `Remove ${what}`,
  byDefault: (value: string) => `Default: ${value}`,
  useDefault: 'Use the default',
  needed: 'Needed',
  loading: 'Loading…',
  again: 'Try again',
};

export type Texts = typeof texts;
