import type { BoxFacts, Slots } from '../../web/schema.ts';
import { confirm } from '../parts/parts.ts';
import { format, may } from '../shell/shell.ts';
import { goAway } from './away.tsx';
import { done } from './do.ts';
import { texts } from './texts/en.ts';

const T = texts.slots;

/** What runs, what stands beside it, and how the last update ended. */
export function SlotsCard({ facts, slots }: { readonly facts: BoxFacts; readonly slots: Slots }) {
  const { slot, version, isProven, other, pending, installing, last } = slots;
  const isOnTrial = pending?.slot === slot;
  const isNext = pending?.slot === other.slot && !installing;
  const hasWorked = other.isOk && other.isProven;
  const back = async () => {
    const question = { title: T.backTitle(other.version ?? T.unknown), words: T.backWords, button: T.backButton };
    if ((await confirm(question)) && (await done('/api/box/previous'))) goAway('restarting', facts);
  };
  return (
    <section class="card" aria-labelledby="slots-title">
      <h2 id="slots-title">{T.title}</h2>
      <p class="quiet">{T.words}</p>
      {isOnTrial && <p class="banner">{T.onTrial(version)}</p>}
      {last && !isOnTrial && (
        <p class={last.outcome === 'good' ? '' : 'banner bad'}>{T.last[last.outcome](last.version, format.time(last.at))}</p>
      )}
      {last?.why && !isOnTrial && (
        <>
          <p>{T.why(last.why.unit, `${last.why.result} ${last.why.status}`)}</p>
          {last.why.errors.length > 0 && (
            <details>
              <summary>{T.whyLines}</summary>
              <ul class="box-lines" lang="en" dir="ltr">
                {last.why.errors.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
      <ul class="box-slots">
        <li class="runs">
          <h3>{T.slot(slot)}</h3>
          <p class="big">{version}</p>
          <p>{T.runs}</p>
          <p class="quiet">{isProven ? T.proven : T.trial}</p>
        </li>
        <li>
          <h3>{T.slot(other.slot)}</h3>
          {isNext && <p class="big">{pending.version}</p>}
          {!isNext && hasWorked && <p class="big">{other.version ?? T.unknown}</p>}
          <p>{isNext ? T.next : T.other}</p>
          <p class="quiet">{isNext ? T.trial : hasWorked ? T.proven : T.empty}</p>
        </li>
      </ul>
      {hasWorked && !isNext && !installing && may('box.change') && (
        <div class="buttons">
          <button type="button" class="button" onClick={() => void back()}>
            {T.back}
          </button>
        </div>
      )}
    </section>
  );
}
