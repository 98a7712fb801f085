import { signal } from '@preact/signals';
import type { Problem, Uploaded } from '../../web/schema.ts';
import { problemWords } from '../words/problems.ts';
import { search } from './search.ts';
import { texts as T } from './texts/en.ts';
import { readZip, ZipError } from './zip-reader.ts';

/** What became of the files so far. */
export interface Uploads {
  readonly isGoing: boolean;
  readonly files: number;
  readonly done: number;
  readonly bytes: number;
  readonly sent: number;
  readonly became: Readonly<Record<Uploaded['outcome'], number>>;
  readonly failed: number;
  readonly problems: readonly { readonly name: string; readonly words: string }[];
}

const became = { stored: 0, overwritten: 0, identical: 0, 'kept-first': 0, quarantined: 0 };
const NONE: Uploads = { isGoing: false, files: 0, done: 0, bytes: 0, sent: 0, became, failed: 0, problems: [] };
export const uploads = signal<Uploads>(NONE);

const AT_ONCE = 3;
const MOST_PROBLEMS = 1000;
const BUSY_MS = 1500;
const MOST_BUSY = 20;

/** A file to come: from the disk, or unpacked when it is its turn. */
interface Waiting {
  readonly name: string;
  readonly size: number;
  read(): Promise<Blob>;
}

const queue: Waiting[] = [];
let working = 0;
let cancelling = new AbortController();

/** Takes files, ZIPs among them, one after the other; what comes meanwhile is added. */
export async function upload(files: AsyncIterable<File> | Iterable<File>): Promise<void> {
  if (!uploads.value.isGoing) {
    uploads.value = { ...NONE, isGoing: true };
    cancelling = new AbortController();
  }
  working++;
  try {
    for await (const file of files) await add(file);
  } finally {
    working--;
    end();
  }
}

export function cancelUploads(): void {
  cancelling.abort();
  queue.length = 0;
  end();
}

async function add(file: File): Promise<void> {
  if (isZip(file)) {
    try {
      for (const entry of await readZip(file)) if (isWanted(entry.name)) push({ ...entry, name: `${file.name}/${entry.name}` });
    } catch (error) {
      fail(file.name, error);
    }
  } else if (isWanted(file.name)) push({ name: file.webkitRelativePath || file.name, size: file.size, read: async () => file });
}

function push(waiting: Waiting): void {
  const { files, bytes } = uploads.value;
  uploads.value = { ...uploads.value, files: files + 1, bytes: bytes + waiting.size };
  queue.push(waiting);
  if (working < AT_ONCE + 1) void work();
}

async function work(): Promise<void> {
  working++;
  try {
    for (let next = queue.shift(); next && !cancelling.signal.aborted; next = queue.shift()) await take(next);
  } finally {
    working--;
    end();
  }
}

function end(): void {
  if (working > 0 || queue.length > 0 || !uploads.value.isGoing) return;
  uploads.value = { ...uploads.value, isGoing: false };
  void search();
}

async function take({ name, size, read }: Waiting): Promise<void> {
  const before = uploads.value.sent;
  let seen = 0;
  const count = (sent: number) => {
    uploads.value = { ...uploads.value, sent: uploads.value.sent + sent - seen };
    seen = sent;
  };
  try {
    const { outcome } = await send(await read(), count);
    const { became } = uploads.value;
    uploads.value = { ...uploads.value, became: { ...became, [outcome]: became[outcome] + 1 } };
  } catch (error) {
    if (!cancelling.signal.aborted) fail(name, error);
  }
  if (uploads.value.sent >= before) count(size);
  uploads.value = { ...uploads.value, done: uploads.value.done + 1 };
}

function fail(name: string, error: unknown): void {
  const words = error instanceof ZipError ? T.zip[error.what] : error instanceof UploadRefused ? error.message : T.unreadable;
  const { failed, problems } = uploads.value;
  uploads.value = {
    ...uploads.value,
    failed: failed + 1,
    problems: problems.length < MOST_PROBLEMS ? [...problems, { name, words }] : problems,
  };
}

class UploadRefused extends Error {}

/** One file as one request: the browser reads it from the disk while it is sent. XMLHttpRequest, since it says how far it is. */
async function send(file: Blob, onProgress: (sent: number) => void): Promise<Uploaded> {
  for (let tries = 0; ; tries++) {
    const { status, body } = await post(file, onProgress);
    if (status === 200 || status === 201) return body as Uploaded;
    const problem = body as Problem | undefined;
    if (problem?.code !== 'UPLOAD_BUSY' || tries >= MOST_BUSY) throw new UploadRefused(problem ? problemWords(problem) : T.unreachable);
    await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
  }
}

function post(file: Blob, onProgress: (sent: number) => void): Promise<{ readonly status: number; readonly body: unknown }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; body: unknown }>();
  const request = new XMLHttpRequest();
  const over = () => {
    cancelling.signal.removeEventListener('abort', abort);
    let body: unknown;
    try {
      body = JSON.parse(request.responseText);
    } catch {
      body = undefined; // no answer of ours: the server is gone
    }
    resolve({ status: request.status, body });
  };
  const abort = () => request.abort();
  request.open('POST', '/api/uploads');
  request.setRequestHeader('content-type', 'application/dicom');
  request.upload.onprogress = ({ loaded }) => onProgress(loaded);
  request.onloadend = over;
  cancelling.signal.addEventListener('abort', abort);
  request.send(file);
  return promise;
}

function isZip({ name, type }: File): boolean {
  return /\.zip$/i.test(name) || type === 'application/zip' || type === 'application/x-zip-compressed';
}

/** What is no image by its name: lists and what systems leave in folders. */
function isWanted(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (
    name !== '' && name !== 'DICOMDIR' && !name.startsWith('.') && !/^(Thumbs\.db|desktop\.ini)$/i.test(name) && !path.includes('__MACOSX/')
  );
}

/** Files of what was dropped, folders with all that is in them. */
export async function* filesOf(items: DataTransferItemList): AsyncGenerator<File> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null); // now: after a turn they are gone
  for (const entry of entries) yield* filesIn(entry);
}

async function* filesIn(entry: FileSystemEntry): AsyncGenerator<File> {
  if (entry.isFile) {
    yield await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (some.length === 0) return;
    for (const each of some) yield* filesIn(each);
  }
}
