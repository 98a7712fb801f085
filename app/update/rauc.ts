import { runTool } from '../box/box.ts';
import { UpdateError } from './errors.ts';

type Run = (program: string, args: readonly string[]) => Promise<string>;
const SERVICE = ['de.pengutronix.rauc', '/', 'de.pengutronix.rauc.Installer'] as const;

export interface Installer {
  readonly isBusy: boolean;
  readonly percent: number;
  readonly words: string;
  readonly failure: string;
}

/** RAUC, which runs as a service of its own: what we ask goes on without us. */
export function raucOf(run: Run = runTool) {
  async function installer(): Promise<Installer> {
    const text = await run('busctl', ['--json=short', 'get-property', ...SERVICE, 'Operation', 'Progress', 'LastError']);
    const [operation, progress, lastError] = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { data: unknown }).data);
    const [percent = 0, words = ''] = progress as [number, string];
    return { isBusy: operation !== 'idle', percent, words, failure: String(lastError ?? '') };
  }

  return {
    installer,
    /**
     * Checks the signature, and what the file is.
     *
     * @throws UpdateError UPDATE_NOT_SIGNED, UPDATE_REFUSED
     */
    async check(path: string): Promise<{ readonly version: string; readonly compatible: string }> {
      let text: string;
      try {
        text = await run('rauc', ['info', '--output-format=json', path]);
      } catch (cause) {
        const words = cause instanceof Error ? cause.message : '';
        if (/signature|verif|certificate|keyring/i.test(words))
          throw new UpdateError('UPDATE_NOT_SIGNED', 'It is not signed by whom this box believes, or was changed since.', { cause });
        throw new UpdateError('UPDATE_REFUSED', 'It is no update of a Filmroom box.', { cause });
      }
      const { version = '', compatible = '' } = JSON.parse(text.slice(text.indexOf('{'))) as Record<string, string>;
      return { version, compatible };
    },
    /** Answers at once; `installer` says how far it is. */
    async install(path: string): Promise<void> {
      await run('busctl', ['call', ...SERVICE, 'InstallBundle', 'sa{sv}', path, '0']);
    },
    async mark(state: 'good' | 'active', slot: 'booted' | 'other'): Promise<void> {
      await run('rauc', ['status', `mark-${state}`, slot]);
    },
  };
}
