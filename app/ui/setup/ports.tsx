import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Loading } from '../parts/parts.ts';
import { useWatched } from '../shell/shell.ts';
import { type PortLink, type Seen, seenAfter } from './port-watch.ts';
import { texts } from './texts/en.ts';

const T = texts.ports;
const LOOK_MS = 1500;

/** Both ports as they are, looked at again and again: a cable that is pulled is seen here. */
export function PortsStep() {
  const report = useWatched<{ readonly links?: readonly PortLink[] }>('/api/network', LOOK_MS);
  const seen = useSignal<Seen>('nothing');
  const before = useSignal<readonly PortLink[]>([]);
  const links = report.data.value?.links;
  useEffect(() => {
    if (!links) return;
    seen.value = seenAfter(seen.peek(), before.peek(), links);
    before.value = links;
  }, [links]);
  if (!links) return <Loading of={report} />;
  const words = { nothing: T.unplug, out: T.out, good: T.good, swapped: T.swapped }[seen.value];
  return (
    <div class="card">
      <ul class="setup-ports">
        {links.map(({ role, isPresent, isCableIn }) => (
          <li key={role} class={isCableIn ? 'in' : 'out'}>
            <strong>{T.roles[role as keyof typeof T.roles]}</strong>
            <span>{isPresent ? (isCableIn ? T.cableIn : T.cableOut) : T.missing}</span>
          </li>
        ))}
      </ul>
      <p role="status" class={seen.value === 'good' ? 'big good' : seen.value === 'swapped' ? 'big bad' : 'big'}>
        {words}
      </p>
    </div>
  );
}
