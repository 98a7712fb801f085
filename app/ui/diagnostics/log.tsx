import { useSignal } from '@preact/signals';
import { Loading, SelectField, TextField } from '../parts/parts.ts';
import { format, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

interface Line {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly line: string;
}

/** The last lines of the log, by level and by what stands in them. */
export function Log() {
  const level = useSignal<Line['level']>('info');
  const text = useSignal('');
  const log = useAsked<{ lines: Line[] }>(`/api/log?level=${level.value}&text=${encodeURIComponent(text.value)}`);
  const lines = log.data.value?.lines;
  return (
    <section class="card" aria-labelledby="log-title">
      <div class="card-head">
        <h2 id="log-title">{T.log}</h2>
        <span class="buttons">
          <a class="button" href="/api/support" download>
            {T.support}
          </a>
          <button type="button" class="button" onClick={() => void log.reload()}>
            {T.reload}
          </button>
        </span>
      </div>
      <p class="quiet">{T.supportAbout}</p>
      <div class="log-filter">
        <SelectField
          label={T.level}
          value={level}
          options={[
            ['debug', T.levels.debug],
            ['info', T.levels.info],
            ['warn', T.levels.warn],
            ['error', T.levels.error],
          ]}
        />
        <TextField label={T.contains} value={text} type="search" maxLength={64} />
      </div>
      {lines === undefined ? (
        <Loading of={log} />
      ) : lines.length === 0 ? (
        <p class="quiet">{T.noLines}</p>
      ) : (
        <ol class="log-lines" tabindex={0} aria-labelledby="log-title">
          {lines.slice(0, 200).map(({ at, level: each, line }, index) => (
            <li key={`${at} ${index}`} class={each}>
              <span class="quiet">{format.time(at)}</span> <bdi>{line}</bdi>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
