import type { BoxFacts, Verification } from '../../web/schema.ts';
import { Progress } from '../parts/parts.ts';
import { format } from '../shell/shell.ts';
import { done } from './do.ts';
import { texts } from './texts/en.ts';

const T = texts.verify;

/** All images read again: works on any machine. */
export function Verify({ facts, onChange }: { readonly facts: BoxFacts; readonly onChange: () => Promise<void> }) {
  const { verification: of, isBox } = facts;
  const ask = async (method: 'POST' | 'DELETE') => {
    await done('/api/box/verify', method);
    await onChange();
  };
  return (
    <section class="card" aria-labelledby="verify-title">
      <h2 id="verify-title">{T.title}</h2>
      <p class="quiet">{T.words}</p>
      {of?.state === 'running' ? <Running of={of} /> : of && <Ended of={of} />}
      <div class="buttons">
        {of?.state === 'running' ? (
          <button type="button" class="button" onClick={() => void ask('DELETE')}>
            {T.cancel}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => void ask('POST')}>
            {of ? T.again : T.start}
          </button>
        )}
      </div>
      <details>
        <summary>{T.reindexTitle}</summary>
        <p>{isBox ? T.reindexBox : T.reindexPc}</p>
      </details>
    </section>
  );
}

function Running({ of: { done: read, total, by, startedAt } }: { readonly of: Verification }) {
  const words = total === undefined ? T.beginning : T.of(format.number(read), format.number(total));
  return (
    <>
      <Progress label={T.running} value={read} most={total} words={words} />
      <p class="quiet">
        <bdi>{T.by(by, format.time(startedAt))}</bdi>
      </p>
    </>
  );
}

function Ended({ of: { state, done: read, words = '', found, by, endedAt = 0 } }: { readonly of: Verification }) {
  const who = (
    <p class="quiet">
      <bdi>{T.by(by, format.time(endedAt))}</bdi>
    </p>
  );
  if (state === 'cancelled') return <p>{T.cancelled(read)}</p>;
  if (state === 'interrupted') return <p>{T.interrupted(format.time(endedAt))}</p>;
  if (!found)
    return (
      <p class="banner bad">
        <bdi>{T.failed(words)}</bdi>
      </p>
    );
  const { missing, changed, unindexed } = found.faults;
  const isGood = missing + changed + unindexed === 0 && found.index === 'ok';
  const bytes = format.bytes(found.bytes);
  if (isGood)
    return (
      <>
        <p>{T.good(found.checked, bytes)}</p>
        {who}
      </>
    );
  return (
    <>
      <p class="banner bad">{T.bad(found.checked, bytes)}</p>
      <ul class="box-list">
        {missing > 0 && <li>{T.missing(missing)}</li>}
        {changed > 0 && <li>{T.changed(changed)}</li>}
        {unindexed > 0 && <li>{T.unindexed(unindexed)}</li>}
        {found.index !== 'ok' && <li>{T.index(found.index)}</li>}
      </ul>
      <p>{T.toDo}</p>
      {found.named.length > 0 && (
        <details>
          <summary>{T.files}</summary>
          <ul class="box-lines" lang="en" dir="ltr">
            {found.named.map(({ file, words: fault }) => (
              <li key={file}>
                {file}: {fault}
              </li>
            ))}
          </ul>
        </details>
      )}
      {who}
    </>
  );
}
