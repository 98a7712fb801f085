import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { PAGES, type PageEntry } from '../pages.ts';
import { Dialog, Dialogs, Toasts } from '../parts/parts.ts';
import { LostBanner } from './banner.tsx';
import { Icon, Mark } from './icons.tsx';
import { link, news } from './live.ts';
import { arrived, place } from './router.ts';
import { may, roleWords, session } from './session.ts';
import { texts as T } from './texts/en.ts';

/** How many pages a phone has at hand; one more place is “More”. */
const AT_HAND = 4;

/** What stands around every page: the navigation, the title, whether the connection lives, dialogs and toasts. */
export function Frame({ page, children }: { page: PageEntry | undefined; children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  const words = page ? T.pages[page.name].title : T.notFound.title;
  const { path } = place.value;
  useEffect(() => {
    document.title = `${words} · ${T.product}`;
    arrived(title.current);
  }, [path, words]);
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {T.skip}
      </a>
      <header class="masthead">
        <a href="/" class="product">
          <Mark />
          <span>{T.product}</span>
        </a>
        <span class={`link ${link.value}`}>{T.link[link.value]}</span>
      </header>
      <Places page={page} />
      <main id="content" tabindex={-1}>
        <LostBanner />
        <h1 ref={title} tabindex={-1}>
          {words}
        </h1>
        {children}
        <SupportWords />
      </main>
      <Dialogs />
      <Toasts />
      <p class="unseen" role="status" aria-live="polite">
        {news.value}
      </p>
    </div>
  );
}

/** Whom to ask, where the settings say it. */
function SupportWords() {
  const { name, phone, mail, hours } = session.value?.support ?? {};
  if (!name && !phone && !mail && !hours) return null;
  return (
    <p class="support">
      {T.support}
      {name && <bdi>{name}</bdi>}
      {phone && <a href={`tel:${phone.replaceAll(/[^\d+*#]/g, '')}`}>{phone}</a>}
      {mail && <a href={`mailto:${encodeURI(mail)}`}>{mail}</a>}
      {hours && <bdi>{hours}</bdi>}
    </p>
  );
}

function Places({ page }: { page: PageEntry | undefined }) {
  const isOpen = useSignal(false);
  const pages = PAGES.filter(({ needs }) => may(needs));
  const isAll = pages.length <= AT_HAND + 1;
  const rest = isAll ? [] : pages.slice(AT_HAND);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <nav class="places" aria-label={T.navigation}>
      <ul>
        {pages.map((each, at) => (
          <li key={each.name} class={!isAll && at >= AT_HAND ? 'rest' : ''}>
            <PlaceLink entry={each} isHere={each === page} />
          </li>
        ))}
        {rest.length > 0 && (
          <li class="more-places">
            <button
              type="button"
              class={page && rest.includes(page) ? 'place here' : 'place'}
              aria-haspopup="dialog"
              onClick={() => {
                isOpen.value = true;
              }}
            >
              <Icon name="more" />
              <span>{T.more}</span>
            </button>
          </li>
        )}
      </ul>
      {session.value && (
        <p class="who-is-here">
          <bdi>{session.value.name}</bdi>
          <span class="quiet">{roleWords(session.value.role).name}</span>
        </p>
      )}
      {isOpen.value && (
        <Dialog title={T.more} onClose={close} class="sheet">
          <ul class="sheet-places">
            {rest.map((each) => (
              <li key={each.name}>
                <PlaceLink entry={each} isHere={each === page} onClick={close} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </nav>
  );
}

function PlaceLink({ entry: { name, paths }, isHere, onClick }: { entry: PageEntry; isHere: boolean; onClick?: () => void }) {
  return (
    <a href={paths[0]} class={isHere ? 'place here' : 'place'} {...(isHere && { 'aria-current': 'page' })} {...(onClick && { onClick })}>
      <Icon name={name} />
      <span>{T.pages[name].short}</span>
    </a>
  );
}
