import type { StepOfDay } from '../../web/schema.ts';
import { confirm, Progress, toast } from '../parts/parts.ts';
import { AskError, ask, format, may, serverNow } from '../shell/shell.ts';
import { STAGES, type Stage, stageStates } from './stages.ts';
import { texts as T } from './texts/en.ts';

/** One examination: who, where, how far, how many of its images are here, and what to do. */
export function StepRow({ step, onDone }: { readonly step: StepOfDay; readonly onDone: () => void }) {
  const { patientName: name, alarm } = step;
  const shownName = name.ideographic || name.alphabetic || T.noName;
  return (
    <li class={alarm ? 'step-row alarm' : 'step-row'}>
      <div class="step-who">
        <time class="step-time">{timeOf(step)}</time>
        <span class="step-name">
          <bdi lang={name.lang}>{shownName}</bdi>{' '}
          <span class="quiet">
            <bdi>{step.patientId || T.noId}</bdi>
          </span>
        </span>
        <span class="step-what quiet">
          <bdi>{[step.modality, step.station, step.description].filter(Boolean).join(' · ')}</bdi>
          {step.accessionNumber && (
            <>
              {' · '}
              <span class="unseen">{T.accession} </span>
              <bdi>{step.accessionNumber}</bdi>
            </>
          )}
        </span>
      </div>
      <Way step={step} />
      <Images step={step} />
      {alarm && <Alarm step={step} alarm={alarm} onDone={onDone} />}
      {step.acceptedBy !== undefined && (
        <p class="quiet">
          <bdi>{T.acceptedBy(step.acceptedBy)}</bdi>
        </p>
      )}
      {step.studyInstanceUid !== undefined && step.imagesOfStudy > 0 && may('studies.see') && (
        <a class="step-study" href={`/studies/${encodeURIComponent(step.studyInstanceUid)}`} aria-label={T.openStudyOf(shownName)}>
          {T.openStudy}
        </a>
      )}
    </li>
  );
}

/** The picture: five stages on a line. */
function Way({ step }: { readonly step: StepOfDay }) {
  const states = stageStates(step);
  const words = (stage: Stage) => (stage === 'done' && step.phase === 'discontinued' ? T.stages.stopped : T.stages[stage]);
  return (
    <ol class="step-way" aria-label={T.way}>
      {STAGES.map((stage) => (
        <li key={stage} class={states[stage]} {...(states[stage] === 'now' && { 'aria-current': 'step' as const })}>
          <span>{words(stage)}</span>
          <span class="unseen">: {T.states[states[stage]]}</span>
        </li>
      ))}
    </ol>
  );
}

function Images({ step }: { readonly step: StepOfDay }) {
  const { named, here, removed, imagesOfStudy, committed } = step;
  if (named === 0) return imagesOfStudy > 0 && step.phase === 'started' ? <p class="quiet">{T.soFar(imagesOfStudy)}</p> : null;
  const words = here === named ? T.allHere(named) : T.hereOf(here, named);
  return (
    <div class={here === named ? 'step-images full' : 'step-images'}>
      <Progress label={T.images} value={here} most={named} words={words} />
      {removed > 0 && <p class="quiet">{T.removed(removed)}</p>}
      {committed !== undefined && committed > 0 && <p class="quiet">{T.committed(committed)}</p>}
    </div>
  );
}

function Alarm(props: { readonly step: StepOfDay; readonly alarm: NonNullable<StepOfDay['alarm']>; readonly onDone: () => void }) {
  const { step, alarm, onDone } = props;
  const { title, toDo } = T.alarm(alarm, step.imagesOfStudy, format.ago(step.startedAt ?? 0, serverNow.value));

  async function act(what: string, body: object | undefined, asked: { title: string; words: string; button: string }, done: string) {
    if (step.sopInstanceUid === undefined || !(await confirm(asked))) return;
    try {
      await ask(`/api/steps/${encodeURIComponent(step.sopInstanceUid)}/${what}`, { method: 'POST', ...(body && { body }) });
      toast(done);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    onDone();
  }
  const end = (status: 'COMPLETED' | 'DISCONTINUED', button: string) =>
    act('end', { status }, { title: T.endTitle, words: T.endWords, button }, T.ended);

  return (
    <div class="step-alarm">
      <p class="step-alarm-title">{title}</p>
      <p>{toDo}</p>
      {may('worklist.change') && (
        <div class="step-actions">
          {alarm.code === 'LEFT_OPEN' ? (
            <>
              <button type="button" class="button" onClick={() => void end('COMPLETED', T.endDone)}>
                {T.endDone}
              </button>
              <button type="button" class="button" onClick={() => void end('DISCONTINUED', T.endStopped)}>
                {T.endStopped}
              </button>
            </>
          ) : (
            <button
              type="button"
              class="button"
              onClick={() => void act('accept', undefined, { title: T.acceptTitle, words: T.acceptWords, button: T.accept }, T.accepted)}
            >
              {T.accept}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** When it began, or is to begin. */
function timeOf({ startedAt, plannedFor }: StepOfDay): string {
  if (startedAt !== undefined) return format.time(startedAt);
  return plannedFor?.split('T')[1] ?? '';
}
