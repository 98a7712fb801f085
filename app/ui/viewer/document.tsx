import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AskError } from '../shell/ask.ts';
import { attribute, textOf } from './dicom-json.ts';
import { bytesOf } from './dicom-web.ts';
import type { DisplaySet } from './display-sets.ts';
import { texts as T } from './texts/en.ts';

/** An encapsulated PDF (PS3.3 §A.45.1): in the page where the browser shows it there, else to be opened. */
export function Document({ set }: { set: DisplaySet }) {
  const address = useSignal<string | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const title = textOf(set.dataset, 'DocumentTitle') || set.description || T.kinds.document;
  useEffect(() => {
    let isGone = false;
    bytesOf(attribute(set.dataset, 'EncapsulatedDocument')).then(
      (bytes) => {
        if (isGone) return;
        if (bytes.byteLength === 0) problem.value = T.document.empty;
        else address.value = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        problem.value = error.message;
      },
    );
    return () => {
      isGone = true;
      if (address.value) URL.revokeObjectURL(address.value);
    };
  }, [set]);
  return (
    <section class="viewer-sheet document-sheet" aria-label={title}>
      <h2>
        <bdi>{title}</bdi>
      </h2>
      {problem.value && <p role="alert">{problem.value}</p>}
      {!problem.value && !address.value && (
        <p class="quiet" role="status">
          {T.loading}
        </p>
      )}
      {address.value && (
        <>
          <p class="document-actions">
            <a class="button main" href={address.value} target="_blank" rel="noreferrer">
              {T.document.open}
            </a>
            <a class="button" href={address.value} download={`${set.at.sopInstanceUid}.pdf`}>
              {T.document.save}
            </a>
          </p>
          {navigator.pdfViewerEnabled ? (
            <iframe class="document-frame" src={address.value} title={title} />
          ) : (
            <p class="quiet">{T.document.cannotEmbed}</p>
          )}
        </>
      )}
    </section>
  );
}
