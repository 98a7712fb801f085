/** Where the claim code comes from: the identity of a box, or a file of the data folder on any other machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, removeFile, replaceFile, wordsOf } from '../base/base.ts';
import { aboutBox, askHands } from '../box/box.ts';
import { isClaimCode, makeClaimCode, readIdentity } from '../identity/identity.ts';
import type { ClaimSource } from '../users/users.ts';
import type { ClaimWindow } from './claim-window.ts';

const FILE = 'claim-code';
/** It makes whoever reads it the administrator. */
const MODE = 0o600;

export interface ClaimSourceOptions {
  readonly dataFolder: string;
  readonly window: ClaimWindow;
  /** Whether a code may be written into the data folder. */
  readonly mayMakeCode: boolean;
  readonly isBox?: boolean;
  readonly ask?: (verb: string, args: unknown) => Promise<unknown>;
}

export function createClaimSource(options: ClaimSourceOptions): ClaimSource & {
  /**
   * Nobody has claimed this Filmroom: there is a code, or one is made.
   *
   * @returns the code to be shown at the start; undefined on a box, whose journal is no place for it
   */
  prepare(log: Log): Promise<string | undefined>;
} {
  const { dataFolder, window, mayMakeCode, isBox = aboutBox() !== undefined, ask = askHands } = options;
  const codeNow = () => readClaimCode(dataFolder, isBox);
  return {
    isRight(typed) {
      const code = codeNow();
      return code !== undefined && isClaimCode(typed, code);
    },
    windowLeftMs: () => window.leftMs(),
    closeWindow: () => window.close(),
    async claimed() {
      const code = codeNow();
      if (code === undefined) return;
      if (isBox) await ask('identity.claim', { code });
      else await removeFile(join(dataFolder, FILE));
    },
    async prepare(log) {
      if (isBox || !mayMakeCode) return undefined;
      const code = codeNow() ?? makeClaimCode();
      await replaceFile(join(dataFolder, FILE), `${code}\n`, MODE).catch((error) => log.error('claim.no-code', { words: wordsOf(error) }));
      return codeNow();
    },
  };
}

/** The claim code of this machine; undefined where it is claimed, where there is none yet, or where this user may not read it. */
export function readClaimCode(dataFolder: string, isBox = aboutBox() !== undefined): string | undefined {
  try {
    if (isBox) return readIdentity().claimCode;
    return /^[\dA-Z]{4}(?:-[\dA-Z]{4}){2}$/.exec(readFileSync(join(dataFolder, FILE), 'utf8').trim())?.[0];
  } catch {
    return undefined; // not there, or not for this user
  }
}
