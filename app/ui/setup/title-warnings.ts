/** What may go wrong with an AE title, by its words in the texts; `isBad`: it cannot be used. */
export interface TitleWarning {
  readonly code: 'empty' | 'long' | 'signs' | 'lower' | 'space' | 'odd' | 'seen';
  readonly isBad: boolean;
  /** Of `seen`: where. */
  readonly address?: string;
}

export interface SeenTitle {
  readonly aeTitle: string;
  readonly address: string;
}

const MOST_SIGNS = 16;

/** @param seen who called, and as what: a device with our title would be mixed up with us, whatever its capitals */
export function titleWarnings(given: string, seen: readonly SeenTitle[]): readonly TitleWarning[] {
  const title = given.trim();
  if (title === '') return [{ code: 'empty', isBad: true }];
  const other = seen.find(({ aeTitle }) => aeTitle.trim().toUpperCase() === title.toUpperCase());
  return [
    title.length > MOST_SIGNS && ({ code: 'long', isBad: true } as const),
    !/^[\x20-\x5b\x5d-\x7e]*$/.test(title) && ({ code: 'signs', isBad: true } as const),
    other && ({ code: 'seen', isBad: false, address: other.address } as const),
    /[a-z]/.test(title) && ({ code: 'lower', isBad: false } as const),
    title.includes(' ') && ({ code: 'space', isBad: false } as const),
    /[!-,./:-@[\]^`{-~]/.test(title) && ({ code: 'odd', isBad: false } as const),
  ].filter((each) => typeof each === 'object');
}
