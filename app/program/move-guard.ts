/** Which move of the page waits to be seen, kept over a restart. Beside `main.ts`, since the settings and the page's server both know it by this alone. */
import { readFileSync } from 'node:fs';
import { jsonText, removeFile, replaceFile } from '../base/base.ts';

export interface MoveGuard {
  /** The revision of the settings that moved the page. */
  read(): number | undefined;
  keep(revision: number): Promise<void>;
  drop(): Promise<void>;
}

/** @param file undefined where nothing may be written: then a restart forgets it */
export function moveGuard(file: string | undefined): MoveGuard {
  return {
    read() {
      if (file === undefined) return undefined;
      try {
        const { revision } = JSON.parse(readFileSync(file, 'utf8')) as { readonly revision?: unknown };
        return typeof revision === 'number' ? revision : undefined;
      } catch {
        return undefined; // none waits
      }
    },
    keep: async (revision) => (file === undefined ? undefined : await replaceFile(file, jsonText({ revision }))),
    drop: async () => (file === undefined ? undefined : await removeFile(file)),
  };
}
