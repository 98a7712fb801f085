import type { Hl7View } from '../../web/schema.ts';
import { may, place, useAsked } from '../shell/shell.ts';
import { Day } from './day.tsx';
import { Hl7 } from './hl7.tsx';
import { Import } from './import.tsx';
import { texts as T } from './texts/en.ts';

/** Who is expected for what: the reception's page. */
export function Page() {
  const hl7 = useAsked<Hl7View>('/api/hl7');
  const { path } = place.value;
  const waiting = hl7.data.value?.waiting.length ?? 0;
  const parts = [
    ['/worklist', T.parts.day],
    ...(may('worklist.change') ? [['/worklist/import', T.parts.import] as const] : []),
    ['/worklist/hl7', waiting > 0 ? T.parts.hl7Waiting(waiting) : T.parts.hl7],
  ] as const;
  return (
    <>
      <nav class="setting-parts" aria-label={T.partsLabel}>
        {parts.map(([to, words]) => (
          <a
            key={to}
            href={to}
            class={to === '/worklist/hl7' && waiting > 0 ? 'waits' : ''}
            {...(to === path && { 'aria-current': 'page' })}
          >
            {words}
          </a>
        ))}
      </nav>
      <div class="worklist-parts">
        {path === '/worklist/hl7' ? <Hl7 view={hl7} /> : path === '/worklist/import' && may('worklist.change') ? <Import /> : <Day />}
      </div>
    </>
  );
}
