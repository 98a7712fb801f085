/** `filmroom claim-code`: the code by which a new Filmroom is claimed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { begin } from '../program/begin.ts';
import { readClaimCode } from '../program/claim-source.ts';
import { ACCOUNTS_FILE } from '../users/users.ts';

export async function claimCommand(flags: Flags, io: Io): Promise<void> {
  const { dataFolder } = begin({ ...flags, 'log-level': 'error' }, io).config;
  const claimCode = readClaimCode(dataFolder);
  if (claimCode !== undefined) return io.print(flags.json ? `${JSON.stringify({ claimCode })}\n` : `${claimCode}\n`);
  const words = existsSync(join(dataFolder, ACCOUNTS_FILE))
    ? 'There is no claim code: this Filmroom has an owner already. Its administrator gives accounts to others.'
    : `There is no claim code in ${dataFolder} that this user may read. Start filmroom serve with this data folder, and run this as root or as its user.`;
  throw new CliError('CLI_NO_CLAIM_CODE', words);
}
