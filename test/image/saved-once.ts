/** Boxes that are started once for all the tests that begin with one like it, saved, and resumed by each: a start of an emulated box takes more than a minute. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Box, boxFolder, imageOf, READY } from './machine.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface Kind {
  /** Of the saved box. */
  readonly name: string;
  /** As `dist` has it, e.g. `nuc-debug`. */
  readonly image: string;
  /** What it is made of beside the image; a saved box of other facts is made anew. */
  readonly facts: unknown;
  /** @param options `isKept`: it is there already */
  make(name: string, options?: { readonly isKept?: boolean }): Box;
  /** What has to have happened after READY before it is saved. */
  settle?(box: Box): Promise<void>;
}

const stampOf = ({ image, facts }: Kind): string => {
  const { size, mtimeMs } = statSync(imageOf(image));
  return JSON.stringify({ size, mtimeMs, facts });
};

/** @returns a box for `resume` of another one; who else wants the same meanwhile waits for it */
export function savedOnce(board: string, kind: Kind): Promise<Box> {
  const folder = boxFolder(board, kind.name);
  mkdirSync(dirname(folder), { recursive: true });
  return oneAtATime(`${folder}.lock`, () => saved(board, kind));
}

async function saved(board: string, kind: Kind): Promise<Box> {
  const file = join(boxFolder(board, kind.name), 'stamp.json');
  if (existsSync(file) && readFileSync(file, 'utf8') === stampOf(kind)) return kind.make(kind.name, { isKept: true });
  const box = kind.make(kind.name);
  const powered = await box.start();
  await powered.until(READY);
  await kind.settle?.(box);
  await box.save(powered);
  rmSync(join(box.folder, 'disk.img'));
  writeFileSync(file, stampOf(kind));
  return box;
}
