import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { format, readSession } from '../shell/shell.ts';
import { readTheme } from '../shell/theme.ts';
import { Name } from '../studies/name.tsx';
import { dateOf, personOf, textOf } from './dicom-json.ts';
import { Glyph } from './glyphs.tsx';
import { Place } from './place.tsx';
import { activeAt, cells, head, isBesides, openStudy, problem, series } from './state.ts';
import { Strip } from './strip.tsx';
import { texts as T } from './texts/en.ts';
import { Toolbar } from './toolbar.tsx';

const studyInstanceUid = decodeURIComponent(location.pathname.split('/')[2] ?? '');

/** The viewer is a page of its own: it is opened from the list, and left for it. */
function Viewer() {
  useEffect(() => {
    document.title = `${T.title} · ${T.product}`;
    void openStudy(studyInstanceUid);
    readSession().catch(() => undefined); // no link to OHIF then
  }, []);
  return (
    <div class={`viewer${isBesides.value ? ' besides' : ''}`}>
      <Head />
      <Strip />
      <main class="stages">
        {problem.value && (
          <div class="empty-state" role="alert">
            <p>{problem.value}</p>
            <button type="button" class="button" onClick={() => void openStudy(studyInstanceUid)}>
              {T.again}
            </button>
          </div>
        )}
        {!problem.value && !cells[0].set.value && !isAllThere() && (
          <p class="quiet" role="status">
            {T.loading}
          </p>
        )}
        {!problem.value &&
          cells
            .slice(0, isBesides.value ? 2 : 1)
            .map((cell, at) => (
              <Place
                key={at}
                cell={cell}
                isActive={!isBesides.value || activeAt.value === at}
                onActive={() => (activeAt.value = at as 0 | 1)}
              />
            ))}
      </main>
      <Toolbar />
    </div>
  );
}

const isAllThere = () => series.value?.every(({ sets, problem: why }) => sets || why) ?? false;

function Head() {
  const dataset = head.value;
  const born = dataset && dateOf(dataset, 'PatientBirthDate');
  const day = dataset && dateOf(dataset, 'StudyDate');
  const facts = dataset
    ? [textOf(dataset, 'PatientID') || T.noId, born && T.born(format.date(born)), textOf(dataset, 'PatientSex'), day && format.date(day)]
    : [];
  const description = dataset ? textOf(dataset, 'StudyDescription') : '';
  return (
    <header class="viewer-head">
      <a class="back" href="/studies" aria-label={T.backTo} onClick={goBack}>
        <Glyph name="back" />
        <span>{T.back}</span>
      </a>
      <div class="viewer-of">
        <h1>{dataset ? <Name name={personOf(dataset, 'PatientName')} /> : T.title}</h1>
        <p class="viewer-facts">
          {[...facts, description].filter(Boolean).map((fact) => (
            <bdi key={fact}>{fact}</bdi>
          ))}
        </p>
      </div>
      <p class="not-for-diagnosis">{T.notForDiagnosis}</p>
    </header>
  );
}

/** The list as it was left, where one came from there. */
function goBack(event: MouseEvent): void {
  const isFromList = document.referrer.startsWith(`${location.origin}/studies`);
  if (!isFromList || history.length < 2 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.back();
}

readTheme();
render(<Viewer />, document.getElementById('page')!);
