const ESC = '\u001b[';

/** A screen that is drawn again and again: only the lines that changed are written. */
export interface Watch {
  show(lines: readonly string[]): void;
  /** Writes everything anew with the next `show`: the terminal has another size, or the kernel wrote into it. */
  forget(): void;
  close(): void;
}

export function createWatch(write: (text: string) => void): Watch {
  let shown: readonly string[] = [];
  let isNew = true;
  write(`${ESC}?1049h${ESC}?25l`); // its own screen where there is one, no cursor
  return {
    show(lines) {
      const parts: string[] = isNew ? [`${ESC}0m${ESC}2J`] : [];
      for (let at = 0; at < Math.max(lines.length, shown.length); at++)
        if (isNew || lines[at] !== shown[at]) parts.push(`${ESC}${at + 1};1H${lines[at] ?? ''}${ESC}0m${ESC}K`);
      if (parts.length > 0) write(parts.join(''));
      shown = [...lines];
      isNew = false;
    },
    forget() {
      isNew = true;
    },
    close: () => write(`${ESC}0m${ESC}?25h${ESC}?1049l`),
  };
}
