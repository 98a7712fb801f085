import { signal } from '@preact/signals';
import type { FoundStudies, FoundStudy } from '../../web/schema.ts';
import { AskError, ask } from '../shell/shell.ts';

/** What is searched, and what was found; kept while the page is left for a study. */
export const text = signal('');
export const modality = signal('');
export const from = signal('');
export const to = signal('');
export const studies = signal<readonly FoundStudy[] | undefined>(undefined);
/** Studies that are not found yet, while an old index is gone through. */
export const due = signal(0);
export const problem = signal<string | undefined>(undefined);
export const isSearching = signal(false);

const FIELDS = { text, modality, from, to };
const KEPT = 'search';
const KEPT_ROW = 'row';

/** The row at the top of the list, and the one that shall be there again once it is found. */
export const listPlace: { row: number; wanted: number | undefined } = { row: 0, wanted: undefined };

/** The viewer is another document: who comes back from it finds what was searched, in the entry of the history that they left. */
export function keepSearch(): void {
  const kept = (history.state as Readonly<Record<string, Readonly<Record<string, string>>>> | null)?.[KEPT];
  for (const [name, field] of Object.entries(FIELDS)) field.value = kept?.[name] ?? field.value;
  listPlace.wanted = Number(kept?.[KEPT_ROW]) || undefined;
  addEventListener('pagehide', () => {
    const values = Object.fromEntries(Object.entries(FIELDS).map(([name, { value }]) => [name, value]));
    history.replaceState({ ...history.state, [KEPT]: { ...values, [KEPT_ROW]: String(listPlace.row) } }, '');
  });
}

const PAGE = 100;
let before: number | undefined;
let asking: AbortController | undefined;
let isLoadingMore = false;

function pathOf(more: Readonly<Record<string, string>>): `/api/${string}` {
  const asked = { text: text.value.trim(), modality: modality.value, from: from.value, to: to.value, ...more };
  const query = new URLSearchParams(Object.entries({ ...asked, limit: String(PAGE) }).filter(([, value]) => value !== ''));
  return `/api/find?${query}`;
}

/** From the top; what an earlier letter asked for is given up, at the server too. */
export async function search(): Promise<void> {
  if (studies.value) listPlace.wanted = undefined; // another list than the one that was left
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  isSearching.value = true;
  try {
    const found = await ask<FoundStudies | undefined>(pathOf({}), { signal: mine.signal });
    if (mine.signal.aborted || !found) return;
    if (studies.value) document.getElementById('study-list')?.scrollTo(0, 0); // the first of what was found now is the best
    studies.value = found.studies;
    before = found.before;
    due.value = found.due;
    problem.value = undefined;
  } catch (error) {
    if (mine.signal.aborted) return;
    if (!(error instanceof AskError)) throw error;
    problem.value = error.message;
  } finally {
    if (asking === mine) isSearching.value = false;
  }
}

/** What follows, once the end of the list is near. */
export async function loadMore(): Promise<void> {
  if (before === undefined || isLoadingMore || isSearching.value) return;
  isLoadingMore = true;
  const list = studies.value;
  try {
    const found = await ask<FoundStudies>(pathOf({ before: String(before) }));
    if (studies.value !== list) return; // something else is shown by now
    const known = new Set(list?.map(({ studyInstanceUid }) => studyInstanceUid));
    studies.value = [...(list ?? []), ...found.studies.filter(({ studyInstanceUid }) => !known.has(studyInstanceUid))];
    before = found.before;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    problem.value = error.message;
  } finally {
    isLoadingMore = false;
  }
}

/** What was deleted is no longer listed. */
export function forget(studyInstanceUid: string): void {
  studies.value = studies.value?.filter((study) => study.studyInstanceUid !== studyInstanceUid);
}
