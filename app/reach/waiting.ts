import type { Clock } from '../base/base.ts';
import { COMMAND_FIELD, decodeCommandSet } from '../dimse/dimse.ts';
import { type AssociationRecord, eventOf, type Recorder, type WireRecord } from '../wire-view/wire-view.ts';
import { type Finding, found, type Rung, rungOf } from './rungs.ts';

export interface WaitOptions {
  readonly title: string;
  /** Where it is; undefined = it is known by its title alone. */
  readonly address: string | undefined;
  readonly seconds: number;
  /** Our addresses, as they are entered on the device. */
  readonly ours: string;
  readonly recorder: Pick<Recorder, 'listen'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What says more goes before what says less. */
const RANK = ['BACK_NOTHING', 'BACK_TCP_ONLY', 'BACK_NOT_DICOM', 'BACK_REFUSED', 'BACK_OTHER_TITLE', 'BACK_ASSOCIATED', 'BACK_OK'] as const;
type BackCode = (typeof RANK)[number];
const rankOf = ({ code }: Finding) => RANK.indexOf(code as BackCode);

/**
 * Waits for the peer to call us: each thing that is seen of it, as it is seen, and at the end what that comes to. Its C-ECHO ends the wait at
 * once; an abort of the signal too, then nothing more comes.
 */
export async function* awaitPeer(options: WaitOptions): AsyncGenerator<Rung, void, undefined> {
  const { title, address, seconds, ours, recorder, clock, signal } = options;
  const nothing = found('failed', 'BACK_NOTHING', { address: address ?? title, seconds, ours });
  const begunMs = clock.monotonicMs();
  const rung = (finding: Finding): Rung => rungOf('back', finding, clock.monotonicMs() - begunMs);
  const seen: Finding[] = [];
  let best = nothing;
  let wake = () => {};
  let isOver = false;

  const stopListening = recorder.listen((association, what) => {
    const finding = findingOf(association, what, { title, address });
    if (finding === undefined || rankOf(finding) <= rankOf(best)) return;
    best = finding;
    seen.push(finding);
    wake();
  });
  const end = () => {
    isOver = true;
    wake();
  };
  const timer = clock.after(seconds * 1000, end);
  signal.addEventListener('abort', end, { once: true });
  try {
    while (best.code !== 'BACK_OK' && !isOver && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (seen.length === 0) await promise;
      for (const finding of seen.splice(0)) if (finding.code !== 'BACK_OK') yield rung({ ...finding, outcome: 'unclear' });
    }
    if (!signal.aborted) yield rung(best);
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', end);
    stopListening();
  }
}

function findingOf(
  association: AssociationRecord,
  what: WireRecord | 'opened' | 'ended',
  { title, address }: Pick<WaitOptions, 'title' | 'address'>,
): Finding | undefined {
  const { role, callingAeTitle, address: from, hasRequest } = association;
  if (role !== 'acceptor') return undefined;
  const isTitle = callingAeTitle.trim() === title;
  if (from !== address && !isTitle) return undefined;
  if (what === 'opened') return found('failed', 'BACK_TCP_ONLY', { address: from });
  if (what === 'ended')
    return hasRequest || association.end?.how !== 'aborted'
      ? undefined
      : found('failed', 'BACK_NOT_DICOM', { address: from, reason: association.end.words });
  if (what.direction !== 'out') return undefined;
  if (what.kind === 'message') return isTitle && isEchoed(what.command) ? found('ok', 'BACK_OK', { title }) : undefined;
  if (what.pdu.kind === 'associate-ac')
    return isTitle
      ? found('unclear', 'BACK_ASSOCIATED', { title })
      : found('failed', 'BACK_OTHER_TITLE', { address: from, title, theirs: callingAeTitle });
  if (what.pdu.kind !== 'associate-rj') return undefined;
  const reason = eventOf(what, () => undefined).fields.find(({ name }) => name === 'Source/Reason');
  return found('failed', 'BACK_REFUSED', { address: from, reason: `${reason?.value} ${reason?.words}` });
}

function isEchoed(bytes: Uint8Array): boolean {
  try {
    const { commandField, status } = decodeCommandSet(bytes);
    return commandField === COMMAND_FIELD.C_ECHO_RSP && status === 0;
  } catch {
    return false; // our own messages can be read; one that was cut is no C-ECHO
  }
}
