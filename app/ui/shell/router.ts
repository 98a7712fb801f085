import { signal } from '@preact/signals';

/** Where we are: the address bar, as a signal. */
export const place = signal({ path: '', search: '' });

let isOurs: (path: string) => boolean = () => false;
/** The place that focus and scroll were last set for. */
let shownPath = '';
let mayLeave: (() => Promise<boolean>) | undefined;

/** Follows the address bar and takes clicks on links to pages of ours; others, and those for a new tab, are the browser's. */
export function startRouter(ours: (path: string) => boolean): void {
  isOurs = ours;
  read();
  shownPath = place.value.path;
  window.addEventListener('popstate', read);
  window.addEventListener('beforeunload', (event) => mayLeave && event.preventDefault());
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin || !isOurs(link.pathname)) return;
    if (link.pathname === location.pathname && link.hash !== '') return; // within the page
    event.preventDefault();
    void go(link.pathname + link.search);
  });
}

/** Shows another page of ours, or the same one for another search. */
export async function go(to: string, { replace = false } = {}): Promise<void> {
  const url = new URL(to, location.href);
  if (url.pathname !== place.value.path && mayLeave && !(await mayLeave())) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  read();
}

/** While `ask` is set, a page that is left asks first: something is typed and not kept. */
export function holdPage(ask: (() => Promise<boolean>) | undefined): void {
  mayLeave = ask;
}

function read(): void {
  const { pathname: path, search } = location;
  if (path !== place.value.path) mayLeave = undefined;
  if (path !== place.value.path || search !== place.value.search) place.value = { path, search };
}

/** Once another page is there: to its top, and the focus to its title, so that a screen reader says where we are. */
export function arrived(title: HTMLElement | null): void {
  if (place.value.path === shownPath) return;
  shownPath = place.value.path;
  scrollTo(0, 0);
  title?.focus({ preventScroll: true });
}

/** The parts of a path by the names of its pattern, e.g. `/studies/:study`; undefined where it does not fit. */
export function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const text = given[at]!;
    if (!part.startsWith(':')) {
      if (part !== text) return undefined;
    } else if (text === '') return undefined;
    else
      try {
        parts[part.slice(1)] = decodeURIComponent(text);
      } catch {
        return undefined;
      }
  }
  return parts;
}
