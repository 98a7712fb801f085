import { runTool } from '../box/box.ts';

export type SlotName = 'A' | 'B';
export const GRUBENV = '/boot/efi/EFI/BOOT/grubenv';

/** What GRUB and the system tell each other. */
export type GrubEnv = Readonly<Record<string, string>>;
type Run = (program: string, args: readonly string[]) => Promise<string>;

export async function readGrubEnv(run: Run = runTool): Promise<GrubEnv> {
  const text = await run('grub-editenv', [GRUBENV, 'list']);
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

export async function setGrubEnv(values: GrubEnv, run: Run = runTool): Promise<void> {
  await run('grub-editenv', [GRUBENV, 'set', ...Object.entries(values).map(([name, value]) => `${name}=${value}`)]);
}

/** A slot as GRUB sees it. */
export interface Slot {
  /** RAUC has written it whole, and nobody has marked it bad. */
  readonly isOk: boolean;
  /** Filmroom has worked on it. */
  readonly isProven: boolean;
  /** Starts of it since its system last said that all is well. */
  readonly tries: number;
  /** It is the one to be started next, as far as the order goes. */
  readonly isFirst: boolean;
}

export function slotFacts(env: GrubEnv, name: SlotName): Slot {
  return {
    isOk: env[`${name}_OK`] === '1',
    isProven: env[`${name}_PROVEN`] === '1',
    tries: Number(env[`${name}_TRY`] ?? 0) || 0,
    isFirst: (env.ORDER ?? '').trim().split(/\s+/)[0] === name,
  };
}
