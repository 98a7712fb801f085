import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { freePort } from '../../support/child.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { adt, orm } from '../../support/hl7-messages.ts';
import { connectRaw, framed, verdictOf } from '../../support/hl7-sender.ts';

/** @returns the status, and the body as JSON or text */
async function asked(filmroom: Filmroom, method: string, path: string, body?: object) {
  const answer = await filmroom.ask(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as unknown };
}

/** HL7 v2 over MLLP at the running program: each message is done or kept before it is answered, each fault is answered and said without patient data. */
describe('HL7 over MLLP', { timeout: 180_000 }, () => {
  let filmroom: Filmroom;
  let port: number;
  before(async () => {
    port = await freePort();
    filmroom = await startFilmroom({ config: { hl7: { listen: true, host: '127.0.0.1', port } } });
  });
  after(() => filmroom.stop());

  async function send(...messages: readonly (string | Uint8Array)[]): Promise<(readonly [string, string, string])[]> {
    using sender = await connectRaw(port);
    const verdicts = [];
    for (const message of messages) {
      sender.write(framed(message));
      verdicts.push(verdictOf(await sender.answer()));
    }
    return verdicts;
  }
  interface Item {
    readonly id: number;
    readonly status: string;
    readonly source: string;
    readonly attributes: Record<string, string> & { readonly ScheduledProcedureStepSequence: readonly Record<string, string>[] };
  }
  async function items(text: string): Promise<readonly Item[]> {
    const answer = await asked(filmroom, 'GET', `/api/worklist?text=${encodeURIComponent(text)}`);
    return (answer.body as { items: Item[] }).items;
  }
  interface Waiting {
    readonly id: string;
    readonly code: string;
    readonly times: number;
    readonly controlId: string;
  }
  async function hl7() {
    const answer = await asked(filmroom, 'GET', '/api/hl7');
    return answer.body as {
      readonly isOn: boolean;
      readonly port: number;
      readonly faults: readonly { readonly code: string }[];
      readonly waiting: readonly Waiting[];
    };
  }

  it('an order is answered AA when it is on the worklist', async () => {
    assert.deepEqual(await send(orm({ id: 'N1', accession: 'ACC1' })), [['AA', 'N1', '']]);
    const [item] = await items('ACC1');
    assert.equal(item?.source, 'hl7');
    assert.equal(item?.attributes.PatientName, 'Example^Ada^Q^Dr^Jr');
    assert.equal(item?.attributes.ScheduledProcedureStepSequence[0]?.Modality, 'CT');
  });
  it('a batch is answered by a batch: one acknowledgment for each message, the good ones done', async () => {
    const broken = orm({ id: 'B2', accession: 'BAT2', modality: 'NOSUCH' });
    const batch = [
      'BHS|^~\\&|RIS|CLINIC|FILMROOM|BOX|1||||BATCH7\r',
      orm({ id: 'B1', accession: 'BAT1' }),
      broken,
      orm({ id: 'B3', accession: 'BAT3' }),
      'BTS|3\r',
    ];
    using sender = await connectRaw(port);
    sender.write(framed(batch.join('')));
    const lines = (await sender.answer())!.split('\r');
    assert.match(lines[0]!, /^BHS\|.*\|BATCH7$/);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('MSA')).map((line) => line.split('|').slice(1, 3)),
      [
        ['AA', 'B1'],
        ['AE', 'B2'],
        ['AA', 'B3'],
      ],
    );
    assert.equal(lines.at(-2), 'BTS|3');
    assert.deepEqual([(await items('BAT1')).length, (await items('BAT2')).length, (await items('BAT3')).length], [1, 0, 1]);
    assert.ok(
      (await hl7()).waiting.some(({ controlId }) => controlId === 'B2'),
      'the one that could not be done waits by itself',
    );
  });
  it('a batch of which a part did not come is refused whole, and nothing of it is done', async () => {
    using sender = await connectRaw(port);
    sender.write(framed(`BHS|^~\\&|RIS\r${orm({ id: 'H1', accession: 'HALF1' })}BTS|2\r`));
    const [acknowledgment, , condition] = verdictOf(await sender.answer());
    assert.deepEqual([acknowledgment, condition], ['AR', '100']);
    assert.equal((await items('HALF1')).length, 0);
  });
  it('the same order again is the same item', async () => {
    assert.deepEqual(await send(orm({ id: 'N1', accession: 'ACC1' }), orm({ id: 'N2', accession: 'ACC1' })), [
      ['AA', 'N1', ''],
      ['AA', 'N2', ''],
    ]);
    assert.equal((await items('ACC1')).length, 1);
  });
  it('XO changes it, CA cancels it, NW brings it back', async () => {
    await send(orm({ control: 'XO', accession: 'ACC1', start: '20261122113000' }));
    assert.equal((await items('ACC1'))[0]?.attributes.ScheduledProcedureStepSequence[0]?.ScheduledProcedureStepStartTime, '113000');
    await send(orm({ control: 'CA', accession: 'ACC1' }));
    assert.equal((await items('ACC1'))[0]?.status, 'CANCELED');
    await send(orm({ accession: 'ACC1' }));
    assert.equal((await items('ACC1'))[0]?.status, 'SCHEDULED');
  });
  it('SC says how far it is; what has begun is not cancelled', async () => {
    await send(orm({ id: 'S0', accession: 'ACC2' }));
    assert.deepEqual(await send(orm({ id: 'S1', control: 'SC', status: 'IP', accession: 'ACC2' })), [['AA', 'S1', '']]);
    assert.equal((await items('ACC2'))[0]?.status, 'STARTED');
    assert.deepEqual(await send(orm({ id: 'S2', control: 'CA', accession: 'ACC2' })), [['AE', 'S2', '207']]);
    assert.equal((await items('ACC2'))[0]?.status, 'STARTED');
  });
  it('ADT^A08 corrects a patient, ADT^A40 merges two', async () => {
    await send(orm({ accession: 'ACC3', patientId: 'P7' }), adt('A08', { patientId: 'P7', name: 'Correct^Ada' }));
    assert.equal((await items('ACC3'))[0]?.attributes.PatientName, 'Correct^Ada');
    assert.deepEqual(await send(adt('A40', { id: 'MG', patientId: 'P8', prior: 'P7', name: 'Merged^Ada' })), [['AA', 'MG', '']]);
    assert.equal((await items('ACC3'))[0]?.attributes.PatientID, 'P8');
    assert.equal((await items('ACC3'))[0]?.attributes.PatientName, 'Merged^Ada');
  });
  it('an order of another patient with the same numbers is not overwritten', async () => {
    await send(orm({ accession: 'ACC4', patientId: 'P1' }));
    assert.deepEqual(await send(orm({ id: 'OP', accession: 'ACC4', patientId: 'P2' })), [['AE', 'OP', '207']]);
    assert.equal((await items('ACC4'))[0]?.attributes.PatientID, 'P1');
  });
  it('letters of every set that the message names', async () => {
    const [first, second] = await send(
      orm({ id: 'C1', accession: 'CH1', name: 'Müller^Żółta', characterSet: 'UNICODE UTF-8' }),
      Buffer.from(orm({ id: 'C2', accession: 'CH2', name: 'M\xfcller^Anna', characterSet: '8859/1' }), 'latin1'),
    );
    assert.deepEqual([first?.[0], second?.[0]], ['AA', 'AA']);
    assert.equal((await items('CH1'))[0]?.attributes.PatientName, 'Müller^Żółta');
    assert.equal((await items('CH2'))[0]?.attributes.PatientName, 'Müller^Anna');
  });

  describe('what cannot be done waits', () => {
    it('a modality that is none: AE with its place; corrected by a person, it is done', async () => {
      assert.deepEqual(await send(orm({ id: 'W1', accession: 'WAIT1', modality: 'RAD' })), [['AE', 'W1', '102']]);
      assert.deepEqual(await items('WAIT1'), []);
      const waiting = (await hl7()).waiting.find(({ controlId }) => controlId === 'W1');
      assert.equal(waiting?.code, 'HL7_FIELD_WRONG');
      const shown = (await asked(filmroom, 'GET', `/api/hl7/messages/${waiting!.id}`)).body as Record<string, string>;
      assert.deepEqual([shown.patientId, shown.modality, shown.modalityPlace], ['P1', 'RAD', 'OBR-24']);
      const again = await asked(filmroom, 'POST', `/api/hl7/messages/${waiting!.id}/replay`, { corrections: {} });
      assert.equal(again.status, 409);
      const done = await asked(filmroom, 'POST', `/api/hl7/messages/${waiting!.id}/replay`, { corrections: { modality: 'DX' } });
      assert.equal(done.status, 204);
      assert.equal((await items('WAIT1'))[0]?.attributes.ScheduledProcedureStepSequence[0]?.Modality, 'DX');
      assert.equal(
        (await hl7()).waiting.some(({ controlId }) => controlId === 'W1'),
        false,
      );
    });
    it('sent again by its sender it is one message; done by a rule of the settings, it waits no longer', async () => {
      const message = orm({ id: 'W2', accession: 'WAIT2', modality: 'XRAY' });
      await send(message, message);
      assert.equal((await hl7()).waiting.find(({ controlId }) => controlId === 'W2')?.times, 2);
      const { revision } = (await asked(filmroom, 'GET', '/api/settings')).body as { revision: number };
      const set = { 'hl7.mapping': [{ field: 'OBR-24', value: 'XRAY', modality: 'CR', stationAeTitle: 'CR1' }] };
      assert.equal((await asked(filmroom, 'POST', '/api/settings', { revision, set })).status, 200);
      assert.deepEqual(await send(message), [['AA', 'W2', '']]);
      assert.equal((await items('WAIT2'))[0]?.attributes.ScheduledProcedureStepSequence[0]?.ScheduledStationAETitle, 'CR1');
      assert.equal(
        (await hl7()).waiting.some(({ controlId }) => controlId === 'W2'),
        false,
      );
    });
    it('letters that cannot be read: read as windows-1251 by a person', async () => {
      const bytes = Buffer.concat([
        Buffer.from(orm({ id: 'W3', accession: 'WAIT3', name: '@' }).split('@')[0]!),
        Buffer.from('c8e2e0ede0', 'hex'),
        Buffer.from(orm({ id: 'W3', accession: 'WAIT3', name: '@' }).split('@')[1]!),
      ]);
      assert.deepEqual(await send(bytes), [['AE', 'W3', '102']]);
      const id = (await hl7()).waiting.find(({ controlId }) => controlId === 'W3')!.id;
      assert.equal((await asked(filmroom, 'GET', `/api/hl7/messages/${id}`)).status, 409);
      const shown = (await asked(filmroom, 'GET', `/api/hl7/messages/${id}?characterSet=windows-1251`)).body as Record<string, string>;
      assert.equal(shown.patientName, 'Ивана');
      assert.equal(
        (await asked(filmroom, 'POST', `/api/hl7/messages/${id}/replay`, { corrections: { characterSet: 'windows-1251' } })).status,
        204,
      );
      assert.equal((await items('WAIT3'))[0]?.attributes.PatientName, 'Ивана');
    });
    it('a message that waited does not undo what came after it, unless a person wants it', async () => {
      await send(orm({ id: 'W4', control: 'XO', accession: 'WAIT4', modality: 'RAD', start: '20261122080000' }));
      await send(orm({ accession: 'WAIT4', start: '20261122150000' }));
      const id = (await hl7()).waiting.find(({ controlId }) => controlId === 'W4')!.id;
      const stale = await asked(filmroom, 'POST', `/api/hl7/messages/${id}/replay`, { corrections: { modality: 'CT' } });
      assert.equal((stale.body as { code: string }).code, 'HL7_STALE');
      assert.equal((await items('WAIT4'))[0]?.attributes.ScheduledProcedureStepSequence[0]?.ScheduledProcedureStepStartTime, '150000');
      const done = await asked(filmroom, 'POST', `/api/hl7/messages/${id}/replay`, { corrections: { modality: 'CT' }, overLater: true });
      assert.equal(done.status, 204);
      assert.equal((await items('WAIT4'))[0]?.attributes.ScheduledProcedureStepSequence[0]?.ScheduledProcedureStepStartTime, '080000');
    });
    it('a cancellation of nothing: AE 204, and it can be removed', async () => {
      assert.deepEqual(await send(orm({ id: 'W5', control: 'CA', accession: 'NOWHERE' })), [['AE', 'W5', '204']]);
      const id = (await hl7()).waiting.find(({ controlId }) => controlId === 'W5')!.id;
      assert.equal((await asked(filmroom, 'DELETE', `/api/hl7/messages/${id}`)).status, 204);
      assert.equal((await asked(filmroom, 'DELETE', `/api/hl7/messages/${id}`)).status, 404);
    });
    it('what is no order and no correction: AR, and nothing waits', async () => {
      const before = (await hl7()).waiting.length;
      assert.deepEqual(await send(orm({ id: 'W6' }).replace('ORM^O01', 'ORU^R01'), adt('A08', { id: 'W7' }).replaceAll('A08', 'A01')), [
        ['AR', 'W6', '200'],
        ['AR', 'W7', '201'],
      ]);
      assert.equal((await hl7()).waiting.length, before);
    });
  });

  describe('framing', () => {
    it('another first byte: AR, and the connection ends', async () => {
      using sender = await connectRaw(port);
      sender.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      assert.deepEqual(verdictOf(await sender.answer()), ['AR', '', '100']);
      assert.equal(await sender.answer(), undefined);
      assert.equal((await hl7()).faults[0]?.code, 'HL7_NOT_FRAMED');
    });
    it('half a message, then the end of the connection: AR, and nothing of it is done', async () => {
      using sender = await connectRaw(port);
      sender.write(framed(orm({ id: 'H1', accession: 'HALF1' })).subarray(0, -2));
      sender.end();
      assert.deepEqual(verdictOf(await sender.answer()), ['AR', 'H1', '100']);
      assert.deepEqual(await items('HALF1'), []);
    });
    it('half a message, then another: AR for the half, AA for the whole', async () => {
      using sender = await connectRaw(port);
      sender.write(framed(orm({ id: 'H2', accession: 'HALF2' })).subarray(0, 300));
      sender.write(framed(orm({ id: 'H3', accession: 'HALF3' })));
      assert.deepEqual(verdictOf(await sender.answer()), ['AR', 'H2', '100']);
      assert.deepEqual(verdictOf(await sender.answer()), ['AA', 'H3', '']);
      assert.deepEqual(await items('HALF2'), []);
    });
    it('a message over the limit is refused while it comes, and the connection ends', async () => {
      using sender = await connectRaw(port);
      sender.write(Buffer.concat([framed(orm({ id: 'L1' })).subarray(0, -2), Buffer.alloc(1_200_000, 0x41)]));
      assert.deepEqual(verdictOf(await sender.answer()), ['AR', 'L1', '207']);
      assert.equal(await sender.answer(), undefined);
    });
    it('no MSH: AR', async () => assert.deepEqual(await send('PID|1||P1\r'), [['AR', '', '100']]));
    it('a message byte by byte, with LF instead of CR', async () => {
      using sender = await connectRaw(port);
      for (const byte of framed(orm({ id: 'B1', accession: 'BYTES' }).replaceAll('\r', '\n'))) sender.write(Uint8Array.of(byte));
      assert.deepEqual(verdictOf(await sender.answer()), ['AA', 'B1', '']);
      assert.equal((await items('BYTES')).length, 1);
    });
    it('a flood of 500 messages on one connection is answered one by one, in order', async () => {
      using sender = await connectRaw(port);
      sender.write(Buffer.concat(Array.from({ length: 500 }, (_, at) => framed(orm({ id: `F${at}`, accession: `FL${at % 20}` })))));
      for (let at = 0; at < 500; at++) assert.deepEqual(verdictOf(await sender.answer()), ['AA', `F${at}`, '']);
    });
    it('a sender that ends its half of the connection behind its messages has all answers', async () => {
      using sender = await connectRaw(port);
      sender.write(Buffer.concat(['H1', 'H2', 'H3'].map((id) => framed(orm({ id, accession: `HALF${id}` })))));
      sender.end();
      for (const id of ['H1', 'H2', 'H3']) assert.deepEqual(verdictOf(await sender.answer()), ['AA', id, '']);
      assert.equal(await sender.answer(), undefined);
    });
    it('more connections than may be: one more is closed', async () => {
      const open = await Promise.all(Array.from({ length: 32 }, () => connectRaw(port)));
      using late = await connectRaw(port);
      assert.equal(await late.answer(), undefined);
      for (const each of open) each[Symbol.dispose]();
    });
  });

  it('names no patient in the log', () => {
    const log = filmroom.log();
    assert.match(log, /hl7\.taken/);
    assert.match(log, /hl7\.refused .*HL7_FIELD_WRONG/);
    assert.doesNotMatch(log, /Example|Ada|Correct|Merged|M.ller|19800229|Иван|ACC1/);
  });
});

