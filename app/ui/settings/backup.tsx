import { useSignal } from '@preact/signals';
import type { SettingsDifferences, SettingsView } from '../../web/schema.ts';
import { Dialog, Form } from '../parts/parts.ts';
import { AskError, ask, may } from '../shell/shell.ts';
import { labelOf } from './names.ts';
import { restore as sendRestore } from './send.ts';
import { texts as T } from './texts/en.ts';
import { valueWords } from './value.ts';

interface Chosen {
  readonly backup: object;
  readonly differences: SettingsDifferences['differences'];
}

/** One file with what the page has set; the difference is shown before it is put back. */
export function BackupPart({ view, onDone }: { view: SettingsView; onDone: () => Promise<void> }) {
  return (
    <>
      <section class="card settings-group" aria-labelledby="settings-backup">
        <h2 id="settings-backup">{T.backup}</h2>
        <p>{T.backupAbout}</p>
        <a class="button" href="/api/settings/backup" download>
          {T.download}
        </a>
      </section>
      <RestorePart view={view} onDone={onDone} />
    </>
  );
}

export function RestorePart({ view, onDone }: { view: SettingsView; onDone: () => Promise<void> }) {
  const chosen = useSignal<Chosen | undefined>(undefined);
  const problem = useSignal('');
  const take = async (file: File | undefined) => {
    problem.value = '';
    if (!file) return;
    try {
      const backup: unknown = JSON.parse(await file.text());
      const { differences } = await ask<SettingsDifferences>('/api/settings/compare', { method: 'POST', body: { backup } });
      chosen.value = { backup: backup as object, differences };
    } catch (error) {
      problem.value = error instanceof AskError ? error.message : T.notAFile;
    }
  };
  const restore = async () => {
    await sendRestore(view, chosen.value!.backup, onDone);
    chosen.value = undefined;
  };
  return (
    <>
      {may('settings.change') && (
        <section class="card settings-group" aria-labelledby="settings-restore">
          <h2 id="settings-restore">{T.restore}</h2>
          <p id="settings-restore-about">{T.restoreAbout}</p>
          <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
          <label class="button settings-file">
            {T.choose}
            <input
              type="file"
              class="unseen"
              accept=".json,application/json"
              aria-describedby="settings-restore-about"
              onChange={(event) => {
                const { currentTarget } = event;
                void take(currentTarget.files?.[0]).finally(() => {
                  currentTarget.value = '';
                });
              }}
            />
          </label>
        </section>
      )}
      {chosen.value && (
        <Dialog
          title={T.difference}
          onClose={() => {
            chosen.value = undefined;
          }}
        >
          {chosen.value.differences.length === 0 ? (
            <p>{T.noDifference}</p>
          ) : (
            <Form button={T.restoreNow} onSubmit={restore}>
              <ul class="settings-differences">
                {chosen.value.differences.map(({ path, now, restored }) => (
                  <li key={path}>
                    <span class="setting-name">{labelOf(path)}</span> <bdi class="was">{valueWords(path, now)}</bdi> →{' '}
                    <bdi>{valueWords(path, restored)}</bdi>
                  </li>
                ))}
              </ul>
            </Form>
          )}
        </Dialog>
      )}
    </>
  );
}
