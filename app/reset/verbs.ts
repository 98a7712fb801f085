import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { type Clock, removeFile, syncFolder } from '../base/base.ts';
import { type AnyVerb, defineVerb, refuseSecondDisk, runTool } from '../box/box.ts';
import { MACHINE_ID_FILE } from './carry-out.ts';
import { type ResetKind, writeRequest } from './request.ts';

export interface ResetVerbsOptions {
  readonly clock: Clock;
  /** What stands for /. */
  readonly root?: string;
  /** Starts the restart of the box. */
  readonly reboot?: () => Promise<void>;
}

/**
 * reset.keep-images and reset.wipe: what is asked for is durable when they answer; the box restarts right after, and does it then.
 * Refused with BOX_SECOND_DISK.
 */
export function resetVerbs(options: ResetVerbsOptions): AnyVerb[] {
  const {
    clock,
    root = '/',
    reboot = async () => void (await runTool('systemctl', ['--no-block', '--job-mode=replace-irreversibly', 'start', 'reboot.target'])),
  } = options;
  const verb = (name: string, kind: ResetKind) =>
    defineVerb({
      name,
      args: z.strictObject({}),
      async run() {
        refuseSecondDisk(root); // or the other box finds itself emptied at its next start
        await writeRequest(join(root, 'boot/efi'), kind, new Date(clock.now()));
        const machineId = join(root, 'var', MACHINE_ID_FILE);
        await removeFile(machineId); // so that the next start already has an identity of its own
        await syncFolder(dirname(machineId)).catch(() => undefined); // a box without its disk may have no such folder
        await reboot();
        return { restarting: true };
      },
    });
  return [verb('reset.keep-images', 'keep-images'), verb('reset.wipe', 'wipe')];
}