describe('HL7 by the settings', { timeout: 120_000 }, () => {
  it('is off at first; switched on and off on the page, with TLS by the certificate of the page', async () => {
    const filmroom = await startFilmroom({ config: { web: { tls: 'off' } } });
    try {
      const port = await freePort();
      const set = async (values: object) => {
        const { revision } = (await asked(filmroom, 'GET', '/api/settings')).body as { revision: number };
        return asked(filmroom, 'POST', '/api/settings', { revision, set: values });
      };
      assert.equal(((await asked(filmroom, 'GET', '/api/hl7')).body as { isOn: boolean }).isOn, false);
      assert.equal((await set({ 'hl7.listen': true, 'hl7.host': '127.0.0.1', 'hl7.port': port })).status, 200);
      {
        using sender = await connectRaw(port);
        sender.write(framed(orm({ id: 'ON' })));
        assert.deepEqual(verdictOf(await sender.answer()), ['AA', 'ON', '']);
      }
      assert.equal((await set({ 'hl7.tls': true })).status, 200);
      const secure = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
      const answer = await new Promise<string>((resolve, reject) => {
        secure.on('secureConnect', () => secure.write(framed(orm({ id: 'TLS' }))));
        secure.on('data', (piece) => resolve(String(piece)));
        secure.on('error', reject);
      });
      assert.match(secure.getPeerCertificate().fingerprint256, /^[\dA-F:]{95}$/);
      secure.destroy();
      assert.match(answer, /MSA\|AA\|TLS/);
      assert.equal((await set({ 'hl7.listen': false })).status, 200);
      await assert.rejects(connectRaw(port), { code: 'ECONNREFUSED' });
      const taken = await set({ 'hl7.listen': true, 'hl7.tls': false, 'hl7.port': filmroom.dicomPort });
      assert.equal((taken.body as { code: string }).code, 'SETTINGS_NOT_APPLIED');
    } finally {
      await filmroom.stop();
    }
  });
  it('an order that says no time is for now, by the time zone of the settings, whatever that of the machine', async (t) => {
    const port = await freePort();
    const hl7 = { listen: true, host: '127.0.0.1', port };
    const filmroom = await startFilmroom({ config: { hl7, timeZone: 'Pacific/Kiritimati' }, env: { TZ: 'UTC' } });
    t.after(() => filmroom.stop());
    using sender = await connectRaw(port);
    const hourIn = (timeZone: string) =>
      new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format().replace(/[-:]/g, '').slice(0, 11);
    /** The offset of the answer, and day and hour of the order. */
    async function order(id: string) {
      sender.write(framed(orm({ id, accession: id, start: '' })));
      const offset = /^MSH(?:\|[^|]*){5}\|\d{14}([+-]\d{4})/.exec((await sender.answer()) ?? '')?.[1];
      const { body } = await asked(filmroom, 'GET', `/api/worklist?text=${id}`);
      const [item] = (body as { items: { attributes: { ScheduledProcedureStepSequence: Record<string, string>[] } }[] }).items;
      const { ScheduledProcedureStepStartDate: date, ScheduledProcedureStepStartTime: time } =
        item!.attributes.ScheduledProcedureStepSequence[0]!;
      return [offset, `${date} ${time?.slice(0, 2)}`];
    }
    const zones = [
      ['Pacific/Kiritimati', '+1400', 'TZA'],
      ['Pacific/Pago_Pago', '-1100', 'TZB'],
    ] as const;
    for (const [zone, offset, id] of zones) {
      const { revision } = (await asked(filmroom, 'GET', '/api/settings')).body as { revision: number };
      const changed = await asked(filmroom, 'POST', '/api/settings', { revision, set: { timeZone: zone } });
      assert.equal(changed.status, 200);
      const before = hourIn(zone);
      const [found, at] = await order(id);
      assert.equal(found, offset);
      assert.ok([before, hourIn(zone)].includes(at!), `${at} is not ${before}`);
    }
    const { revision } = (await asked(filmroom, 'GET', '/api/settings')).body as { revision: number };
    assert.equal((await asked(filmroom, 'POST', '/api/settings', { revision, set: { timeZone: 'Mars/Base' } })).status, 400);
  });
  it('orders and waiting messages survive SIGKILL right after their answer', async () => {
    const port = await freePort();
    const config = { hl7: { listen: true, host: '127.0.0.1', port } };
    const first = await startFilmroom({ config });
    using sender = await connectRaw(port);
    sender.write(framed(orm({ id: 'K1', accession: 'KILL1' })));
    assert.deepEqual(verdictOf(await sender.answer()), ['AA', 'K1', '']);
    sender.write(framed(orm({ id: 'K2', accession: 'KILL2', modality: 'RAD' })));
    assert.deepEqual(verdictOf(await sender.answer()), ['AE', 'K2', '102']);
    await first.kill();
    const second = await startFilmroom({ config, dataFolder: first.dataFolder });
    try {
      const list = (await asked(second, 'GET', '/api/worklist?text=KILL1')).body as { items: unknown[] };
      assert.equal(list.items.length, 1);
      const { waiting } = (await asked(second, 'GET', '/api/hl7')).body as { waiting: { controlId: string }[] };
      assert.deepEqual(
        waiting.map(({ controlId }) => controlId),
        ['K2'],
      );
    } finally {
      await second.stop();
    }
  });
});
