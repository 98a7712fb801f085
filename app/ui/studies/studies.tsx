import { useEffect, useRef } from 'preact/hooks';
import { Empty } from '../parts/parts.ts';
import { match, may, place, shown } from '../shell/shell.ts';
import { Detail } from './detail.tsx';
import { StudyList } from './list.tsx';
import { due, from, isSearching, keepSearch, modality, problem, search, studies, text, to } from './search.ts';
import { Sends } from './sends.tsx';
import { texts as T } from './texts/en.ts';
import { UploadPanel, useDropping } from './upload.tsx';

const MODALITIES = ['CR', 'CT', 'DX', 'ES', 'MG', 'MR', 'NM', 'OT', 'PT', 'RF', 'RTDOSE', 'RTPLAN', 'SR', 'US', 'XA'];
const LIVE_GAP_MS = 1500;

keepSearch();

export function Page() {
  const selected = match('/studies/:study', place.value.path)?.study;
  const field = useRef<HTMLInputElement>(null);
  const isDropping = useDropping();
  useEffect(() => {
    if (!studies.value) void search();
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea, dialog *');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const counts = shown.value?.status.counts;
  useEffect(() => {
    const list = document.getElementById('study-list');
    if (!studies.value || (list && list.scrollTop > 0)) return; // nobody wants the rows moved under their eyes
    const timer = setTimeout(() => void search(), LIVE_GAP_MS);
    return () => clearTimeout(timer);
  }, [counts?.studies, counts?.series]);

  return (
    <div class={`studies-page${selected ? ' has-detail' : ''}${isDropping ? ' dropping' : ''}`}>
      <section class="card finder" aria-labelledby="finder-title">
        <h2 id="finder-title" class="unseen">
          {T.search}
        </h2>
        <search class="finder-fields">
          <label class="finder-text">
            <span class="unseen">{T.search}</span>
            <input
              ref={field}
              type="search"
              autocomplete="off"
              spellcheck={false}
              maxLength={200}
              placeholder={T.searchFor}
              aria-describedby="finder-help"
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
                void search();
              }}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowDown') return;
                event.preventDefault();
                document.getElementById('study-rows')?.focus({ preventScroll: true });
              }}
            />
          </label>
          <label>
            <span>{T.modality}</span>
            <select
              value={modality.value}
              onChange={(event) => {
                modality.value = event.currentTarget.value;
                void search();
              }}
            >
              <option value="">{T.all}</option>
              {MODALITIES.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <DateFilter label={T.from} value={from} />
          <DateFilter label={T.to} value={to} />
        </search>
        <p id="finder-help" class="finder-help">
          {T.searchHelp}
        </p>
        {due.value > 0 && (
          <p class="finder-due" role="status">
            {T.due(due.value)}
          </p>
        )}
        {problem.value && (
          <p class="finder-problem" role="alert">
            {problem.value}
          </p>
        )}
        <p class="unseen" role="status">
          {studies.value && !isSearching.value ? T.found(studies.value.length) : ''}
        </p>
        {studies.value?.length === 0 ? <Nothing /> : studies.value && <StudyList studies={studies.value} selected={selected} />}
        {!studies.value && !problem.value && <p class="quiet">{T.loading}</p>}
      </section>
      <div class="studies-side">
        {selected && <Detail key={selected} studyInstanceUid={selected} />}
        {may('studies.send') && <Sends />}
        {may('studies.add') && <UploadPanel />}
      </div>
    </div>
  );
}

function Nothing() {
  const isFiltered = text.value.trim() !== '' || modality.value !== '' || from.value !== '' || to.value !== '';
  return (
    <Empty title={isFiltered ? T.nothingFound : T.nothingYet}>
      <p>{isFiltered ? T.nothingFoundHelp : T.nothingYetHelp}</p>
      {isFiltered && (
        <button
          type="button"
          class="button"
          onClick={() => {
            for (const each of [text, modality, from, to]) each.value = '';
            void search();
          }}
        >
          {T.showAll}
        </button>
      )}
    </Empty>
  );
}

function DateFilter({ label, value }: { label: string; value: typeof from }) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        max="9999-12-31"
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
          void search();
        }}
      />
    </label>
  );
}
