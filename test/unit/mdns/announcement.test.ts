import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLog } from '../../../app/base/base.ts';
import { type Service, servicesOf, startAnnouncing } from '../../../app/mdns/mdns.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const anywhere = { host: '0.0.0.0', port: 8042 };

describe('PS3.15 H.2: what is announced', () => {
  it('AE title as instance name and in AET=, the port, the kind of device', () =>
    assert.deepEqual(servicesOf({ listeners: [{ host: '0.0.0.0', port: 104, aeTitles: ['RADIOLOGY'] }], web: anywhere }), [
      { name: 'RADIOLOGY', type: '_dicom._tcp', port: 104, txt: ['AET=RADIOLOGY', 'PrimaryDeviceType=ARCHIVE'] },
      { name: 'Filmroom on %h', namesMachine: true, type: '_http._tcp', port: 8042, txt: ['path=/'] },
    ]));
  it('nothing that only this machine can reach', () =>
    assert.deepEqual(servicesOf({ listeners: [{ host: '127.0.0.1', port: 104, aeTitles: ['A'] }], web: { host: '::1', port: 8042 } }), []));
  it('an AE title once for each kind, with the first port', () => {
    const listeners = [
      { host: '0.0.0.0', port: 104, aeTitles: ['A', 'B'] },
      { host: '0.0.0.0', port: 11112, aeTitles: ['A'] },
      { host: '0.0.0.0', port: 2762, aeTitles: ['A'], tls: true },
    ];
    assert.deepEqual(
      servicesOf({ listeners, web: { host: '127.0.0.1', port: 1 } }).map(({ name, type, port }) => [name, type, port]),
      [
        ['A', '_dicom._tcp', 104],
        ['B', '_dicom._tcp', 104],
        ['A', '_dicom-tls._tcp', 2762],
      ],
    );
  });
  it('with TLS and DICOMweb, their names and the path', () => {
    const web = { host: '::', port: 443, tls: true };
    assert.deepEqual(
      servicesOf({ listeners: [{ host: '::', port: 104, aeTitles: ['A'] }], web, dicomWebPath: 'dicomweb' })
        .slice(1)
        .map(({ type, txt }) => [type, txt]),
      [
        ['_https._tcp', ['path=/']],
        ['_dicomweb-tls._tcp', ['AET=A', 'PrimaryDeviceType=ARCHIVE', 'DICOMWebPath=dicomweb']],
      ],
    );
  });
});

describe('the files that avahi-daemon reads', () => {
  const service = (name: string, port = 104): Service => ({ name, type: '_dicom._tcp', port, txt: [`AET=${name}`] });

  function announcing(...folders: string[]) {
    const lines: string[] = [];
    const log = createLog({ level: 'info', style: 'journald', write: (line) => void lines.push(line) });
    return { ...startAnnouncing({ folders, log, clock: fakeClock(), lookEveryMs: 60_000 }), lines };
  }
  const temporary = () => mkdtemp(join(tmpdir(), 'filmroom-mdns-'));
  const names = async (folder: string) => (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.service')).sort();

  it('say what is announced, with the signs of XML escaped, readable for everybody, and are gone when the program ends', async () => {
    const folder = await temporary();
    const { announce, close } = announcing(join(folder, 'absent'), folder);
    await announce([service('A&B<C>"')]);
    const file = join(folder, 'filmroom-104-0.service');
    const text = await readFile(file, 'utf8');
    assert.match(text, /<name replace-wildcards="no">A&amp;B&lt;C&gt;&quot;<\/name>/);
    assert.match(text, /<type>_dicom._tcp<\/type>\s*<port>104<\/port>\s*<txt-record>AET=A&amp;B&lt;C&gt;&quot;<\/txt-record>/);
    assert.equal((await stat(file)).mode & 0o777, 0o644);
    await close();
    assert.deepEqual(await names(folder), []);
  });

  it('are one for each instance name, and follow the configuration', async () => {
    const folder = await temporary();
    const { announce, close } = announcing(folder);
    await announce([service('A'), service('B')]);
    assert.deepEqual(await names(folder), ['filmroom-104-0.service', 'filmroom-104-1.service']);
    await announce([service('B', 11112)]);
    assert.deepEqual(await names(folder), ['filmroom-11112-0.service']);
    await announce(undefined);
    assert.deepEqual(await names(folder), []);
    await close();
  });

  it('of a Filmroom that was killed are removed, those of others stay', async () => {
    const folder = await temporary();
    const dead = 4_194_304; // no process has so high a number
    await writeFile(join(folder, 'filmroom-11112-0.service'), `<!-- written by Filmroom, process ${dead}; changes here are lost -->`);
    await writeFile(join(folder, 'printer.service'), '<!-- written by Filmroom, process 4194304; changes here are lost -->');
    const { announce, close } = announcing(folder);
    await announce([service('A')]);
    await close();
    assert.deepEqual(await names(folder), ['printer.service']);
  });

  for (const [words, folder, services, isNews] of [
    ['avahi-daemon is not installed on this machine', 'absent', [service('A')], true],
    ['Filmroom listens for programs of this machine only', 'there', [], false],
    ['the setting mdns.announce is off', 'there', undefined, false],
  ] as const)
    it(`are not written where ${words}${isNews ? '; one line says so' : ''}`, async () => {
      const parent = await temporary();
      await mkdir(join(parent, 'there'));
      const { announce, state, close, lines } = announcing(join(parent, folder));
      await announce(services);
      await close();
      assert.equal(state().silentBecause, words);
      assert.deepEqual(lines, isNews ? [`<6>mdns.not-announced words=${JSON.stringify(words)}\n`] : []);
    });
});
