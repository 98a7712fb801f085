import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from './errors.ts';

/** What the image says that it is. */
export interface Box {
  readonly board: string;
  readonly version: string;
}

/**
 * Which box this is, by /etc/filmroom/image, which the build of the image writes.
 *
 * @param root what stands for /
 * @returns undefined on a machine that runs Filmroom as a mere program
 */
export function aboutBox(root = '/'): Box | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, 'etc/filmroom/image'), 'utf8');
  } catch {
    return undefined; // no box: there is no such file, or nobody may read it
  }
  const facts = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]));
  const board = facts.get('BOARD');
  const version = facts.get('VERSION');
  return board && version ? { board, version } : undefined;
}

/**
 * For commands that a box runs by itself, and that would do harm elsewhere: they restart the machine, or load a firewall.
 *
 * @throws BoxError BOX_IS_NONE
 */
export function requireBox(command: string, root = '/'): Box {
  const box = aboutBox(root);
  if (!box)
    throw new BoxError(
      'BOX_IS_NONE',
      `This machine is no Filmroom box, and ${command} is for a box alone: it would change the machine itself.`,
    );
  return box;
}
