import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock, type SaidSentence } from '../../app/base/base.ts';
import { askHands, serveHands } from '../../app/box/box.ts';
import { powerVerbs } from '../../app/power/power.ts';
import { createBoxVerify } from '../../app/program/box-verify.ts';
import { webBox } from '../../app/program/web-box.ts';
import { resetVerbs } from '../../app/reset/reset.ts';
import { type UpdateState, updateVerbs } from '../../app/update/update.ts';
import { filmroomCommand } from './filmroom.ts';
import { gatheredLog } from './gathered-log.ts';

/** What `rauc info` says of a bundle that begins with these bytes; of all others that nobody believed has signed it. */
const SIGNED = {
  'nuc-0.2.0': { version: '0.2.0', compatible: 'filmroom-nuc' },
  'rpi-0.2.0': { version: '0.2.0', compatible: 'filmroom-rpi4' },
};
export const GOOD_BUNDLE = Buffer.from('nuc-0.2.0 and the file system');
export const OTHER_BUNDLE = Buffer.from('rpi-0.2.0 and the file system');
export const UPDATES = 'var/lib/filmroom/updates';

/**
 * Test only: a box on a temporary tree, its hands on a real unix socket with their real verbs. RAUC, GRUB's tool, systemd and D-Bus answer as they
 * do on one; what they do is tested in test/image.
 */
export async function boxUnderTest(options: { readonly isBox?: boolean; readonly dataFolder?: string; readonly maxBytes?: number } = {}) {
  const { isBox = true, maxBytes = 4e9 } = options;
  const root = mkdtempSync(join(tmpdir(), 'filmroom-box-'));
  for (const folder of ['proc/sys/kernel/random', 'etc/filmroom', UPDATES, 'var/lib/filmroom-box', 'boot/efi/filmroom', 'var/lib'])
    mkdirSync(join(root, folder), { recursive: true });
  const put = (path: string, text: string) => writeFileSync(join(root, path), text);
  const identity = { suffix: '7K3F', keyFingerprint: 'a'.repeat(64) };
  if (isBox) put('etc/filmroom/image', 'VERSION=0.1.0\nBOARD=nuc\n');
  if (isBox) put('var/lib/filmroom-box/identity.json', JSON.stringify(identity));
  const env: Record<string, string> = { ORDER: 'A B', A_OK: '1', A_TRY: '1', A_PROVEN: '1', B_OK: '0', B_TRY: '0', B_PROVEN: '0' };
  const rauc = { operation: 'idle', percent: 0, failure: '' };
  const ran: string[] = [];
  const problems: SaidSentence[] = [];
  const run = async (program: string, args: readonly string[]) => {
    if (program === 'grub-editenv' && args[1] === 'list')
      return Object.entries(env)
        .map((pair) => `${pair.join('=')}\n`)
        .join('');
    if (args.includes('get-property'))
      return [rauc.operation, [rauc.percent, 'Copying', 1], rauc.failure].map((data) => `${JSON.stringify({ data })}\n`).join('');
    if (program === 'rauc' && args[0] === 'info') {
      const head = readFileSync(args.at(-1)!).subarray(0, 9).toString();
      if (!Object.hasOwn(SIGNED, head)) throw new Error('rauc failed (1): signature verification failed: self-signed certificate');
      return JSON.stringify(SIGNED[head as keyof typeof SIGNED]);
    }
    if (args.includes('InstallBundle')) rauc.operation = 'installing';
    ran.push([program, ...args].join(' ').replaceAll(root, ''));
    return '';
  };
  const starts = (slot: 'A' | 'B', version: string, bootId: string) => {
    put('proc/cmdline', `quiet rauc.slot=${slot} panic=5\n`);
    put('proc/sys/kernel/random/boot_id', `${bootId}\n`);
    put('etc/filmroom/image', `VERSION=${version}\nBOARD=nuc\n`);
  };
  put('proc/cmdline', 'quiet rauc.slot=A panic=5\n');
  put('proc/sys/kernel/random/boot_id', 'first\n');

  const { log, lines } = gatheredLog();
  const socket = join(root, 'hands.sock');
  const ending = new AbortController();
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
  const verbs = [
    ...powerVerbs({ run }),
    ...resetVerbs({ clock, root, reboot: async () => void ran.push('reboot') }),
    ...updateVerbs({ clock, links: () => ['hospital'], log, root, run }),
  ];
  const served = serveHands({ verbs, socket, log, clock, signal: ending.signal, ready });
  await isReady;
  const { program, args } = filmroomCommand();
  const verification = createBoxVerify({ program: [program, ...args], dataFolder: options.dataFolder ?? join(root, 'none'), clock, log });
  const box = webBox({
    ...{ clock, log, version: '0.1.0', problems: () => problems, reserveBytes: () => 0, verification, root },
    ask: (verb, given, more) => askHands(verb, given, { socket: isBox ? socket : join(root, 'nobody.sock'), ...more }),
    limits: { maxBytes, askMs: 10_000, installMs: 60_000, lookMs: 20 },
  });
  return {
    ...{ box, root, env, rauc, ran, lines, problems, starts },
    /** Names in the folder of updates. */
    updates: () => readdirSync(join(root, UPDATES)),
    state: (state: UpdateState) => put('var/lib/filmroom-box/update.json', JSON.stringify(state)),
    falls: (falls: object[]) => put('var/lib/filmroom-box/ladder.json', JSON.stringify(falls)),
    resetAsked: () => {
      const file = join(root, 'boot/efi/filmroom/reset.json');
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { reset: string }).reset : undefined;
    },
    async [Symbol.asyncDispose]() {
      verification.close();
      ending.abort();
      await served;
      rmSync(root, { recursive: true });
    },
  };
}

export type BoxUnderTest = Awaited<ReturnType<typeof boxUnderTest>>;
