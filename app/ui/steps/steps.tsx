import { useEffect } from 'preact/hooks';
import type { StepOfDay, StepsOfDay } from '../../web/schema.ts';
import { Empty, Loading } from '../parts/parts.ts';
import { dayHere, format, go, Icon, place, useAsked } from '../shell/shell.ts';
import { chosenDay, type Day, dayAfter, dayOf, isoOf } from './days.ts';
import { StepRow } from './row.tsx';
import { inOrder, PARTS, partOf } from './stages.ts';
import { texts as T } from './texts/en.ts';

const AGAIN_MS = 5000;

/** Today's work: each examination a line, what needs somebody first. */
export function Page() {
  const day = chosenDay(place.value.search, dayHere.value);
  const path = `/api/steps?day=${day.iso.replaceAll('-', '')}&from=${day.from}&to=${day.to}` as const;
  const asked = useAsked<StepsOfDay>(path);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || void asked.reload(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [path]);
  return (
    <div class="steps">
      <DayChoice day={day} />
      <Shown asked={asked} />
    </div>
  );
}

const show = (day: Day) => void go(day.iso === isoOf(new Date()) ? '/today' : `/today?day=${day.iso}`, { replace: true });

function DayChoice({ day }: { readonly day: Day }) {
  const isToday = day.iso === isoOf(new Date());
  return (
    <nav class="step-day" aria-label={T.dayNavigation}>
      <button type="button" class="icon-button" aria-label={T.before} onClick={() => show(dayAfter(day, -1))}>
        <Icon name="before" />
      </button>
      <label>
        <span class="unseen">{T.day}</span>
        <input type="date" value={day.iso} onChange={({ currentTarget: { value } }) => value && show(dayOf(value))} />
      </label>
      <button type="button" class="icon-button" aria-label={T.after} onClick={() => show(dayAfter(day, 1))}>
        <Icon name="after" />
      </button>
      {!isToday && (
        <button type="button" class="button" onClick={() => show(dayOf(isoOf(new Date())))}>
          {T.today}
        </button>
      )}
    </nav>
  );
}

function Shown({ asked }: { readonly asked: ReturnType<typeof useAsked<StepsOfDay>> }) {
  const found = asked.data.value;
  if (!found) return <Loading of={asked} />;
  const all = [...found.older, ...found.steps];
  const reload = () => void asked.reload();
  return (
    <>
      {all.length === 0 && (
        <section class="card" aria-label={T.noneTitle}>
          <Empty title={T.noneTitle}>
            <p>{T.noneWords}</p>
          </Empty>
        </section>
      )}
      {PARTS.map((part) => (
        <Part key={part} title={T.parts[part]} name={part} steps={inOrder(all.filter((step) => partOf(step) === part))} onDone={reload} />
      ))}
      <Others found={found} />
    </>
  );
}

function Part(props: { readonly title: string; readonly name: string; readonly steps: readonly StepOfDay[]; readonly onDone: () => void }) {
  const { title, name, steps, onDone } = props;
  if (steps.length === 0) return null;
  return (
    <section class={`card steps-${name}`} aria-labelledby={`steps-${name}`}>
      <h2 id={`steps-${name}`}>
        {title} <span class="quiet">{format.number(steps.length)}</span>
      </h2>
      <ul class="step-list">
        {steps.map((step) => (
          <StepRow key={step.key} step={step} onDone={onDone} />
        ))}
      </ul>
    </section>
  );
}

/** What devices asked in vain, and what other systems have not heard yet. */
function Others({ found: { refused, queues, givenUp } }: { readonly found: StepsOfDay }) {
  return (
    <>
      {queues.length + givenUp.length > 0 && (
        <section class="card" aria-labelledby="step-queues">
          <h2 id="step-queues">{T.queues}</h2>
          <ul class="step-others">
            {queues.map(({ aeTitle, waiting, since, tries, fault }) => (
              <li key={aeTitle}>
                <bdi>{T.waiting(waiting, aeTitle)}</bdi> <span class="quiet">{T.waitingSince(format.time(since), tries)}</span>
                {fault !== undefined && (
                  <p class="quiet">
                    <bdi>{fault}</bdi>
                  </p>
                )}
              </li>
            ))}
            {givenUp.map(({ at, aeTitle, sopInstanceUid, words }) => (
              <li key={`${at}${sopInstanceUid}`}>
                <bdi>{T.givenUp(aeTitle, format.time(at))}</bdi>
                <p class="quiet">
                  <bdi>{words}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {refused.length > 0 && (
        <section class="card" aria-labelledby="step-refused">
          <h2 id="step-refused">{T.refused}</h2>
          <p class="quiet">{T.refusedHelp}</p>
          <ul class="step-others">
            {refused.map(({ at, callingAeTitle, what, status, comment, sopInstanceUid }) => (
              <li key={`${at}${sopInstanceUid}${status}`}>
                <code>{callingAeTitle}</code> {what} <code>{status}H</code> <bdi>{comment}</bdi>{' '}
                <span class="quiet">{format.time(at)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
