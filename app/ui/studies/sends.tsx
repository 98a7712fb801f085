import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Send } from '../../web/schema.ts';
import { Progress, toast } from '../parts/parts.ts';
import { AskError, ask, format } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

const sends = signal<readonly Send[]>([]);
const EVERY_MS = 1000;
const isGoing = ({ state }: Send) => state === 'waiting' || state === 'running';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks how far they are, and again while one is going on. */
export async function look(): Promise<void> {
  clearTimeout(timer);
  try {
    sends.value = (await ask<{ sends: Send[] }>('/api/sends')).sends;
  } catch (error) {
    if (!(error instanceof AskError)) throw error; // the banner says that the server is gone
  }
  if (sends.value.some(isGoing)) timer = setTimeout(() => void look(), EVERY_MS);
}

export function Sends() {
  useEffect(() => {
    void look();
    return () => clearTimeout(timer);
  }, []);
  if (sends.value.length === 0) return null;
  return (
    <section class="card" aria-labelledby="sends-title">
      <h2 id="sends-title">{T.sends}</h2>
      <ul class="jobs">
        {sends.value.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function Job({ job }: { job: Send }) {
  const done = job.completed + job.warnings + job.failed;
  const act = async (path: `/api/${string}`, method: 'POST' | 'DELETE') => {
    try {
      await ask(path, { method });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    void look();
  };
  return (
    <li class="job">
      <Progress label={T.sendTo(job.destination)} value={done} most={job.total} words={T.sendState(job)} />
      {job.results.length > 0 && (
        <details>
          <summary>{T.problemsOf(job.failed + job.warnings)}</summary>
          <ul class="job-results">
            {job.results.map((result) => (
              <li key={`${result.sopInstanceUid}${result.words}`}>
                <bdi>{result.words}</bdi> <span class="quiet">({T.imagesOf(result.instances)})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div class="study-actions">
        <span class="quiet">
          <bdi>{job.by}</bdi>, {format.time(job.at)}
        </span>
        {isGoing(job) ? (
          <button type="button" class="button" onClick={() => void act(`/api/sends/${job.id}`, 'DELETE')}>
            {T.cancel}
          </button>
        ) : (
          <>
            {job.completed + job.warnings < job.total && (
              <button type="button" class="button" onClick={() => void act(`/api/sends/${job.id}/retry`, 'POST')}>
                {T.retry}
              </button>
            )}
            <button type="button" class="button" onClick={() => void act(`/api/sends/${job.id}`, 'DELETE')}>
              {T.dismiss}
            </button>
          </>
        )}
      </div>
    </li>
  );
}
