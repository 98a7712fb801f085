import type { SettingsView } from '../../web/schema.ts';
import { toast } from '../parts/parts.ts';
import { AskError, ask } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly reset?: readonly string[];
}

type Web = SettingsView['web'];
type Path = '/api/settings' | '/api/settings/undo' | '/api/settings/restore';

/** Sends, then has the page shown anew, or follows it where it moves. */
async function send(path: Path, body: object, before: Web, shown: (after: SettingsView) => Promise<void>): Promise<void> {
  const after = await ask<SettingsView>(path, { method: 'POST', body });
  if (JSON.stringify(after.web) === JSON.stringify(before)) await shown(after);
  else followPage(after);
}

/** Changes settings and offers the way back. Throws AskError; where another was faster, the page shows what holds now. */
export async function sendChange({ revision, web }: SettingsView, change: Change, onDone: () => Promise<void>): Promise<void> {
  try {
    await send('/api/settings', { revision, ...change }, web, async (after) => {
      await onDone();
      toast(T.kept, { action: { words: T.undo, run: () => void undo(after.revision, after.web, onDone) } });
    });
  } catch (error) {
    if (!(error instanceof AskError) || error.code !== 'SETTINGS_STALE') throw error;
    await onDone(); // with the present value
    toast(error.message, { kind: 'failed' });
  }
}

/** The same where no form shows what is wrong. */
export const changeSettings = (view: SettingsView, change: Change, onDone: () => Promise<void>): Promise<void> =>
  said(() => sendChange(view, change, onDone));

export const undo = (undoes: number, web: Web, onDone: () => Promise<void>): Promise<void> =>
  said(() =>
    send('/api/settings/undo', { undoes }, web, async () => {
      await onDone();
      toast(T.undone);
    }),
  );

export const restore = ({ revision, web }: SettingsView, backup: object, onDone: () => Promise<void>): Promise<void> =>
  send('/api/settings/restore', { revision, backup }, web, async () => {
    await onDone();
    toast(T.restored);
  });

/** Says what went wrong where no form does. */
export async function said(act: () => Promise<void>): Promise<void> {
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
