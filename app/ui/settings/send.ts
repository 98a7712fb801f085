import type { SettingsView } from '../../web/schema.ts';
import { toast } from '../parts/parts.ts';
import { AskError, ask } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly reset?: readonly string[];
}

/** Changes settings, offers the way back, and follows the page where it moves. Throws AskError; where another was faster, the page shows what holds now. */
export async function sendChange(before: SettingsView, change: Change, onDone: () => Promise<void>): Promise<void> {
  try {
    const after = await ask<SettingsView>('/api/settings', { method: 'POST', body: { revision: before.revision, ...change } });
    if (JSON.stringify(after.web) !== JSON.stringify(before.web)) return followPage(after);
    await onDone();
    toast(T.kept, { action: { words: T.undo, run: () => void undo(after.revision, onDone) } });
  } catch (error) {
    if (!(error instanceof AskError) || error.code !== 'SETTINGS_STALE') throw error;
    await onDone(); // with the present value
    toast(error.message, { kind: 'failed' });
  }
}

/** The same where no form shows what is wrong. */
export async function changeSettings(revision: number, change: Change, onDone: () => Promise<void>): Promise<void> {
  await said(async () => {
    const after = await ask<SettingsView>('/api/settings', { method: 'POST', body: { revision, ...change } });
    await onDone();
    toast(T.kept, { action: { words: T.undo, run: () => void undo(after.revision, onDone) } });
  });
}

export async function undo(revision: number, onDone: () => Promise<void>): Promise<void> {
  await said(async () => {
    await ask('/api/settings/undo', { method: 'POST', body: { undoes: revision } });
    await onDone();
    toast(T.undone);
  });
}

async function said(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    toast(error.message, { kind: 'failed' });
  }
}

/** The page is served elsewhere now: the same machine, another port; the name in the address bar stays, unless one address alone is listened on. */
function followPage({ web: { address, port, tls } }: SettingsView): void {
  const isHere =
    ['0.0.0.0', '::', location.hostname].includes(address) || (/^(127\.0\.0\.1|::1)$/.test(address) && location.hostname === 'localhost');
  const host = isHere ? location.hostname : address.includes(':') ? `[${address}]` : address;
  location.assign(`${tls ? 'https' : 'http'}://${host}:${port}${location.pathname}`);
}
