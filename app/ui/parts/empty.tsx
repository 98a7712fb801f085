import type { ComponentChildren } from 'preact';
import type { Asked } from '../shell/use-asked.ts';
import { texts as T } from './texts/en.ts';

/** Nothing is here yet: what would be, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty-state">
      <p class="big">{title}</p>
      {children}
    </div>
  );
}

/** What `useAsked` has not brought yet, or could not bring. */
export function Loading({ of: { problem, reload } }: { of: Pick<Asked<unknown>, 'problem' | 'reload'> }) {
  if (!problem.value) return <p class="quiet">{T.loading}</p>;
  return (
    <div class="empty-state" role="alert">
      <p>{problem.value}</p>
      <button type="button" class="button" onClick={() => void reload()}>
        {T.again}
      </button>
    </div>
  );
}
