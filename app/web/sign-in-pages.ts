import { html } from 'hono/html';
import type { SupportContact } from '../config/config.ts';
import type { Party } from '../users/users.ts';
import { LANGUAGES, type Language, PAGE_TEXTS } from './language.ts';

type Html = ReturnType<typeof html>;

export interface Frame {
  readonly language: Language;
  /** Of this page, for the links to it in another language; empty where it answers a form. */
  readonly path: string;
  readonly support: SupportContact;
  readonly stylesheet: string | undefined;
  readonly icon: string | undefined;
}

/** Why the form is shown again, or what was done. */
interface Said {
  readonly refusal?: string | undefined;
  readonly news?: string | undefined;
}

function page({ language, path, support, stylesheet, icon }: Frame, title: string, { refusal, news }: Said, content: Html): Html {
  const { product } = PAGE_TEXTS[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${refusal ? `${refusal} · ` : ''}${title} · ${product}</title>
${icon ? html`<link rel="icon" href="${icon}">` : ''}
${stylesheet ? html`<link rel="stylesheet" href="${stylesheet}">` : ''}
</head>
<body class="form">
<main>
<p class="product">${product}</p>
<h1>${title}</h1>
${refusal ? html`<p class="banner bad" role="alert">${refusal}</p>` : ''}
${news ? html`<p class="banner" role="status">${news}</p>` : ''}
${content}
${supportWords(language, support)}
${languageLinks(language, path)}
</main>
</body>
</html>`;
}

/** The same page in the other languages; none where it is the answer to a form, which a link would lose. */
export function languageLinks(language: Language, path: string): Html {
  if (path === '') return html``;
  const others = Object.entries(LANGUAGES).filter(([each]) => each !== language);
  return html`<nav class="languages" aria-label="${PAGE_TEXTS[language].language}">${others.map(
    ([each, name]) => html`<a href="${path}?language=${each}" lang="${each}" hreflang="${each}">${name}</a> `,
  )}</nav>`;
}

function supportWords(language: Language, { name, phone, mail, hours }: SupportContact): Html {
  if (!name && !phone && !mail && !hours) return html``;
  const parts = [
    ...(name ? [html`<bdi>${name}</bdi>`] : []),
    ...(phone ? [html`<a href="tel:${phone.replaceAll(/[^\d+*#]/g, '')}">${phone}</a>`] : []),
    ...(mail ? [html`<a href="mailto:${encodeURI(mail)}">${mail}</a>`] : []),
    ...(hours ? [html`<bdi>${hours}</bdi>`] : []),
  ];
  return html`<p class="support">${PAGE_TEXTS[language].support} ${parts}</p>`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'password';
  readonly autocomplete: string;
  readonly value?: string;
  /** The eye falls here first. */
  readonly isFirst?: boolean;
  readonly help?: string;
}

function field({ name, label, type, autocomplete, value = '', isFirst = false, help }: Field): Html {
  const isCode = name === 'code';
  return html`<p><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type ?? 'text'}" value="${value}" autocomplete="${autocomplete}" required${isFirst ? html` autofocus` : ''}${help ? html` aria-describedby="${name}-help"` : ''}${isCode ? html` class="code" autocapitalize="characters" spellcheck="false"` : html` autocapitalize="none"`}></p>
${help ? html`<p class="quiet" id="${name}-help">${help}</p>` : ''}`;
}

/**
 * @param given.isShut nobody can sign in; `refusal` says why
 * @param given.canRecover the window of the button is open
 */
export function signInPage(
  frame: Frame,
  given: Said & { readonly name: string; readonly next: string; readonly isShut: boolean; readonly canRecover: boolean },
): Html {
  const { name, next, isShut, canRecover } = given;
  const { signIn: s, recover: r } = PAGE_TEXTS[frame.language];
  if (isShut) return page(frame, s.title, given, html``);
  return page(
    frame,
    s.title,
    given,
    html`${canRecover ? html`<p class="banner" role="status">${r.offer} <a href="/claim">${r.title}</a></p>` : ''}
<form method="post" action="/login">
<input type="hidden" name="next" value="${next}">
${field({ name: 'name', label: s.name, autocomplete: 'username', value: name, isFirst: name === '' })}
${field({ name: 'password', label: s.password, type: 'password', autocomplete: 'current-password', isFirst: name !== '' })}
<p><button>${s.button}</button></p>
</form>
<p class="quiet">${s.lost}</p>`,
  );
}

/** @param given.windowMinutes how long no code is asked for; 0 where one is */
export function claimPage(
  frame: Frame,
  given: Said & { readonly name: string; readonly code: string; readonly windowMinutes: number; readonly isClaimed: boolean },
): Html {
  const { name, code, windowMinutes, isClaimed } = given;
  const { claim: k, recover: r } = PAGE_TEXTS[frame.language];
  const needsCode = windowMinutes === 0;
  return page(
    frame,
    isClaimed ? r.title : k.title,
    given,
    html`<p>${isClaimed ? r.about : k.about}</p>
${needsCode ? '' : html`<p class="banner" role="status">${k.window(windowMinutes)}</p>`}
<form method="post" action="/claim">
${needsCode ? field({ name: 'code', label: k.code, autocomplete: 'one-time-code', value: code, isFirst: true, help: k.where }) : ''}
${field({ name: 'name', label: k.name, autocomplete: 'username', value: name, isFirst: !needsCode })}
${field({ name: 'password', label: k.password, type: 'password', autocomplete: 'new-password' })}
${field({ name: 'again', label: k.again, type: 'password', autocomplete: 'new-password' })}
<p><button>${isClaimed ? r.button : k.button}</button></p>
</form>`,
  );
}

export function accountPage(frame: Frame, given: Said & { readonly name: string; readonly role: Party }): Html {
  const { name, role } = given;
  const { account: a, claim: k, roles } = PAGE_TEXTS[frame.language];
  return page(
    frame,
    a.title,
    given,
    html`<p><bdi>${a.who(name, roles[role])}</bdi></p>
<p><a href="/plain">${a.home}</a></p>
<form method="post" action="/logout"><p><button class="second">${a.signOut}</button></p></form>
<h2>${a.change}</h2>
<form method="post" action="/plain/account">
<input type="hidden" name="username" value="${name}" autocomplete="username">
${field({ name: 'before', label: a.before, type: 'password', autocomplete: 'current-password' })}
${field({ name: 'password', label: k.password, type: 'password', autocomplete: 'new-password' })}
${field({ name: 'again', label: k.again, type: 'password', autocomplete: 'new-password' })}
<p><button>${a.button}</button></p>
</form>`,
  );
}
