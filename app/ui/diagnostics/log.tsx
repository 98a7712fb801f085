import { useSignal } from '@preact/signals';
import { Loading, SelectField, TextField } from '../parts/parts.ts';
import { format, may, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

interface Line {
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Of the journal of a box: who wrote it. */
  readonly unit?: string;
  readonly line: string;
}

interface Lines {
  readonly lines: readonly Line[];
  /** Of the journal. */
  readonly isBox?: boolean;
}

type Source = 'own' | 'all' | keyof typeof T.parts;

/** The last lines of the log, by level and by what stands in them; for administrators also what the rest of the box wrote. */
export function Log() {
  const source = useSignal<Source>('own');
  const level = useSignal<Line['level']>('info');
  const text = useSignal('');
  const filter = `level=${level.value}&text=${encodeURIComponent(text.value)}`;
  const part = source.value === 'all' ? '' : `&part=${source.value}`;
  const log = useAsked<Lines>(source.value === 'own' ? `/api/log?${filter}` : `/api/journal?${filter}${part}`);
  const lines = log.data.value?.lines;
  const isElsewhere = source.value !== 'own' && log.data.value?.isBox === false;
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
        {may('box.journal') && (
          <SelectField
            label={T.source}
            value={source}
            options={[['own', T.own], ['all', T.wholeBox], ...(Object.entries(T.parts) as [Source, string][])]}
          />
        )}
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
      ) : isElsewhere ? (
        <p class="quiet">{T.boxOnly}</p>
      ) : lines.length === 0 ? (
        <p class="quiet">{T.noLines}</p>
      ) : (
        <ol class="log-lines" tabindex={0} aria-labelledby="log-title">
          {lines.slice(0, 300).map(({ at, level: each, unit, line }, index) => (
            <li key={`${at} ${index}`} class={each}>
              <span class="quiet">
                {format.time(at)} {unit}
              </span>{' '}
              <bdi>{line}</bdi>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
