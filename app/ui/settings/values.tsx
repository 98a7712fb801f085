import { useSignal } from '@preact/signals';
import type { SettingField, SettingsView } from '../../web/schema.ts';
import { confirm, Empty, TextField } from '../parts/parts.ts';
import { Icon, may, useAsked } from '../shell/shell.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { GROUPS } from './groups.ts';
import { choiceWords, helpOf, labelOf } from './names.ts';
import { changeSettings } from './send.ts';
import { texts as T } from './texts/en.ts';
import { valueWords } from './value.ts';

type Entry = Readonly<Record<string, unknown>>;
type Asked =
  | { readonly kind: 'field'; readonly field: SettingField }
  | { readonly kind: 'listener'; readonly field: SettingField; readonly at: number }
  | { readonly kind: 'remoteAe'; readonly entry: Entry | undefined };

/** Every setting with its value; what is typed above is searched in name, path and sentence. */
export function ValuesPart({ view, reload }: { view: SettingsView; reload: () => Promise<void> }) {
  const search = useSignal('');
  const asked = useSignal<Asked | undefined>(undefined);
  const table = useAsked<{ remoteAes: readonly Entry[] }>('/api/ae-table');
  const wanted = search.value.trim().toLowerCase();
  const isWanted = (path: string, help: string) => `${path} ${labelOf(path)} ${helpOf(path, help)}`.toLowerCase().includes(wanted);
  const groups = GROUPS.map(({ name, paths }) => ({
    name,
    fields: view.fields.filter(({ path, help }) => paths(path) && (isWanted(path, help) || T.groups[name].toLowerCase().includes(wanted))),
  })).filter(({ fields }) => fields.length > 0);
  const done = async () => {
    await Promise.all([reload(), table.reload()]);
    asked.value = undefined;
  };
  return (
    <>
      {view.leftOut.map(({ path, words }) => (
        <p class="banner bad" key={path}>
          {T.leftOut(labelOf(path), words)}
        </p>
      ))}
      <TextField label={T.search} value={search} type="search" />
      {groups.length === 0 && <Empty title={T.noneFound} />}
      {groups.map(({ name, fields }) => (
        <section class="card settings-group" key={name} aria-labelledby={`group-${name}`}>
          <h2 id={`group-${name}`}>{T.groups[name]}</h2>
          <ul class="settings-list">
            {fields.map((field) =>
              field.path === 'listeners' ? (
                <Listeners key={field.path} view={view} field={field} onAsk={(next) => (asked.value = next)} onDone={done} />
              ) : (
                <Row key={field.path} field={field} onAsk={() => (asked.value = { kind: 'field', field })} />
              ),
            )}
          </ul>
        </section>
      ))}
      {(wanted === '' || T.groups.remoteAes.toLowerCase().includes(wanted)) && (
        <RemoteAes entries={table.data.value?.remoteAes ?? []} onAsk={(entry) => (asked.value = { kind: 'remoteAe', entry })} />
      )}
      {asked.value?.kind === 'field' && (
        <ChangeDialog view={view} field={asked.value.field} onClose={() => (asked.value = undefined)} onDone={done} />
      )}
      {asked.value?.kind === 'listener' && (
        <EntryDialog {...listenerEntry(view, asked.value.field, asked.value.at)} onClose={() => (asked.value = undefined)} onDone={done} />
      )}
      {asked.value?.kind === 'remoteAe' && (
        <EntryDialog {...remoteAeEntry(view, asked.value.entry)} onClose={() => (asked.value = undefined)} onDone={done} />
      )}
    </>
  );
}

const listOf = ({ value }: SettingField): readonly Entry[] => (Array.isArray(value) ? (value as Entry[]) : []);

function listenerEntry(view: SettingsView, field: SettingField, at: number) {
  const all = listOf(field);
  const given = all[at];
  const freeName = ['main', ...Array.from({ length: 99 }, (_, n) => `listener${n + 2}`)].find(
    (name) => !all.some((each) => each.name === name),
  );
  return {
    view,
    path: 'listeners[]',
    schema: field.schema.items!,
    entry: given ?? { name: freeName, host: all[0]?.host, port: 0 },
    title: given ? labelOf('listeners') : T.addListener,
    changeOf: (entry: Entry) => ({ set: { listeners: given ? all.map((each, other) => (other === at ? entry : each)) : [...all, entry] } }),
  };
}

function remoteAeEntry(view: SettingsView, entry: Entry | undefined) {
  return {
    view,
    path: 'remoteAes[]',
    schema: view.remoteAe,
    entry: entry ?? {},
    title: entry ? String(entry.title) : T.addRemoteAe,
    leaveOut: entry ? ['title'] : [],
    changeOf: (next: Entry) => ({ set: { [`remoteAes[${String(next.title ?? entry?.title ?? '')}]`]: next } }),
    ...(entry && { removeOf: { path: `/api/ae-table/${encodeURIComponent(String(entry.title))}` as const, title: String(entry.title) } }),
  };
}

