/** `filmroom identity`: which box this is. */
import { jsonText } from '../base/base.ts';
import { requireBox } from '../box/box.ts';
import type { Flags, Io } from '../cli/cli.ts';
import { hostNameOf, type Identity, makeIdentity, readIdentity } from '../identity/identity.ts';

/** @param root what stands for / */
export async function identityCommand(flags: Flags, io: Io, root = '/'): Promise<void> {
  if (flags.make) requireBox('filmroom identity --make', root);
  const identity = flags.make ? await makeIdentity(root) : readIdentity(root);
  const name = hostNameOf(identity);
  if (flags.make) return io.print(`This box is ${name}.\n`); // the journal is no place for the code
  io.print(flags.json ? jsonText({ name, ...identity }) : words(name, identity));
}

function words(name: string, { claimCode, keyFingerprint }: Identity): string {
  const owner = claimCode === undefined ? 'it has one' : `nobody yet; claim code ${claimCode}`;
  return [`Name   ${name}`, `Owner  ${owner}`, `Key    SHA-256 ${keyFingerprint}`, ''].join('\n');
}
