/** What stands still is started again: systemd’s watchdog and the machine’s, in QEMU, with a debug image. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { dcmtk, to } from '../support/dcmtk.ts';
import { type DebugShell, debugShell } from './debug-shell.ts';
import { type GoodBox, goodBox, SLOT_IS_GOOD } from './good-box.ts';
import { missingImage, READY } from './machine.ts';

const BOARD = process.env.IMAGE_BOARD ?? 'nuc';
const IMAGE = `${BOARD}-debug`;

describe(`the watchdogs of ${BOARD} in QEMU`, { skip: missingImage(IMAGE) }, () => {
  let { box, powered } = {} as GoodBox;
  let shell: DebugShell;
  after(async () => {
    shell?.close();
    await powered?.cut();
  });

  const show = (property: string) => shell.run(`systemctl show -P ${property} filmroom.service`).then((words) => words.trim());
  const echo = async () => (await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(powered.port(104))])).code;
  const good = () => shell.run(SLOT_IS_GOOD, 250_000);
  /** Waits for a start that the console has not shown yet. */
  async function nextStart(from: number): Promise<void> {
    await powered.until(new RegExp(`^[\\s\\S]{${from}}[\\s\\S]*starting slot A[\\s\\S]*${READY.source}`));
    shell?.close();
    shell = await debugShell(`${box.folder}/shell`);
  }

  it('starts a program that hangs again, by systemd’s watchdog', async (t) => {
    ({ box, powered, shell } = await goodBox(BOARD, 'watchdog'));
    assert.equal(await show('NRestarts'), '0');
    const begun = performance.now();
    await shell.run(`kill -STOP ${await show('MainPID')}`);
    await shell.run(
      'for i in $(seq 150); do [ "$(systemctl show -P NRestarts filmroom.service)" = 1 ] && systemctl is-active -q filmroom && exit 0; sleep 1; done; exit 1',
      170_000,
    );
    t.diagnostic(`runs again ${((performance.now() - begun) / 1000).toFixed(0)} s after it was stopped`);
    assert.match(await shell.run('journalctl -b -u filmroom --no-pager -o cat'), /Watchdog timeout/);
    assert.equal(await echo(), 0);
  });

  it('a kernel that panics and stays there is reset by the hardware’s watchdog', async (t) => {
    t.diagnostic(
      (
        await shell.run('journalctl -b -k -u init.scope --no-pager -o cat | grep -i watchdog | head -3; wdctl 2>/dev/null | head -2; true')
      ).trim(),
    );
    assert.match(await shell.run('systemctl show -P RuntimeWatchdogUSec; cat /sys/class/watchdog/watchdog0/identity'), /10s/);
    const from = powered.console().length;
    const begun = performance.now();
    shell.run('echo 0 > /proc/sys/kernel/panic; sleep 0.2; echo c > /proc/sysrq-trigger').catch(() => {}); // else the kernel would restart by itself
    await nextStart(from);
    t.diagnostic(`READY ${((performance.now() - begun) / 1000).toFixed(0)} s after the panic`);
    await good();
  });

  it('a PID 1 that froze is reset by it too', async (t) => {
    const from = powered.console().length;
    const begun = performance.now();
    await shell.run('kill -SEGV 1');
    await nextStart(from);
    t.diagnostic(`READY ${((performance.now() - begun) / 1000).toFixed(0)} s after it`);
    assert.equal(await echo(), 0);
  });

  it('a system that cannot start says so and restarts, where another would wait for somebody to type', async (t) => {
    const from = powered.console().length;
    const begun = performance.now();
    shell.run('systemctl --no-block --job-mode=replace-irreversibly start emergency.target').catch(() => {}); // the shell ends with the rest
    await powered.until(new RegExp(`^[\\s\\S]{${from}}[\\s\\S]*Filmroom cannot start; restarting[\\s\\S]*starting slot`), 300_000);
    t.diagnostic(`GRUB ${((performance.now() - begun) / 1000).toFixed(0)} s after it`);
  });
});
