import { html } from 'hono/html';
import { type Language, PAGE_TEXTS } from './language.ts';
import type { PersonName, Status, Study } from './schema.ts';
import { languageLinks } from './sign-in-pages.ts';

/**
 * The page without JavaScript: the same facts as tables. Everything passes the template's escaping.
 *
 * @param renews the browser loads it again every 15 s; only where its reader asked for that (WCAG 2.2, 2.2.1)
 */
export function plainPage(
  status: Status,
  studies: readonly Study[],
  { stylesheet, renews, language }: { readonly stylesheet: string | undefined; readonly renews: boolean; readonly language: Language },
) {
  const t = PAGE_TEXTS[language].plain;
  const number = new Intl.NumberFormat(language);
  const gigabytes = new Intl.NumberFormat(language, { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 });
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${renews ? html`<meta http-equiv="refresh" content="15">` : ''}
<title>${t.title}</title>
${stylesheet ? html`<link rel="stylesheet" href="${stylesheet}">` : ''}
</head>
<body class="plain">
<main>
<h1>${t.title}</h1>
<p>${t.about} <a href="/">${t.livePage}</a> <a href="/plain/account">${t.account}</a></p>
<p>${renews ? t.renews : t.still} <a href="${renews ? '/plain' : '/plain?renew'}">${renews ? t.stopRenewing : t.renew}</a></p>
${status.disk.accepting ? '' : html`<p class="banner bad" role="alert">${t.full}</p>`}
${status.trouble ? html`<p class="banner" role="alert">${status.trouble.words}</p>` : ''}
${status.problems.map(({ words }) => html`<p class="banner" role="alert">${words}</p>`)}
<h2>${t.sendHere}</h2>
${status.dicom.map(
  (address) =>
    html`<p>${t.aeTitle} <strong>${address.aeTitle}</strong>, ${t.host} <strong>${address.hosts.join(', ')}</strong>, ${t.port} <strong>${address.port}</strong>${address.loopbackOnly ? ` (${t.loopbackOnly})` : ''}</p>`,
)}
<h2>${t.recent}</h2>
${
  studies.length === 0
    ? html`<p>${t.none}</p>`
    : html`<table>
<thead><tr><th scope="col">${t.patient}</th><th scope="col">${t.id}</th><th scope="col">${t.modality}</th><th scope="col">${t.date}</th><th scope="col">${t.series}</th><th scope="col">${t.images}</th></tr></thead>
<tbody>
${studies.map(
  (study) =>
    html`<tr><td><bdi>${nameText(study.patientName) || t.noName}</bdi></td><td><bdi>${study.patientId || t.noId}</bdi></td><td>${study.modalities.join(' ')}</td><td>${study.studyDate ?? ''}</td><td>${study.series}</td><td>${study.instances}</td></tr>
`,
)}</tbody>
</table>`
}
<h2>${t.open}</h2>
${status.associations.length === 0 ? html`<p>${t.nobody}</p>` : ''}
<ul>${status.associations.map(
    (association) =>
      html`<li><bdi>${association.callingAeTitle}</bdi> ${t.sender(association.address, number.format(association.images))}</li>`,
  )}</ul>
${
  status.refusals.length === 0
    ? ''
    : html`<h2>${t.refused}</h2>
<ul>${status.refusals.map(
        (refusal) =>
          html`<li><bdi>${refusal.callingAeTitle}</bdi> ${t.refusedFrom(refusal.address, number.format(refusal.times))}: ${refusal.words}. ${t.whatToDo} ${refusal.whatToDo}</li>`,
      )}</ul>`
}
<h2>${t.disk}</h2>
<p>${t.freeOf(gigabytes.format(status.disk.freeBytes / 1e9), gigabytes.format(status.disk.totalBytes / 1e9))}</p>
${languageLinks(language, '/plain')}
</main>
</body>
</html>`;
}

function nameText({ alphabetic, ideographic, phonetic }: PersonName): string {
  return [alphabetic, ideographic, phonetic && `(${phonetic})`].filter(Boolean).join(' ');
}
