import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonText } from '../../../app/base/base.ts';
import { parseBrowsed, peersOf, peerTable } from '../../../app/mdns/mdns.ts';

/** As avahi-browse 0.8 printed it for a service with signs of every kind. */
const STRANGE = `+;modality;IPv4;A\\059b\\032\\034c\\034;_dicom._tcp;local
=;modality;IPv6;A\\059b\\032\\034c\\034;_dicom._tcp;local;ct\\0461.local;fe80::1;104;"P=x" "AET=A;b \\"c\\"\\\\\\195\\169"
=;modality;IPv4;A\\059b\\032\\034c\\034;_dicom._tcp;local;ct\\0461.local;10.9.0.1;104;"P=x" "AET=A;b \\"c\\"\\\\\\195\\169"
`;
const line = (name: string, rest: string, type = '_dicom._tcp', network = 'hospital', protocol = 'IPv4') =>
  `=;${network};${protocol};${name};${type};local;${rest}\n`;

describe('what avahi-browse prints', () => {
  it('is read with its escapes', () => {
    const [six, four, ...more] = parseBrowsed(STRANGE);
    assert.equal(more.length, 0);
    assert.deepEqual([six?.protocol, four?.address, four?.name, four?.port], ['IPv6', '10.9.0.1', 'A;b "c"', 104]);
    assert.equal(four?.txt.get('aet'), 'A;b "c"\\é');
    assert.equal(four?.txt.get('p'), 'x');
  });
  it('in another form is left out', () => {
    for (const other of [
      '',
      '=;',
      '=;a;IPv4;b;_dicom._tcp;local;host',
      '=;a;IPv5;b;c;d;e;f;104;',
      '=;a;IPv4;b;c;d;e;f;port;',
      '=;a;IPv4;b;c;d;e;f;65536;',
      '=;a;IPv4;b;c;d;e;f;0;',
    ])
      assert.deepEqual(parseBrowsed(other), []);
  });
});

describe('DICOM peers', () => {
  it('on two networks, by two protocols, are one, IPv4 first', () => {
    const seen = parseBrowsed(
      line('CT1', 'ct1.local;fe80::9;104;"AET=CT1" "PrimaryDeviceType=CT"', '_dicom._tcp', 'modality', 'IPv6') +
        line('CT1', 'ct1.local;10.0.0.9;104;"AET=CT1" "PrimaryDeviceType=CT"'),
    );
    assert.deepEqual(peersOf(seen), [
      {
        ...{ aeTitle: 'CT1', primaryDeviceType: 'CT', name: 'CT1', host: 'ct1.local', port: 104, tls: false, isOwn: false },
        ...{ addresses: ['10.0.0.9', 'fe80::9%modality'], networks: ['modality', 'hospital'] },
      },
    ]);
  });
  it('have the AE title of AET=, else of AETitle= (Horos), else their instance name (PS3.15 H.2)', () => {
    const seen = parseBrowsed(
      line('ONE\\032\\0352', 'a.local;10.0.0.1;104;"AET=ONE"') +
        line('HOROS', 'b.local;10.0.0.2;11112;"AETitle=MAC"') +
        line('BARE', 'c.local;10.0.0.3;104;'),
    );
    assert.deepEqual(
      peersOf(seen).map(({ aeTitle }) => aeTitle),
      ['BARE', 'MAC', 'ONE'],
    );
  });
  it('that announce no possible AE title have none', () =>
    assert.equal(peersOf(parseBrowsed(line('a\\027[31m', 'a.local;10.0.0.1;104;"AET=BACK\\\\SLASH"')))[0]?.aeTitle, undefined));
  it('of this machine are known by its name, and come last', () => {
    const peers = peersOf(
      parseBrowsed(line('A', 'Filmroom-7K3F.local;10.0.0.1;104;') + line('Z', 'z.local;10.0.0.2;104;')),
      'filmroom-7k3f.local',
    );
    assert.deepEqual(
      peers.map(({ name, isOwn }) => [name, isOwn]),
      [
        ['Z', false],
        ['A', true],
      ],
    );
  });
});

describe('the table of peers', () => {
  it('says what to type next', () => {
    const peers = peersOf(
      parseBrowsed(
        line('CT1', 'ct1.local;10.0.0.9;104;"AET=CT1" "PrimaryDeviceType=CT"') + line('T', 't.local;10.0.0.8;2762;', '_dicom-tls._tcp'),
      ),
    );
    assert.equal(
      peerTable(peers, 3),
      [
        'AE title  Address   Port  Name       What',
        'CT1       10.0.0.9  104   ct1.local  CT',
        'T         10.0.0.8  2762  t.local    TLS',
        '',
        'Ask one: filmroom echo CT1@10.0.0.9:104',
        '',
      ].join('\n'),
    );
  });
  it('quotes what a shell would read, and shows no control character of a stranger', () => {
    const table = peerTable(peersOf(parseBrowsed(line("O'X $A", 'a\\027[31m.local;10.0.0.9;104;"PrimaryDeviceType=\\027[2J"'))), 3);
    assert.ok(table.includes("filmroom echo 'O'\\''X $A@10.0.0.9:104'"), table);
    assert.ok(!table.includes('\u001b'));
  });
  it('suggests no title that would be read as an option', () => {
    const option = line('A', 'a.local;10.0.0.9;104;"AET=--help"');
    assert.doesNotMatch(peerTable(peersOf(parseBrowsed(option)), 3), /Ask one/);
    assert.match(peerTable(peersOf(parseBrowsed(option + line('CT', 'ct.local;10.0.0.8;104;'))), 3), /Ask one: filmroom echo CT@/);
  });
  it('as JSON says the same, with what steers a terminal or turns text around escaped', () => {
    const csi = '\\194\\155'; // U+009B
    const peers = peersOf(
      parseBrowsed(line(`${csi}2Jé\\226\\128\\174gpj\\243\\160\\128\\129`, 'a.local;10.0.0.9;104;"PrimaryDeviceType=a\\010b"')),
    );
    const text = jsonText(peers);
    assert.match(text, /"name": "\\u009b2Jé\\u202egpj\\udb40\\udc01"/);
    assert.match(text, /"a\\nb"/);
    assert.doesNotMatch(text, /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    assert.deepEqual(JSON.parse(text), peers);
    assert.match(text, /^\[\n {2}\{\n/);
  });
  it('where nobody is, says what to do instead', () => assert.match(peerTable([], 3), /within 3 s.*AE table/s));
});
