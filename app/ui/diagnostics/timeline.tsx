import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Empty } from '../parts/parts.ts';
import { AskError, ask, format } from '../shell/shell.ts';
import { Who } from './associations.tsx';
import { endWords } from './end-words.ts';
import { texts as T } from './texts/en.ts';
import type { WireEvent, WireTimeline } from './types.ts';

/** Most events that are drawn; the export has all that are kept. */
const MOST_EVENTS = 600;

/** One association as it went by, and as it goes on while it is looked at. */
export function Timeline({ id }: { id: string }) {
  const timeline = useSignal<WireTimeline | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    let source: EventSource | undefined;
    const leave = new AbortController();
    void ask<WireTimeline>(`/api/wire/${encodeURIComponent(id)}`, { signal: leave.signal }).then(
      (first) => {
        timeline.value = first;
        if (first.end === undefined) source = watch();
      },
      (error: unknown) => {
        if (leave.signal.aborted) return;
        if (!(error instanceof AskError)) throw error;
        problem.value = error.message;
      },
    );
    function watch(): EventSource {
      const events = new EventSource(`/api/wire/${encodeURIComponent(id)}/events`);
      const read = (event: Event) => JSON.parse((event as MessageEvent<string>).data);
      events.addEventListener('timeline', (event) => (timeline.value = read(event)));
      events.addEventListener('wire', (event) => {
        const now = timeline.value;
        if (now) timeline.value = { ...now, events: [...now.events, read(event)].slice(-MOST_EVENTS) };
      });
      events.addEventListener('ended', (event) => {
        timeline.value = read(event);
        events.close();
      });
      return events;
    }
    return () => {
      leave.abort();
      source?.close();
    };
  }, [id]);

  if (problem.value !== undefined)
    return (
      <Empty title={problem.value}>
        <a href="/diagnostics">{T.back}</a>
      </Empty>
    );
  const shown = timeline.value;
  if (!shown) return null;
  const file = `/api/wire/${encodeURIComponent(id)}`;
  return (
    <div class="timeline">
      <section class="card" aria-labelledby="timeline-title">
        <p>
          <a href="/diagnostics">{T.back}</a>
        </p>
        <h2 id="timeline-title">
          <Who of={shown} />
        </h2>
        <p>
          {format.time(shown.openedAt)} · {shown.end ? endWords(shown.end) : T.open}
          {shown.end && ` · ${format.unit(shown.end.atMs, 'millisecond')}`}
        </p>
        <p class="buttons start">
          <a class="button" href={`${file}/text`} download={`association-${id}.txt`}>
            {T.asText}
          </a>
          <a class="button" href={file} download={`association-${id}.json`}>
            {T.asJson}
          </a>
        </p>
        <p class="quiet">{T.masked}</p>
      </section>
      {shown.contexts.length > 0 && <Contexts contexts={shown.contexts} />}
      <section class="card" aria-labelledby="events-title">
        <h2 id="events-title">{T.events}</h2>
        {shown.dropped > 0 && <p class="quiet">{T.dropped(shown.dropped)}</p>}
        <ol class="wire-events">
          {shown.events.map((event, at) => (
            <Line key={`${at} ${event.atMs}`} event={event} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Contexts({ contexts }: Pick<WireTimeline, 'contexts'>) {
  return (
    <section class="card" aria-labelledby="contexts-title">
      <h2 id="contexts-title">{T.contexts}</h2>
      <ul class="contexts">
        {contexts.map(({ id, name, proposed, result, transferSyntax }) => (
          <li key={id} class={result === 'acceptance' ? '' : 'refused'}>
            <p>
              {id}. <bdi>{name}</bdi>
            </p>
            <p class="quiet">
              <bdi>{result === undefined ? T.noAnswer : result === 'acceptance' ? transferSyntax : result}</bdi>
              {' · '}
              {T.proposed} <bdi>{proposed.join(', ')}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ event }: { event: WireEvent }) {
  const { atMs, direction, name, fields, status, dataset, identifier } = event;
  const reason = fields.find((field) => field.name === 'Source/Reason'); // of A-ASSOCIATE-RJ and A-ABORT
  return (
    <li class={status?.isFailure || reason ? 'failure' : ''}>
      <details>
        <summary>
          <span class="wire-at">{format.unit(atMs, 'millisecond')}</span>
          <span class={`wire-way ${direction}`}>
            <span aria-hidden="true">{direction === 'in' ? '→' : '←'}</span>
            <span class="unseen">{direction === 'in' ? T.received : T.sent}</span>
          </span>
          <code>{name}</code>
          {status && (
            <span>
              {status.code} <bdi>{status.words}</bdi>
            </span>
          )}
          {reason && (
            <span>
              {reason.value} <bdi>{reason.words}</bdi>
            </span>
          )}
          {dataset && <span class="quiet">{format.bytes(dataset.bytes)}</span>}
        </summary>
        <dl class="wire-fields">
          {[
            ...fields,
            ...(identifier ?? []).map(({ tag, keyword, vr, masked }) => ({
              name: `${keyword ?? ''} ${tag} ${vr}`,
              value: masked,
              words: undefined,
            })),
          ].map(({ name: field, value, words }, at) => (
            <div key={`${at} ${field}`}>
              <dt>{field}</dt>
              <dd>
                <bdi>{value}</bdi> {words && <span class="quiet">{words}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
