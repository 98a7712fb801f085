import { signal } from '@preact/signals';
import type { Action, WhoIs } from '../../web/schema.ts';
import { ask } from './ask.ts';

/** Who is signed in; undefined until the server has said it. */
export const session = signal<WhoIs | undefined>(undefined);

export async function readSession(): Promise<void> {
  session.value = await ask<WhoIs>('/api/session');
}

/** What a person may not do, the page does not offer. The server holds to it in any case. */
export const may = (action: Action): boolean => session.value?.may.includes(action) ?? false;
