import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClaimSource, openUsers, USERS_LIMITS, type Users, type UsersLimits, type UsersOptions } from '../../app/users/users.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { gatheredLog } from './gathered-log.ts';

export const CODE = 'K7PX-49TM-HR3C';
export const PASSWORD = 'three green boats';
export const NEW_PASSWORD = 'four yellow trains';
/** Argon2id all the same, at a price that a test can pay a hundred times. */
export const QUICK: UsersLimits = { ...USERS_LIMITS, argon2MemoryKiB: 64, argon2Passes: 1 };

/** Of a box whose code a test knows. */
export interface TestClaim extends ClaimSource {
  windowMs: number;
  /** How often it was made void. */
  voided: number;
}

export function testClaim(): TestClaim {
  const claim: TestClaim = {
    windowMs: 0,
    voided: 0,
    isRight: (code) => code === CODE,
    windowLeftMs: () => claim.windowMs,
    closeWindow: () => {
      claim.windowMs = 0;
    },
    claimed: async () => void claim.voided++,
  };
  return claim;
}

export interface TestUsers extends AsyncDisposable {
  readonly users: Users;
  readonly folder: string;
  readonly clock: FakeClock;
  readonly claim: TestClaim;
  readonly lines: string[];
  /** The program is started again on the same folder. */
  again(more?: Partial<UsersOptions>): Promise<Users>;
}

/** Accounts in a temporary folder, with time that stands still; `await using` removes it. */
export async function testUsers(more: Partial<UsersOptions> = {}): Promise<TestUsers> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-users-'));
  const clock = fakeClock();
  const claim = testClaim();
  const { log, lines } = gatheredLog();
  const opened: Users[] = [];
  const again = async (other: Partial<UsersOptions> = {}) => {
    const users = await openUsers({ folder, claimSource: claim, clock, log, limits: QUICK, ...other });
    opened.push(users);
    return users;
  };
  const users = await again(more);
  return {
    ...{ users, folder, clock, claim, lines, again },
    async [Symbol.asyncDispose]() {
      for (const each of opened) await each.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same, with its first administrator `root`. */
export async function claimedUsers(more: Partial<UsersOptions> = {}) {
  const test = await testUsers(more);
  const first = await test.users.claim({ code: CODE, name: 'root', password: PASSWORD }, '192.0.2.1');
  return { ...test, first };
}
