import { useSignal } from '@preact/signals';
import type { InboxEntry, InboxOrder, InboxSuggestion } from '../../web/schema.ts';
import { confirm, Progress, toast } from '../parts/parts.ts';
import { AskError, ask, format, may, serverNow } from '../shell/shell.ts';
import { Comparison } from './comparison.tsx';
import { EditDialog } from './edit.tsx';
import { History } from './history.tsx';
import { SearchDialog } from './search.tsx';
import { texts as T } from './texts/en.ts';

/** One study: why it waits, which order it may be of, and what to do. */
export function Entry({ entry, onDone }: { readonly entry: InboxEntry; readonly onDone: () => void }) {
  const { studyInstanceUid, state, study, revision } = entry;
  const searched = useSignal<InboxSuggestion | undefined>(undefined);
  const chosen = useSignal<number | undefined>(undefined);
  const dialog = useSignal<'edit' | 'search' | undefined>(undefined);
  const name = study.patientName.ideographic || study.patientName.alphabetic || T.noName;
  const offered = searched.value
    ? [searched.value, ...entry.suggestions.filter(({ order }) => order.id !== searched.value?.order.id)]
    : entry.suggestions;
  const shown = offered.find(({ order }) => order.id === chosen.value) ?? offered[0];
  const isWaiting = state === 'waiting';
  const of = (words: string) => `${words}: ${name}`;

  /** @returns whether it was done */
  async function decide(what: 'accept' | 'leave' | 'undo', said: string, body: object = {}): Promise<void> {
    try {
      await ask(`/api/reconcile/${encodeURIComponent(studyInstanceUid)}/${what}`, { method: 'POST', body: { revision, ...body } });
      toast(said);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    onDone();
  }
  async function undo(): Promise<void> {
    if (await confirm({ title: T.undoTitle, words: T.undoWords, button: T.undo })) await decide('undo', T.undoing);
  }

  return (
    <li class="inbox-entry">
      <div class="inbox-head">
        <h3>
          <bdi lang={study.patientName.lang}>{name}</bdi>
        </h3>
        <p class="quiet">
          <bdi>{[study.modalities.join(' '), study.description].filter(Boolean).join(' · ')}</bdi> {T.imagesOf(study.images)},{' '}
          {T.received(format.ago(study.lastReceivedAt, serverNow.value))}
        </p>
        {entry.decision ? (
          <p class="inbox-by">
            <bdi>
              {entry.decision.isOrder
                ? T.states.byOrder(entry.decision.by, format.time(entry.decision.at))
                : T.states.byHand(entry.decision.by, format.time(entry.decision.at))}
            </bdi>
          </p>
        ) : (
          state === 'left' && <p class="inbox-by">{T.states.leftNow}</p>
        )}
      </div>
      {isWaiting && (
        <ul class="inbox-reasons">
          {entry.reasons.map((reason) => (
            <li key={reason}>{T.reasons[reason]}</li>
          ))}
        </ul>
      )}
      {(state === 'correcting' || state === 'undoing') && <UnderWay entry={entry} />}
      {entry.failed > 0 && <p class="banner bad">{T.failed(entry.failed)}</p>}
      {isWaiting && (shown || entry.linked) && (
        <Comparison name={name} study={study} order={shown?.order ?? (entry.linked as InboxOrder)} />
      )}
      {isWaiting && shown && <Points of={shown} />}
      {isWaiting && !shown && <p class="quiet">{T.noSuggestion}</p>}
      {isWaiting && offered.length > 1 && (
        <div class="inbox-others">
          <p class="quiet">{T.otherOrders}</p>
          {offered
            .filter(({ order }) => order.id !== shown?.order.id)
            .map(({ order }) => (
              <button key={order.id} type="button" class="button" onClick={() => (chosen.value = order.id)}>
                <bdi>{orderWords(order)}</bdi>
              </button>
            ))}
        </div>
      )}
      {may('reconcile.decide') && (
        <div class="inbox-actions">
          {isWaiting && shown && (
            <button
              type="button"
              class="button main"
              aria-label={of(T.accept)}
              onClick={() => void decide('accept', T.accepted, { order: shown.order.id })}
            >
              {T.accept}
            </button>
          )}
          {isWaiting && (
            <>
              <button type="button" class="button" aria-label={of(T.edit)} onClick={() => (dialog.value = 'edit')}>
                {T.edit}
              </button>
              <button type="button" class="button" aria-label={of(T.search)} onClick={() => (dialog.value = 'search')}>
                {T.search}
              </button>
              <button type="button" class="button" aria-label={of(T.leave)} onClick={() => void decide('leave', T.left)}>
                {T.leave}
              </button>
            </>
          )}
          {(state === 'corrected' || (isWaiting && entry.decision)) && (
            <button type="button" class="button" aria-label={of(T.undo)} onClick={() => void undo()}>
              {T.undo}
            </button>
          )}
          {state === 'left' && (
            <button
              type="button"
              class="button"
              aria-label={entry.decision ? of(T.undo) : of(T.unleave)}
              onClick={() => void (entry.decision ? undo() : decide('undo', T.unleave))}
            >
              {entry.decision ? T.undo : T.unleave}
            </button>
          )}
        </div>
      )}
      <div class="inbox-more">
        {may('studies.see') && (
          <a class="inbox-study" href={`/studies/${encodeURIComponent(studyInstanceUid)}`} aria-label={of(T.openStudy)}>
            {T.openStudy}
          </a>
        )}
        <History studyInstanceUid={studyInstanceUid} revision={revision} />
      </div>
      {dialog.value === 'edit' && (
        <EditDialog
          entry={entry}
          onClose={(isDone) => {
            dialog.value = undefined;
            if (isDone) onDone();
          }}
        />
      )}
      {dialog.value === 'search' && (
        <SearchDialog
          entry={entry}
          onClose={(found) => {
            dialog.value = undefined;
            if (!found) return;
            searched.value = found;
            chosen.value = found.order.id;
          }}
        />
      )}
    </li>
  );
}

export const orderWords = ({ typedName, patientId, modalities, description, date }: InboxOrder): string =>
  [typedName.split('=')[0]?.replaceAll('^', ' ').trim(), patientId, modalities.join(' '), description, isoOf(date)]
    .filter(Boolean)
    .join(' · ');

export const isoOf = (date: string): string => (/^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date);

function Points({ of: { points } }: { readonly of: InboxSuggestion }) {
  const isAgainst = (point: string) => /^(OTHER_|CANCELED|TAKEN)/.test(point);
  const words = (some: readonly string[]) => format.list(some.map((point) => T.points[point] ?? point));
  const [good, bad] = [points.filter((point) => !isAgainst(point)), points.filter(isAgainst)];
  return (
    <div class="inbox-points">
      {good.length > 0 && (
        <p>
          <strong>{T.speaksFor}</strong> {words(good)}
        </p>
      )}
      {bad.length > 0 && (
        <p>
          <strong>{T.speaksAgainst}</strong> {words(bad)}
        </p>
      )}
    </div>
  );
}

function UnderWay({ entry: { state, progress } }: { readonly entry: InboxEntry }) {
  return (
    <div class="inbox-progress">
      <Progress
        label={state === 'undoing' ? T.puttingBack : T.correcting}
        value={progress?.done ?? 0}
        most={progress?.total}
        {...(progress && { words: T.progress(progress.done, progress.total) })}
      />
      <p class="quiet">{progress?.fault === undefined ? T.partly : T.waitsForDisk}</p>
    </div>
  );
}
