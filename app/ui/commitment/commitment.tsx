import { useEffect } from 'preact/hooks';
import type { CommitmentShown } from '../../web/schema.ts';
import { confirm, Empty, Loading, toast } from '../parts/parts.ts';
import { AskError, ask, may, useAsked } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import { Transaction } from './transaction.tsx';

const LOOK_MS = 5000;
const OPEN: ReadonlySet<CommitmentShown['state']> = new Set(['judging', 'reporting', 'asking', 'awaiting']);

/** Who asked whether its images are safe, what was found, and who does not know it yet; whom we asked. */
export function Page() {
  const asked = useAsked<{ commitments: CommitmentShown[] }>('/api/commitments');
  useEffect(() => {
    const timer = setInterval(() => void asked.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const all = asked.data.value?.commitments;
  if (all === undefined) return <Loading of={asked} />;

  async function act(commitment: CommitmentShown, what: 'retry' | 'give-up'): Promise<void> {
    const isSure =
      what === 'retry' ||
      (await confirm({
        title: T.giveUpTitle(commitment.peer),
        words: T.giveUpWords[commitment.direction],
        button: T.giveUp,
        isGrave: true,
      }));
    if (!isSure) return;
    try {
      await ask(`/api/commitments/${commitment.id}/${what}`, { method: 'POST' });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await asked.reload();
  }

  const open = all.filter(({ state }) => OPEN.has(state));
  const over = all.filter(({ state }) => !OPEN.has(state));
  const list = (commitments: readonly CommitmentShown[]) => (
    <ul class="commitments">
      {commitments.map((commitment) => (
        <Transaction
          key={commitment.id}
          of={commitment}
          isOpen={OPEN.has(commitment.state)}
          onAct={may('commitment.change') ? (what) => void act(commitment, what) : undefined}
        />
      ))}
    </ul>
  );
  return (
    <div class="commitment-page">
      <section class="card" aria-labelledby="commitment-open">
        <h2 id="commitment-open">{T.open}</h2>
        <p class="quiet">{T.about}</p>
        {open.length === 0 ? <Empty title={T.noneOpen}>{all.length === 0 && <p>{T.noneToDo}</p>}</Empty> : list(open)}
      </section>
      {over.length > 0 && (
        <section class="card" aria-labelledby="commitment-over">
          <h2 id="commitment-over">{T.over}</h2>
          {list(over)}
        </section>
      )}
    </div>
  );
}
