import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BoxFacts, drawScreen, serialLines, untilNextBlink } from '../../../app/console/console.ts';
import { plainWidth } from '../../../app/console/page.ts';
import { ALL_WELL, type Health, panelOf, reportOf } from '../../../app/panel/panel.ts';

const hospital = { network: 'hospital', cidr: '192.0.2.10/24', address: '192.0.2.10', isLinkLocal: false, isIpv6: false };
const own = { network: 'hospital', cidr: '169.254.104.2/16', address: '169.254.104.2', isLinkLocal: true, isIpv6: false };

function box(health: Health = ALL_WELL): BoxFacts {
  return {
    version: '0.1.0',
    name: 'filmroom-7K3Q.local',
    addresses: [hospital, own],
    pageUrl: 'http://192.0.2.10:8042/',
    otherUrls: ['http://filmroom-7K3Q.local:8042/'],
    leds: reportOf(panelOf(health)),
    dicom: [{ aeTitle: 'FILMROOM', ports: [104, 11112], loopbackOnly: false }],
    claimCode: 'K7QF-2M9X',
    problems: ['14:20 CT01 at 192.0.2.44 was refused: it called FILMRM, which is not our AE title.'],
    store: '12 of 3 studies, 402.1 of 480.0 GB free',
  };
}

const style = { columns: 80, rows: 25, colours: false, atMs: 0 };
const full: Health = { ...ALL_WELL, store: { ...ALL_WELL.store, disk: 'full' } };

/** What it says, without the lines and the QR code. */
const wordsOf = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replaceAll(new RegExp(`${'\u001b'}\\[[\\d;]*m|[█▀▄]`, 'g'), '')
    .replaceAll(/\s+/g, ' ');

describe('the screen of a box', () => {
  it('has on 80 by 25 all that a technician asks', () => {
    const text = drawScreen(box(full), style).join('\n');
    for (const words of [
      'filmroom-7K3Q.local',
      'http://192.0.2.10:8042/',
      'K7QF-2M9X',
      'hospital 192.0.2.10/24',
      'hospital 169.254.104.2/16',
      'AE title FILMROOM, ports 104 and 11112',
      'POWER',
      'The disk is full.',
      'CT01 at 192.0.2.44',
    ])
      assert.ok(text.includes(words), `${words}\n${text}`);
  });
  it('has all of it on 80 by 25 too when everything goes wrong at once', () => {
    const modality = { ...hospital, network: 'modality', cidr: '192.168.104.1/24', address: '192.168.104.1' };
    const worst: Health = {
      ...ALL_WELL,
      fault: true,
      modality: { ...ALL_WELL.modality, link: 'down' },
      hospital: { ...ALL_WELL.hospital, address: 'fallback' },
      store: { ...ALL_WELL.store, disk: 'missing' },
    };
    const problems = [
      'No data disk of ours is there: images are refused. Switch off, seat the disk, switch on.',
      'The watchdog made the last restart, since the system hung.',
    ];
    const addresses = [hospital, own, modality, { ...modality, cidr: '169.254.104.3/16', isLinkLocal: true }];
    for (const colours of [true, false]) {
      const lines = drawScreen({ ...box(worst), addresses, problems }, { ...style, colours });
      const text = wordsOf(lines);
      for (const words of [...problems, 'FILMROOM, ports 104 and 11112', '169.254.104.3/16', 'K7QF-2M9X', 'No data disk'])
        assert.ok(text.includes(words), `${words}\n${lines.join('\n')}`);
    }
  });
  it('cuts off what is less urgent than a problem', () => {
    const addresses = Array.from({ length: 12 }, (_, at) => ({ ...hospital, network: `network-${at}` }));
    const text = drawScreen({ ...box(full), addresses }, style).join('\n');
    assert.ok(text.includes('CT01 at 192.0.2.44'), text);
  });
  it('says what to do where there is room for it', () => {
    const told = (rows: number) => wordsOf(drawScreen(box(full), { ...style, rows }));
    assert.match(told(40), /Make room on the page/);
    assert.doesNotMatch(told(18), /Make room on the page/);
  });
  for (const [columns, rows] of [
    [80, 25],
    [128, 48],
    [240, 67],
    [60, 40],
    [40, 12],
  ] as const)
    it(`is never larger than ${columns} by ${rows}`, () => {
      for (const colours of [true, false]) {
        const lines = drawScreen(box(full), { columns, rows, colours, atMs: 0 });
        assert.ok(lines.length <= rows);
        for (const line of lines) assert.ok(plainWidth(line) <= columns, `${plainWidth(line)}: ${line}`);
      }
    });
  it('a name that is longer than its column is broken, not lost', () => {
    const long = `http://${'a'.repeat(60)}.local/`;
    const text = drawScreen({ ...box(), otherUrls: [long] }, style).map((line) => line.slice(0, 46).trim());
    assert.ok(text.join('').includes(long));
  });
  it('a lamp blinks with the time, and says in words what it is where there are no colours', () => {
    const lampOf = (atMs: number) => drawScreen(box(full), { ...style, colours: true, atMs }).find((line) => line.includes('STORE'));
    assert.ok(lampOf(0)?.includes('\u001b[31m▄▄▄'));
    assert.ok(lampOf(250)?.includes('___'), 'between two flashes');
    assert.ok(drawScreen(box(full), { ...style, rows: 40 }).some((line) => line.includes('STORE    red, flashes twice')));
  });
  it('stays as it is until a lamp changes', () => {
    assert.equal(untilNextBlink(box(full).leds, 50), 150);
    assert.equal(untilNextBlink(box(full).leds, 1799), 1, 'the pause after two flashes');
    assert.equal(untilNextBlink(box().leds, 0), Number.POSITIVE_INFINITY, 'all lit');
  });
  it('without a claim code there is no line for one', () => {
    assert.ok(!drawScreen({ ...box(), claimCode: undefined }, style).some((line) => line.includes('Claim')));
  });
  it('for a serial console: short, plain', () => {
    const lines = serialLines(box(full));
    assert.ok(lines.length <= 16);
    assert.equal(lines[0], 'Filmroom 0.1.0 filmroom-7K3Q.local');
    assert.ok(lines.includes('  Claim code K7QF-2M9X'));
    assert.ok(
      lines.includes('  STORE      red, flashes twice, pauses: The disk is full. Images are refused; modalities keep them and send again.'),
    );
    assert.ok(!lines.join('').includes('\u001b'));
  });
});
