import * as z from 'zod/mini';
import { type AnyVerb, defineVerb, runTool } from '../box/box.ts';

export interface PowerVerbsOptions {
  /** Runs a program of the system. */
  readonly run?: (program: string, args: readonly string[]) => Promise<string>;
}

/** power.reboot and power.off: they answer when systemd has taken the order, and the services end after that in their order. */
export function powerVerbs({ run = runTool }: PowerVerbsOptions = {}): readonly AnyVerb[] {
  const verb = (name: string, target: string) =>
    defineVerb({
      name,
      args: z.strictObject({}),
      async run() {
        // irreversibly: a unit that starts in this moment must not turn it back
        await run('systemctl', ['--no-block', '--job-mode=replace-irreversibly', 'start', target]);
        return {};
      },
    });
  return [verb('power.reboot', 'reboot.target'), verb('power.off', 'poweroff.target')];
}
