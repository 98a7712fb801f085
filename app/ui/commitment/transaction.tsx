import { useSignal } from '@preact/signals';
import type { CommitmentFailures, CommitmentShown } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { format, serverNow, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** One request: who asked whom, how far it is, what it waits for. @param onAct undefined for who may not */
export function Transaction(props: {
  readonly of: CommitmentShown;
  readonly isOpen: boolean;
  readonly onAct: ((what: 'retry' | 'give-up') => void) | undefined;
}) {
  const { of: commitment, isOpen, onAct } = props;
  const { direction, peer, at, state, total, committed, failed, attempts, nextAt, transactionUid } = commitment;
  const isDelivering = state === 'reporting' || state === 'asking';
  const canTry = isDelivering || state === 'given-up' || state === 'failed';
  return (
    <li class={`commitment ${toneOf(commitment)}`}>
      <p class="commitment-head">
        <code>
          <bdi>{peer}</bdi>
        </code>{' '}
        <span>{T.directions[direction]}</span>
        <span class="quiet">{format.ago(at, serverNow.value)}</span>
      </p>
      <p class="commitment-state">
        <strong>{T.states[state]}</strong> {T.counts({ total, committed, failed })}
      </p>
      <p>
        <bdi>{whyWords(commitment)}</bdi>
      </p>
      {isDelivering && attempts > 0 && (
        <p class="quiet">
          {T.tried(attempts)} {nextAt !== undefined && nextAt > serverNow.value && T.next(format.time(nextAt))}
        </p>
      )}
      {failed > 0 && <Failures id={commitment.id} count={failed} />}
      <details>
        <summary>{T.details}</summary>
        <p>
          {T.transaction} <code class="uid">{transactionUid}</code>
        </p>
      </details>
      {onAct && (isOpen || canTry) && (
        <div class="buttons">
          {canTry && (
            <button type="button" class="button" aria-label={T.tryOf(peer)} onClick={() => onAct('retry')}>
              {T.tryNow}
            </button>
          )}
          {isOpen && (
            <button type="button" class="button" aria-label={T.giveUpOf(peer)} onClick={() => onAct('give-up')}>
              {T.giveUp}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

/** Where somebody has to look, and where all is well. */
function toneOf({ state, failed, attempts }: CommitmentShown): 'good' | 'warn' | 'bad' | 'plain' {
  if (state === 'given-up' || state === 'failed') return 'bad';
  if (failed > 0 || ((state === 'reporting' || state === 'asking') && attempts > 0)) return 'warn';
  return state === 'reported' || state === 'answered' ? 'good' : 'plain';
}

function whyWords({ why: { code, values, words } }: CommitmentShown): string {
  const said: Readonly<Record<string, (values: CommitmentShown['why']['values']) => string>> = T.why;
  return Object.hasOwn(said, code) ? said[code]!(values) : words;
}

function Failures({ id, count }: { id: number; count: number }) {
  const isShown = useSignal(false);
  return (
    <details onToggle={(event) => (isShown.value = event.currentTarget.open)}>
      <summary>{T.failures(count)}</summary>
      {isShown.value && <FailureList id={id} count={count} />}
    </details>
  );
}

function FailureList({ id, count }: { id: number; count: number }) {
  const asked = useAsked<CommitmentFailures>(`/api/commitments/${id}/failures`);
  const failures = asked.data.value?.failures;
  if (failures === undefined) return <Loading of={asked} />;
  return (
    <>
      <ul class="commitment-failures">
        {failures.map(({ sopClass, sopInstanceUid, reason }) => (
          <li key={`${sopClass} ${sopInstanceUid}`}>
            <p>{reasonWords(reason)}</p>
            <p class="quiet">
              <bdi>{sopClass}</bdi> <code class="uid">{sopInstanceUid}</code>
            </p>
          </li>
        ))}
      </ul>
      {failures.length < count && <p class="quiet">{T.firstOf(failures.length)}</p>}
    </>
  );
}

function reasonWords(reason: number): string {
  const hex = `${reason.toString(16).toUpperCase().padStart(4, '0')}H`;
  const words: Readonly<Record<string, string>> = T.reasons;
  return Object.hasOwn(words, hex) ? `${words[hex]} (${hex})` : T.otherReason(hex);
}
