import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { SetupView } from '../../web/schema.ts';
import type { RemoteAe } from '../modalities/types.ts';
import { confirm, Form, TextField } from '../parts/parts.ts';
import { ask, format, LOCALE, session, shown, useAsked } from '../shell/shell.ts';
import { findingWords } from '../words/findings.ts';
import { ALL, isStep, type Step, stateOf } from './steps.ts';
import { texts } from './texts/en.ts';
import { duration } from './time.tsx';

const T = texts.sheet;
const when = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });

/** What was set up and tested, for paper; made of what the server has kept and seen. */
export function SheetStep({ view, onView }: { view: SetupView; onView: (view: SetupView) => void }) {
  const name = useSignal(session.value?.name ?? '');
  const left = ALL.filter((step) => isStep(step) && stateOf(step, view) === 'open').length;
  const finish = async () => {
    onView(await ask<SetupView>('/api/setup/finish', { method: 'POST', body: { name: name.value } }));
  };
  const again = async () => {
    if (!(await confirm({ title: T.againTitle, words: T.againLost, button: T.againNow, isGrave: true }))) return;
    onView(await ask<SetupView>('/api/setup', { method: 'DELETE' }));
  };
  return (
    <>
      <div class="card not-printed">
        {left > 0 && <p class="banner">{T.left(left)}</p>}
        {view.finished ? (
          <div class="buttons start">
            <button type="button" class="button main" onClick={() => window.print()}>
              {T.print}
            </button>
            <button type="button" class="button" onClick={() => void again()}>
              {T.again}
            </button>
            <p class="quiet">{T.againWords}</p>
          </div>
        ) : (
          <Form
            button={T.finish}
            onSubmit={finish}
            others={
              <button type="button" class="button" onClick={() => window.print()}>
                {T.print}
              </button>
            }
          >
            <TextField label={T.name} help={T.nameHelp} value={name} required maxLength={128} />
          </Form>
        )}
      </div>
      <Sheet view={view} name={view.finished?.name ?? name.value} />
    </>
  );
}

function Sheet({ view, name }: { view: SetupView; name: string }) {
  const table = useAsked<{ remoteAes: RemoteAe[] }>('/api/ae-table');
  const network = useAsked<{ readonly links?: readonly { readonly role: string; readonly addresses: readonly string[] }[] }>(
    '/api/network',
  );
  const status = shown.value?.status;
  const { startedAt, finished, tests } = view;
  const links = (network.data.value?.links ?? []).filter(({ addresses }) => addresses.length > 0);
  return (
    <article class="card sheet">
      <h3 class="sheet-title">{T.heading}</h3>
      <dl class="sheet-facts">
        <Fact name={T.version}>{finished?.version ?? view.version}</Fact>
        {status?.announced.hostName && <Fact name={T.hostName}>{status.announced.hostName}</Fact>}
        {links.map(({ role, addresses }) => (
          <Fact key={role} name={texts.ports.roles[role as keyof typeof texts.ports.roles]}>
            {addresses.join(', ')}
          </Fact>
        ))}
        {status?.dicom.map(({ name: listener, aeTitle, hosts, port }) => (
          <Fact key={listener} name={T.dicom}>
            {aeTitle} · {hosts.join(', ')} · {port}
          </Fact>
        ))}
        <Fact name={T.begun}>{when.format(startedAt)}</Fact>
        <Fact name={T.finished}>{finished ? when.format(finished.at) : T.notFinished}</Fact>
        <Fact name={T.by}>{finished ? `${name} (${T.account} ${finished.by})` : name}</Fact>
      </dl>
      <h4>{T.steps}</h4>
      <table class="sheet-table">
        <thead>
          <tr>
            <th scope="col">{T.step}</th>
            <th scope="col">{T.result}</th>
            <th scope="col">{T.when}</th>
            <th scope="col">{T.who}</th>
          </tr>
        </thead>
        <tbody>
          {ALL.filter(isStep).map((step) => {
            const result = view.steps[step];
            return (
              <tr key={step}>
                <th scope="row">{texts.steps[step].name}</th>
                <td>
                  {texts.states[stateOf(step, view)]}
                  {result && factsOf(step, result.facts) && <span class="quiet"> · {factsOf(step, result.facts)}</span>}
                </td>
                <td>{result && when.format(result.at)}</td>
                <td>
                  <bdi>{result?.by}</bdi>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h4>{T.tests}</h4>
      {tests.length === 0 ? (
        <p>{T.noTests}</p>
      ) : (
        <table class="sheet-table">
          <thead>
            <tr>
              <th scope="col">{T.device}</th>
              <th scope="col">{T.way}</th>
              <th scope="col">{T.result}</th>
              <th scope="col">{T.when}</th>
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => (
              <tr key={`${test.way} ${test.title}`}>
                <th scope="row">
                  <bdi>{test.title}</bdi>{' '}
                  <span class="quiet">
                    <bdi>{test.host && `${test.host}:${test.port}`}</bdi>
                  </span>
                </th>
                <td>{texts.peers[test.way]}</td>
                <td>
                  {test.isGood ? T.works : T.fails} <span class="quiet">· {findingWords({ ...test, toDo: '' }).words}</span>
                </td>
                <td>{when.format(test.at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h4>{T.known}</h4>
      <p>
        <bdi>{(table.data.value?.remoteAes ?? []).map(({ title, host, port }) => `${title} (${host}:${port})`).join('; ') || T.none}</bdi>
      </p>
      <p class="sheet-signature">{T.signature}</p>
    </article>
  );
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <bdi>{children}</bdi>
    </dd>
  </div>
);

/** What a step found, in words. */
function factsOf(step: Step, facts: Readonly<Record<string, string | number>>): string {
  const { differenceMs, aeTitle, port, reached, freeBytes, reserveBytes, modality, images } = facts;
  if (step === 'time' && differenceMs !== undefined) return T.facts.differenceMs(duration(Number(differenceMs)));
  if (step === 'title' && aeTitle !== undefined) return T.facts.aeTitle(String(aeTitle), String(port));
  if (step === 'peers' && reached !== undefined) return T.facts.reached(Number(reached));
  if (step === 'storage' && freeBytes !== undefined)
    return T.facts.disk(format.bytes(Number(freeBytes)), format.bytes(Number(reserveBytes)));
  if (step === 'image' && images !== undefined) return `${modality}, ${texts.image.images(Number(images))}`;
  return '';
}
