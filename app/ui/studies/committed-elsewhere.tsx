import { useEffect } from 'preact/hooks';
import type { CommittedElsewhere as Shown } from '../../web/schema.ts';
import { format, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

const LOOK_MS = 5000;

/** What the destinations of a study say of it: which of its images are safe there (storage commitment). */
export function CommittedElsewhere({ studyInstanceUid }: { studyInstanceUid: string }) {
  const asked = useAsked<Shown>(`/api/commitments/of/${studyInstanceUid}`);
  const destinations = asked.data.value?.destinations ?? [];
  const isWaiting = destinations.some(({ waiting }) => waiting > 0);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => void asked.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);
  if (destinations.length === 0) return null;
  return (
    <>
      <h3>{T.safeElsewhere}</h3>
      <ul class="safe-elsewhere">
        {destinations.map(({ peer, committed, failed, waiting, at }) => (
          <li key={peer}>
            <bdi>{peer}</bdi>: {T.safeThere(committed, committed + failed + waiting)}
            {failed > 0 && <strong>, {T.notSafeThere(failed)}</strong>}
            {waiting > 0 && `, ${T.unknownThere(waiting)}`} <span class="quiet">{format.time(at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
