import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { BoxFacts, Slots } from '../../web/schema.ts';
import { confirm, Progress, toast } from '../parts/parts.ts';
import { AskError, format } from '../shell/shell.ts';
import { goAway } from './away.tsx';
import { done } from './do.ts';
import { sendFile } from './send-file.ts';
import { texts } from './texts/en.ts';

const T = texts.update;

interface Props {
  readonly facts: BoxFacts;
  readonly slots: Slots;
  readonly onChange: () => Promise<void>;
}

/** From the file to the restart, one step at a time. */
export function Update(props: Props) {
  const { facts, slots, onChange } = props;
  const { installing, failure, pending, other } = slots;
  const isNext = pending?.slot === other.slot;
  return (
    <section class="card" aria-labelledby="update-title">
      <h2 id="update-title">{T.title}</h2>
      <p class="quiet">{T.words}</p>
      {failure && (
        <p class="banner bad">
          <bdi>{T.failure(failure)}</bdi>
        </p>
      )}
      {installing ? (
        <Progress label={T.installing} value={installing.percent} most={100} words={format.unit(installing.percent, 'percent')} />
      ) : facts.uploaded ? (
        <Ready version={facts.uploaded.version} onChange={onChange} />
      ) : (
        <>
          {isNext && <Next facts={facts} version={pending.version} />}
          <Upload freeBytes={facts.room.freeBytes} onChange={onChange} />
        </>
      )}
    </section>
  );
}

function Upload({ freeBytes, onChange }: { readonly freeBytes: number; readonly onChange: () => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  const going = useSignal<{ readonly sent: number; readonly size: number } | undefined>(undefined);
  const problem = useSignal('');
  const cancelling = useRef(new AbortController());
  useEffect(() => () => cancelling.current.abort(), []);

  async function send(file: File): Promise<void> {
    problem.value = file.size > freeBytes ? T.noRoom(format.bytes(file.size), format.bytes(freeBytes)) : '';
    if (problem.value) return;
    cancelling.current = new AbortController();
    going.value = { sent: 0, size: file.size };
    try {
      await sendFile(file, (sent) => (going.value = { sent, size: file.size }), cancelling.current.signal);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    }
    going.value = undefined;
    await onChange();
  }

  const { sent, size } = going.value ?? { sent: 0, size: 0 };
  return (
    <>
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      {going.value ? (
        sent < size ? (
          <Progress label={T.uploading} value={sent} most={size} words={T.of(format.bytes(sent), format.bytes(size))} />
        ) : (
          <Progress label={T.checking} value={0} />
        )
      ) : (
        <p>{T.room(format.bytes(freeBytes))}</p>
      )}
      <input
        ref={input}
        type="file"
        accept=".raucb"
        hidden
        aria-label={T.choose}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) void send(file);
        }}
      />
      <div class="buttons">
        {going.value ? (
          <button type="button" class="button" onClick={() => cancelling.current.abort()}>
            {T.cancel}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => input.current?.click()}>
            {T.choose}
          </button>
        )}
      </div>
    </>
  );
}

function Ready({ version, onChange }: { readonly version: string; readonly onChange: () => Promise<void> }) {
  const install = async () => {
    if (!(await confirm({ title: T.installTitle(version), words: T.installWords, button: T.install }))) return;
    await done('/api/box/update/install');
    await onChange();
  };
  const remove = async () => {
    if (await done('/api/box/update', 'DELETE')) toast(T.removed);
    await onChange();
  };
  return (
    <>
      <p>{T.ready(version)}</p>
      <div class="buttons">
        <button type="button" class="button main" onClick={() => void install()}>
          {T.install}
        </button>
        <button type="button" class="button" onClick={() => void remove()}>
          {T.remove}
        </button>
      </div>
    </>
  );
}

function Next({ facts, version }: { readonly facts: BoxFacts; readonly version: string }) {
  const restart = async () => {
    if (!(await confirm({ title: T.restartTitle(version), words: T.restartWords, button: T.restart }))) return;
    if (await done('/api/box/restart')) goAway('restarting', facts);
  };
  return (
    <>
      <p class="banner">{T.installed(version)}</p>
      <div class="buttons">
        <button type="button" class="button main" onClick={() => void restart()}>
          {T.restart}
        </button>
      </div>
    </>
  );
}
