/** A box with a release image that has started for the first time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, newBox, type PoweredBox } from './machine.ts';
import { type Kind, savedOnce } from './saved-once.ts';

const GIGABYTES = 4;

const kindOf = (board: string): Kind => ({
  name: 'started',
  image: board,
  facts: GIGABYTES,
  make: (name, options) => newBox(board, name, GIGABYTES, options),
});

export interface StartedBox {
  readonly box: Box;
  readonly powered: PoweredBox;
  /** For `resume`, to begin again as it did. */
  readonly saved: Box;
  /** What the console showed at its first start. */
  readonly firstConsole: string;
}

export async function startedBox(board: string, name: string): Promise<StartedBox> {
  const kind = kindOf(board);
  const saved = await savedOnce(board, kind);
  const box = kind.make(name);
  return { box, saved, powered: await box.resume(saved), firstConsole: readFileSync(join(saved.folder, 'console-1.txt'), 'utf8') };
}
