import { useEffect } from 'preact/hooks';
import type { InboxEntry, InboxView } from '../../web/schema.ts';
import { Empty, Loading } from '../parts/parts.ts';
import { format, useAsked } from '../shell/shell.ts';
import { Entry } from './entry.tsx';
import { texts as T } from './texts/en.ts';

const AGAIN_MS = 5000;
const SOON_MS = 1000;

/** Studies that contradict the worklist, and what was decided about them. */
export function Page() {
  const asked = useAsked<InboxView>('/api/reconcile');
  const view = asked.data.value;
  const isMoving = view?.open.some(({ progress, state }) => progress !== undefined || state !== 'waiting') ?? false;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || void asked.reload(), isMoving ? SOON_MS : AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  if (!view) return <Loading of={asked} />;
  const list = (entries: readonly InboxEntry[]) => (
    <ul class="inbox-list">
      {entries.map((entry) => (
        <Entry key={entry.studyInstanceUid} entry={entry} onDone={() => void asked.reload()} />
      ))}
    </ul>
  );
  return (
    <div class="inbox">
      <p class="quiet">{T.about}</p>
      <section class="card" aria-labelledby="inbox-open">
        <h2 id="inbox-open">
          {T.waiting} {view.waiting > 0 && <span class="inbox-count">{format.number(view.waiting)}</span>}
        </h2>
        {view.open.length === 0 ? (
          <Empty title={T.noneTitle}>
            <p>{T.noneWords}</p>
          </Empty>
        ) : (
          list(view.open)
        )}
      </section>
      <section class="card" aria-labelledby="inbox-decided">
        <h2 id="inbox-decided">{T.decided}</h2>
        {view.decided.length === 0 ? <p class="quiet">{T.noneDecided}</p> : list(view.decided)}
      </section>
    </div>
  );
}
