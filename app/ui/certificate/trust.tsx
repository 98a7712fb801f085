import { texts as T } from './texts/en.ts';

const SYSTEMS = ['windows', 'macos', 'ios', 'android', 'firefox', 'linux'] as const;

/** Which of them this browser runs on, as it says itself; a guess is enough to open one of six. */
function ownSystem(agent: string = navigator.userAgent): (typeof SYSTEMS)[number] {
  if (/iPhone|iPad|Macintosh.*Mobile/.test(agent)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  if (/Firefox/.test(agent)) return 'firefox';
  if (/Windows/.test(agent)) return 'windows';
  return /Macintosh/.test(agent) ? 'macos' : 'linux';
}

/** What to do so that the browser warns no more: once on each computer, phone and tablet. */
export function Trust() {
  const own = ownSystem();
  return (
    <section class="card" aria-labelledby="trust-title">
      <h2 id="trust-title">{T.trust.title}</h2>
      <p>{T.trust.why}</p>
      <p class="buttons">
        <a class="button main" href="/api/certificate/ca.crt" download>
          {T.trust.download}
        </a>
        <a class="button" href="/api/certificate/ca.pem" download>
          {T.trust.downloadPem}
        </a>
      </p>
      {SYSTEMS.map((system) => (
        <details key={system} class="trust" open={system === own}>
          <summary>{T.trust.systems[system].name}</summary>
          <ol>
            {T.trust.systems[system].steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </details>
      ))}
      <p class="quiet">{T.trust.limits}</p>
    </section>
  );
}
