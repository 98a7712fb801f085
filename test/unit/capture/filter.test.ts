import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { captureCommand, filterOf } from '../../../app/capture/capture.ts';

describe('what a capture catches', () => {
  it('the ports that are asked for, of the device that is asked for', () =>
    assert.equal(
      filterOf({ hosts: ['192.0.2.7', 'fe80::1'], ports: [104, 11112, 104], never: [443] }),
      'tcp and ( port 104 or port 11112 ) and ( host 192.0.2.7 or host fe80::1 )',
    ));
  it('never the page, whatever is asked for', () => {
    assert.equal(filterOf({ hosts: [], ports: [443, 104], never: [80, 443] }), 'tcp and ( port 104 )');
    assert.equal(filterOf({ hosts: [], ports: [443], never: [443] }), undefined);
    assert.equal(filterOf({ hosts: [], ports: undefined, never: [80, 443] }), 'not ( tcp port 80 or tcp port 443 )');
    assert.equal(filterOf({ hosts: ['192.0.2.7'], ports: undefined, never: [443] }), 'not ( tcp port 443 ) and ( host 192.0.2.7 )');
  });
});

describe('tcpdump', () => {
  const [program, args] = captureCommand({ port: 'modality', filter: 'tcp and ( port 104 )', seconds: 60, bytes: 1_000_000 });

  it('is bounded in time and size without us, and nobody', () => {
    assert.equal(program, 'timeout');
    assert.equal(
      args.join(' '),
      '--kill-after=5 60 prlimit --fsize=1000000 --core=0 -- tcpdump --interface=modality --no-promiscuous-mode -n --packet-buffered ' +
        '--buffer-size=8192 --relinquish-privileges=nobody -w - tcp and ( port 104 )',
    );
  });
  it('is told the same by the service of a box, which has no privileges to give up', () => {
    const unit = readFileSync(new URL('../../../overlays/common/usr/lib/systemd/system/filmroom-capture.service', import.meta.url), 'utf8');
    const given = { SECONDS: '60', BYTES: '1000000', INTERFACE: 'modality' };
    const line = /^ExecStart=(.+)$/m.exec(unit)![1]!;
    const told = Object.entries(given).reduce((words, [name, value]) => words.replace(`\${${name}}`, value), line);
    assert.equal(
      told.replaceAll('/usr/bin/', '').replace('-w /var/lib/filmroom/capture/capture.pcap $FILTER', '-w - tcp and ( port 104 )'),
      ['timeout', ...args.filter((arg) => !arg.startsWith('--relinquish'))].join(' '),
    );
    assert.match(unit, /^User=filmroom$/m);
    assert.match(unit, /^CapabilityBoundingSet=CAP_NET_RAW$/m);
    assert.match(unit, /^UMask=0077$/m);
  });
});
