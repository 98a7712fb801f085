import type { SettingsChange, SettingsView } from '../../web/schema.ts';
import { Empty, Loading } from '../parts/parts.ts';
import { format, may, useAsked } from '../shell/shell.ts';
import { labelOf } from './names.ts';
import { undo } from './send.ts';
import { texts as T } from './texts/en.ts';
import { valueWords } from './value.ts';

/** Who changed what, and when; the last ten can be taken back. */
export function ChangesPart({ web, onDone }: { web: SettingsView['web']; onDone: () => Promise<void> }) {
  const asked = useAsked<{ changes: readonly SettingsChange[] }>('/api/settings/changes');
  const changes = asked.data.value?.changes;
  if (!changes) return <Loading of={asked} />;
  const again = async () => {
    await Promise.all([asked.reload(), onDone()]);
  };
  return (
    <section class="card settings-group" aria-labelledby="settings-changes">
      <h2 id="settings-changes">{T.parts.changes}</h2>
      {changes.length === 0 && <Empty title={T.noChanges} />}
      <ol class="settings-changes">
        {changes.map((change) => (
          <li key={change.revision} class="settings-change">
            <div>
              <p class="setting-facts">
                <span class="badge">{T.revision(change.revision)}</span>
                <span>{T.kinds[change.kind](change.undoes ?? 0)}</span>
                <time dateTime={new Date(change.at).toISOString()}>{format.time(change.at)}</time>
                <bdi>{change.by}</bdi>
              </p>
              <ul>
                {change.parts.map(({ path, before, after }) => (
                  <li key={path}>
                    <span class="setting-name">{labelOf(path)}</span> <bdi class="was">{valueWords(path, before.value)}</bdi> →{' '}
                    <bdi>{valueWords(path, after.value)}</bdi>
                  </li>
                ))}
              </ul>
            </div>
            {change.canUndo && may('settings.change') && (
              <button
                type="button"
                class="button"
                onClick={() => void undo(change.revision, web, again)}
                aria-label={T.undoOf(change.revision)}
              >
                {T.undo}
              </button>
            )}
            {change.blockedBy !== undefined && <p class="help">{T.blockedBy(change.blockedBy)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
