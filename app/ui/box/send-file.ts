import type { Problem, UploadedUpdate } from '../../web/schema.ts';
import { AskError } from '../shell/shell.ts';
import { problemWords } from '../words/problems.ts';

/**
 * Sends a file as the body of one request; the browser reads it from the disk meanwhile. XMLHttpRequest, since it says how far it is.
 *
 * @throws AskError; undefined is answered where `signal` asked for the end
 */
export function sendFile(file: Blob, onProgress: (sent: number) => void, signal: AbortSignal): Promise<UploadedUpdate | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadedUpdate | undefined>();
  const request = new XMLHttpRequest();
  request.open('PUT', '/api/box/update');
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded }) => onProgress(loaded);
  request.onloadend = () => {
    if (signal.aborted) return resolve(undefined);
    if (request.status === 201) return resolve(JSON.parse(request.responseText) as UploadedUpdate);
    const problem = problemOf(request);
    reject(new AskError(problemWords(problem), problem));
  };
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  return promise;
}

function problemOf({ responseText, status }: XMLHttpRequest): Problem {
  try {
    return JSON.parse(responseText) as Problem;
  } catch {
    return { type: '', title: '', status, detail: '', code: 'WEB_UPDATE_CUT' }; // no answer of ours: the connection is gone
  }
}