function Row({ field, onAsk }: { field: SettingField; onAsk: () => void }) {
  const { path, help, value, unit, whence, effect, setBy } = field;
  const isChanged = whence !== 'default' && JSON.stringify(value) !== JSON.stringify(field.default);
  const mayChange = may('settings.change') && effect !== 'restart' && setBy === undefined;
  return (
    <li class={isChanged ? 'setting changed' : 'setting'} data-path={path}>
      <div class="setting-words">
        <h3>{labelOf(path)}</h3>
        <p class="help">{helpOf(path, help)}</p>
        <p class="setting-facts">
          <span class="badge">{T.whence[whence]}</span>
          {isChanged && <span class="badge differs">{T.changed}</span>}
          <span>{setBy ? T.setBy(setBy) : T.effects[effect]}</span>
        </p>
      </div>
      <output class="setting-value">
        <bdi>{valueWords(path, value, unit)}</bdi>
      </output>
      {mayChange && (
        <button type="button" class="button" onClick={onAsk} aria-label={T.changeOf(labelOf(path))}>
          {T.change}
        </button>
      )}
    </li>
  );
}

function Listeners(props: { view: SettingsView; field: SettingField; onAsk: (asked: Asked) => void; onDone: () => Promise<void> }) {
  const { view, field, onAsk, onDone } = props;
  const all = listOf(field);
  const remove = async (at: number) => {
    const name = String(all[at]?.name);
    if (!(await confirm({ title: T.removeOf(name), words: T.removeListener, button: T.remove, isGrave: true }))) return;
    await changeSettings(view, { set: { listeners: all.filter((_, other) => other !== at) } }, onDone);
  };
  return (
    <>
      {all.map((listener, at) => (
        <li class={field.whence === 'default' ? 'setting' : 'setting changed'} key={String(listener.name)} data-path={`listeners[${at}]`}>
          <div class="setting-words">
            <h3>
              <bdi>{String(listener.name)}</bdi>
            </h3>
            <p class="help">{(listener.services as string[]).map((each) => choiceWords('listeners[].services', each)).join(', ')}</p>
            <p class="setting-facts">
              <span class="badge">{T.whence[field.whence]}</span>
              <span>{T.effects.port}</span>
            </p>
          </div>
          <output class="setting-value">
            <bdi>{`${String(listener.host)}:${String(listener.port)}`}</bdi>
          </output>
          {may('settings.change') && (
            <div class="setting-buttons">
              <button
                type="button"
                class="button"
                onClick={() => onAsk({ kind: 'listener', field, at })}
                aria-label={T.changeOf(String(listener.name))}
              >
                {T.change}
              </button>
              {all.length > 1 && (
                <button type="button" class="icon-button" onClick={() => void remove(at)} aria-label={T.removeOf(String(listener.name))}>
                  <Icon name="remove" />
                </button>
              )}
            </div>
          )}
        </li>
      ))}
      {may('settings.change') && (
        <li>
          <button type="button" class="button" onClick={() => onAsk({ kind: 'listener', field, at: all.length })}>
            <Icon name="add" />
            {T.addListener}
          </button>
        </li>
      )}
    </>
  );
}

function RemoteAes({ entries, onAsk }: { entries: readonly Entry[]; onAsk: (entry: Entry | undefined) => void }) {
  return (
    <section class="card settings-group" aria-labelledby="group-remoteAes">
      <h2 id="group-remoteAes">{T.groups.remoteAes}</h2>
      <p class="help">{helpOf('remoteAes', '')}</p>
      <ul class="settings-list">
        {entries.map((entry) => (
          <li class="setting" key={String(entry.title)} data-path={`remoteAes[${String(entry.title)}]`}>
            <div class="setting-words">
              <h3>
                <bdi>{String(entry.title)}</bdi>
              </h3>
            </div>
            <output class="setting-value">
              <bdi>{`${String(entry.host)}:${String(entry.port)}`}</bdi>
            </output>
            {may('settings.change') && (
              <button type="button" class="button" onClick={() => onAsk(entry)} aria-label={T.changeOf(String(entry.title))}>
                {T.change}
              </button>
            )}
          </li>
        ))}
      </ul>
      {may('settings.change') && (
        <button type="button" class="button" onClick={() => onAsk(undefined)}>
          <Icon name="add" />
          {T.addRemoteAe}
        </button>
      )}
    </section>
  );
}
