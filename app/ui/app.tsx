import { effect, useSignal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { PAGES, type PageEntry } from './pages.ts';
import { Frame } from './shell/frame.tsx';
import { follow, link } from './shell/live.ts';
import { match, place, startRouter } from './shell/router.ts';
import { may, readSession, session } from './shell/session.ts';
import { texts as T } from './shell/texts/en.ts';
import { readTheme } from './shell/theme.ts';

const pageAt = (path: string): PageEntry | undefined => PAGES.find(({ paths }) => paths.some((each) => match(each, path)));

function App() {
  const page = pageAt(place.value.path);
  const isAllowed = page && (session.value === undefined || may(page.needs));
  return <Frame page={isAllowed ? page : undefined}>{isAllowed ? <Loaded key={page.name} page={page} /> : <NotFound />}</Frame>;
}

const loaded = new Map<PageEntry, ComponentType>();

/** The page once its module is here; one that was loaded before comes at once. */
function Loaded({ page }: { page: PageEntry }) {
  const Page = useSignal(loaded.get(page));
  const hasFailed = useSignal(false);
  const load = () => {
    hasFailed.value = false;
    page.load().then(
      (module) => {
        loaded.set(page, module.Page);
        Page.value = module.Page;
      },
      () => {
        hasFailed.value = true;
      },
    );
  };
  useEffect(() => {
    if (!Page.value) load();
    return effect(() => {
      if (link.value === 'live' && hasFailed.peek()) load(); // the server is back
    });
  }, []);
  if (Page.value && session.value) return <Page.value />;
  if (!hasFailed.value) return <p class="quiet">{T.loading}</p>;
  return (
    <div class="empty-state">
      <p>{T.loadFailed}</p>
      <button type="button" class="button" onClick={load}>
        {T.again}
      </button>
    </div>
  );
}

function NotFound() {
  return (
    <p>
      {T.notFound.words} <a href="/">{T.notFound.home}</a>
    </p>
  );
}

readTheme();
startRouter((path) => pageAt(path) !== undefined);
const readWho = () => readSession().catch(() => {}); // the live connection says that it is lost
void readWho();
effect(() => {
  if (link.value === 'live' && !session.peek()) void readWho();
});
follow();
render(<App />, document.getElementById('page')!);
