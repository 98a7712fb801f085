import { useSignal } from '@preact/signals';
import type { OhifFacts } from '../../web/schema.ts';
import { confirm, Loading, Progress, toast } from '../parts/parts.ts';
import { AskError, ask, format, may, readSession, useAsked } from '../shell/shell.ts';
import { problemWords } from '../words/problems.ts';
import { texts } from './texts/en.ts';

const T = texts.ohif;

/** The optional viewer: added as one file, seen, removed. */
export function OhifPart() {
  const asked = useAsked<OhifFacts>('/api/ohif');
  const facts = asked.data.value;
  const isWorking = useSignal(false);
  const problem = useSignal('');
  if (!facts) return <Loading of={asked} />;

  async function change(act: () => Promise<unknown>, done: string): Promise<void> {
    problem.value = '';
    isWorking.value = true;
    try {
      await act();
      toast(done);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    }
    isWorking.value = false;
    await Promise.all([asked.reload(), readSession()]); // other pages have a link to it, or have it no longer
  }
  const add = async (file: File | undefined) => {
    if (file) await change(() => ask('/api/ohif', { method: 'PUT', body: file }), T.added);
  };
  const remove = async () => {
    if (!(await confirm({ title: T.removeTitle, words: T.removeWords, button: T.remove }))) return;
    await change(() => ask('/api/ohif', { method: 'DELETE' }), T.removed);
  };

  const { installed, fault, room } = facts;
  return (
    <section class="card settings-group settings-ohif" aria-labelledby="settings-ohif">
      <h2 id="settings-ohif">{T.title}</h2>
      <p id="settings-ohif-about">{T.about}</p>
      <p class="quiet">{T.whence}</p>
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      {fault && <p class="banner bad">{problemWords({ ...fault, detail: fault.words })}</p>}
      {installed ? <p>{T.installed(installed.version, format.bytes(installed.bytes))}</p> : <p>{T.none(format.bytes(room))}</p>}
      {isWorking.value && <Progress label={T.working} value={0} />}
      {!may('box.change') && <p class="quiet">{T.onlyAdministrators}</p>}
      {may('box.change') && !isWorking.value && (
        <div class="buttons">
          <label class="button settings-file">
            {installed ? T.replace : T.add}
            <input
              type="file"
              class="unseen"
              accept=".pack"
              aria-describedby="settings-ohif-about"
              onChange={(event) => {
                const { currentTarget } = event;
                void add(currentTarget.files?.[0]).finally(() => {
                  currentTarget.value = '';
                });
              }}
            />
          </label>
          {installed && (
            <a class="button" href="/ohif/">
              {T.open}
            </a>
          )}
          {(installed || fault) && (
            <button type="button" class="button" onClick={() => void remove()}>
              {T.remove}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
