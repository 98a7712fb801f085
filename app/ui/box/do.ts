import { toast } from '../parts/parts.ts';
import { AskError, ask } from '../shell/shell.ts';

/** Asks the box to do something. @returns false where it refused, which is said */
export async function done(path: `/api/${string}`, method: 'POST' | 'DELETE' = 'POST'): Promise<boolean> {
  try {
    await ask(path, { method });
    return true;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    toast(error.message, { kind: 'failed' });
    return false;
  }
}
