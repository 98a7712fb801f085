import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { InboxEntry, InboxSuggestion } from '../../web/schema.ts';
import { Dialog, TextField } from '../parts/parts.ts';
import { AskError, ask } from '../shell/shell.ts';
import { orderWords } from './entry.tsx';
import { texts as T } from './texts/en.ts';

const AFTER_MS = 250;

/** An order by its words; what fits the study best comes first. */
export function SearchDialog({ entry, onClose }: { readonly entry: InboxEntry; readonly onClose: (found?: InboxSuggestion) => void }) {
  const text = useSignal('');
  const found = useSignal<readonly InboxSuggestion[] | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const path = `/api/reconcile/${encodeURIComponent(entry.studyInstanceUid)}/orders?text=${encodeURIComponent(text.value)}` as const;
      try {
        found.value = (await ask<{ orders: InboxSuggestion[] }>(path, { signal: asking.signal })).orders;
        problem.value = '';
      } catch (error) {
        if (asking.signal.aborted) return;
        if (!(error instanceof AskError)) throw error;
        problem.value = error.message;
      }
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [text.value]);
  return (
    <Dialog title={T.searchTitle} onClose={() => onClose()}>
      <TextField label={T.searchLabel} value={text} type="search" maxLength={100} />
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      <ul class="inbox-found" aria-live="polite">
        {found.value?.length === 0 && <li class="quiet">{T.searchNone}</li>}
        {found.value?.map((suggestion) => (
          <li key={suggestion.order.id}>
            <bdi>{orderWords(suggestion.order)}</bdi>
            <button
              type="button"
              class="button"
              aria-label={`${T.choose}: ${orderWords(suggestion.order)}`}
              onClick={() => onClose(suggestion)}
            >
              {T.choose}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
