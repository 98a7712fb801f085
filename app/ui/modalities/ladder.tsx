import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../parts/parts.ts';
import { AskError, askLines, format } from '../shell/shell.ts';
import { findingWords } from '../words/findings.ts';
import { texts as T } from './texts/en.ts';
import type { RemoteAe, Rung, Step } from './types.ts';

type Peer = Pick<RemoteAe, 'title' | 'host' | 'port'>;

/** How long the other side is waited for: time to walk to it and press a button. */
const WAIT_SECONDS = 120;
const RUNGS = ['link', 'neighbour', 'ping', 'tcp', 'associate', 'echo'] as const;

/** One climb: what was found so far, which rung is tried now, and how it ended. */
interface Climb {
  readonly rungs: readonly Rung[];
  readonly trying: string | undefined;
  readonly problem: string | undefined;
  readonly isOver: boolean;
}

const BEGIN: Climb = { rungs: [], trying: undefined, problem: undefined, isOver: false };

/** Looks for a device rung by rung, then lets the device look for us; drawn as it happens. */
export function LadderDialog({ ae, onClose }: { ae: Peer; onClose: () => void }) {
  const climb = useSignal<Climb>(BEGIN);
  const way = useSignal<'there' | 'back'>('there');
  const current = useRef<AbortController | undefined>(undefined);

  function begin(to: 'there' | 'back'): void {
    current.current?.abort();
    const running = new AbortController();
    current.current = running;
    way.value = to;
    climb.value = BEGIN;
    const { title, host, port } = ae;
    const body = to === 'there' ? { title, host, port } : { title, host, port, seconds: WAIT_SECONDS };
    const path = to === 'there' ? '/api/reach' : '/api/reach/back';
    void follow(climb, { path, body, signal: running.signal }, () => current.current === running);
  }
  useEffect(() => {
    begin('there');
    return () => current.current?.abort();
  }, []);

  const { rungs, trying, problem, isOver } = climb.value;
  return (
    <Dialog title={way.value === 'there' ? T.ladderTo(ae.title) : T.ladderFrom(ae.title)} onClose={onClose} class="ladder">
      <p class="quiet">
        <bdi>
          {ae.host}:{ae.port}
        </bdi>
      </p>
      {way.value === 'back' && !isOver && <p>{T.pressEcho(WAIT_SECONDS)}</p>}
      <ol class="rungs">
        {namesOf(way.value, rungs, trying).map((name) => (
          <RungLine key={name} name={name} rung={rungs.findLast(({ rung }) => rung === name)} isTried={trying === name} />
        ))}
      </ol>
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <p role="status" class="verdict">
        {isOver && !problem && verdictOf(rungs, way.value)}
      </p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => begin(way.value === 'there' ? 'back' : 'there')}>
          {way.value === 'there' ? T.otherWay : T.thisWay}
        </button>
        {isOver ? (
          <button type="button" class="button" onClick={() => begin(way.value)}>
            {T.again}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => current.current?.abort()}>
            {T.stop}
          </button>
        )}
        <button type="button" class="button main" onClick={onClose}>
          {T.close}
        </button>
      </div>
    </Dialog>
  );
}

/** @param isCurrent false once another climb has begun, which this one must not touch */
async function follow(
  climb: Signal<Climb>,
  asked: { readonly path: `/api/${string}`; readonly body: object; readonly signal: AbortSignal },
  isCurrent: () => boolean,
): Promise<void> {
  const { path, body, signal } = asked;
  try {
    for await (const step of askLines<Step>(path, body, signal)) {
      if (signal.aborted || !isCurrent()) break;
      const { rungs } = climb.value;
      climb.value = { ...climb.value, ...('begins' in step ? { trying: step.begins } : { rungs: [...rungs, step], trying: trying(step) }) };
    }
    if (!isCurrent()) return;
    climb.value = { ...climb.value, trying: undefined, isOver: true, problem: signal.aborted ? T.stopped : undefined };
  } catch (error) {
    if (!(error instanceof AskError) && !signal.aborted) throw error;
    if (!isCurrent()) return;
    climb.value = { ...climb.value, trying: undefined, isOver: true, problem: signal.aborted ? T.stopped : (error as AskError).message };
  }
}

/** While the device is waited for, each thing that is seen is found and the wait goes on. */
const trying = ({ rung, outcome }: Rung) => (rung === 'back' && outcome === 'unclear' ? 'back' : undefined);

/** Those that were tried, and those that would come after. */
function namesOf(way: 'there' | 'back', rungs: readonly Rung[], trying: string | undefined): readonly string[] {
  if (way === 'back') return ['back'];
  return trying === 'name' || rungs.some(({ rung }) => rung === 'name') ? ['name', ...RUNGS] : RUNGS;
}

function verdictOf(rungs: readonly Rung[], way: 'there' | 'back'): string {
  const failed = rungs.findLast(({ outcome }) => outcome === 'failed');
  if (way === 'there') return failed ? T.failedAt(T.rungs[failed.rung as keyof typeof T.rungs]) : T.reached;
  return rungs.at(-1)?.code === 'BACK_OK' ? T.reachedUs : '';
}

function RungLine({ name, rung, isTried }: { name: string; rung: Rung | undefined; isTried: boolean }) {
  const state = isTried ? 'tried' : (rung?.outcome ?? 'waits');
  const said = rung && findingWords(rung);
  return (
    <li class={`rung ${state}`}>
      <span class="rung-mark" aria-hidden="true" />
      <div>
        <p class="rung-name">
          {T.rungs[name as keyof typeof T.rungs]}
          <span class="unseen">: {T.outcomes[state]}</span>
          {rung && !isTried && <span class="quiet rung-ms">{format.unit(rung.ms, 'millisecond')}</span>}
        </p>
        {said && (
          <p>
            <bdi>{said.words}</bdi>
          </p>
        )}
        {said?.toDo && rung?.outcome !== 'ok' && (
          <p class="to-do">
            <bdi>{said.toDo}</bdi>
          </p>
        )}
      </div>
    </li>
  );
}
