import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, openCertificates, TLS_LIMITS } from '../../app/tls/tls.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { gatheredLog } from './gathered-log.ts';

export const BOX_NAMES: readonly string[] = ['filmroom-7k3f.local', 'filmroom-7k3f', 'localhost', '192.0.2.7', '127.0.0.1', '::1'];

export interface TestBox extends Disposable {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly lines: readonly string[];
  /** Its names now; a test changes them. */
  names: readonly string[];
  open(limits?: Partial<typeof TLS_LIMITS>, clock?: FakeClock): Promise<Certificates>;
}

/** A folder for keys and certificates of a box; each `open` is a start of the program. */
export function testBox(startsAt = Date.UTC(2026, 10, 21)): TestBox {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-tls-'));
  const { log, lines } = gatheredLog();
  const clock = fakeClock(startsAt);
  const box: TestBox = {
    ...{ folder, clock, lines, names: BOX_NAMES },
    open: (limits = {}, at = clock) =>
      openCertificates({ folder: join(folder, 'tls'), names: () => box.names, clock: at, log, limits: { ...TLS_LIMITS, ...limits } }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
  return box;
}
