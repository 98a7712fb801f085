import { signal } from '@preact/signals';
import type { Action, Role, WhoIs } from '../../web/schema.ts';
import { ask } from './ask.ts';
import { texts as T } from './texts/en.ts';

/** Who is signed in; undefined until the server has said it. */
export const session = signal<WhoIs | undefined>(undefined);

export async function readSession(): Promise<void> {
  session.value = await ask<WhoIs>('/api/session');
}

/** What a person may not do, the page does not offer. The server holds to it in any case. */
export const may = (action: Action): boolean => session.value?.may.includes(action) ?? false;

/** OHIF is installed. A phone is too small for it: its links have the class `only-large`. */
export const hasOhif = (): boolean => session.value?.hasOhif === true;

/** Those that an account or token may have. */
export const ROLES: readonly Role[] = ['administrator', 'technician', 'technologist', 'viewer'];

/** What a role is called, and what it may. */
export const roleWords = (role: WhoIs['role']) => T.roles[role];
