import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Progress } from '../parts/parts.ts';
import { format, may } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';
import { cancelUploads, filesOf, upload, uploads } from './upload.ts';

const OUTCOMES = ['stored', 'overwritten', 'identical', 'kept-first', 'quarantined'] as const;

/** The whole page takes what is dropped on it. @returns true while something is held above it */
export function useDropping(): boolean {
  const isOver = useSignal(false);
  useEffect(() => {
    if (!may('studies.add')) return;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      isOver.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      isOver.value = false;
      void upload(filesOf(event.dataTransfer.items));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [may('studies.add')]);
  return isOver.value;
}

export function UploadPanel() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const { isGoing, files: count, done, bytes, sent, became, failed, problems } = uploads.value;
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    void upload(chosen);
  };
  return (
    <section class="card upload" aria-labelledby="upload-title">
      <h2 id="upload-title">{T.upload}</h2>
      <p class="drop-here">{T.dropHere}</p>
      <div class="study-actions">
        <button type="button" class="button" onClick={() => files.current?.click()}>
          {T.chooseFiles}
        </button>
        <button type="button" class="button" onClick={() => folder.current?.click()}>
          {T.chooseFolder}
        </button>
      </div>
      <input ref={files} type="file" multiple hidden aria-label={T.chooseFiles} onChange={(event) => take(event.currentTarget)} />
      <input
        ref={folder}
        type="file"
        hidden
        {...{ webkitdirectory: true }}
        aria-label={T.chooseFolder}
        onChange={(event) => take(event.currentTarget)}
      />
      {count > 0 && (
        <>
          <Progress
            label={isGoing ? T.uploading : T.uploaded}
            value={isGoing ? Math.min(sent, bytes) : 1}
            most={isGoing ? bytes : 1}
            words={`${T.filesOf(done, count)}, ${format.bytes(Math.min(sent, bytes))}`}
          />
          <ul class="upload-results" role="status">
            {OUTCOMES.map((outcome) =>
              became[outcome] > 0 || outcome === 'stored' ? <li key={outcome}>{T.became[outcome](became[outcome])}</li> : null,
            )}
            {failed > 0 && <li class="bad">{T.failedOf(failed)}</li>}
          </ul>
        </>
      )}
      {problems.length > 0 && (
        <details open={problems.length < 10}>
          <summary>{T.problemsOf(failed)}</summary>
          <ul class="job-results">
            {problems.slice(0, 200).map(({ name, words }) => (
              <li key={name}>
                <bdi>{name}</bdi>: {words}
              </li>
            ))}
          </ul>
        </details>
      )}
      {isGoing && (
        <button type="button" class="button" onClick={cancelUploads}>
          {T.cancel}
        </button>
      )}
    </section>
  );
}
