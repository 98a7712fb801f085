import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import Client, { HL7_2_5, Message } from 'node-hl7-client';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { adt, orm } from '../support/hl7-messages.ts';

const run = promisify(execFile);

function noMllpSend(): string | false {
  try {
    execFileSync('mllp_send', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'mllp_send is not installed (Debian: python3-hl7)';
  }
}

/** Senders of HL7 that are not ours: node-hl7-client, and mllp_send of python-hl7. */
describe('real HL7 senders over MLLP', { timeout: 120_000 }, () => {
  let filmroom: Filmroom;
  let port: number;
  before(async () => {
    port = await freePort();
    filmroom = await startFilmroom({ config: { hl7: { listen: true, host: '127.0.0.1', port } } });
  });
  after(() => filmroom.stop());

  async function accessions(): Promise<readonly string[]> {
    const answer = await filmroom.ask('/api/worklist');
    const { items } = (await answer.json()) as { items: { attributes: { AccessionNumber: string } }[] };
    return items.map(({ attributes }) => attributes.AccessionNumber).toSorted();
  }

  /** @returns MSA-1 and MSA-2 of each answer, as the client reads them */
  async function byClient(version: '2.3.1' | '2.5', messages: readonly Message[]): Promise<readonly string[]> {
    const client = new Client({ host: '127.0.0.1', version });
    const answers: string[] = [];
    let answered = () => {};
    const connection = client.createConnection({ port, version, waitAck: true }, async (answer) => {
      const message = answer.getMessage();
      answers.push(`${message.get('MSA.1').toString()} ${message.get('MSA.2').toString()}`);
      answered();
    });
    await new Promise<void>((resolve) => connection.on('connect', resolve)); // what is sent before is lost
    for (const message of messages) {
      const answer = new Promise<void>((resolve) => {
        answered = resolve;
      });
      await connection.sendMessage(message);
      await answer;
    }
    await connection.close();
    return answers;
  }

  it('node-hl7-client: orders over one connection, each answered with its control ID', async () => {
    const messages = ['X1', 'X2', 'X3'].map((id) => new Message({ text: orm({ id, accession: `NODE${id}` }) }));
    assert.deepEqual(await byClient('2.3.1', messages), ['AA X1', 'AA X2', 'AA X3']);
    assert.deepEqual(await accessions(), ['NODEX1', 'NODEX2', 'NODEX3']);
  });
  it('node-hl7-client: a patient corrected by a message that its builder made', async () => {
    const message = new HL7_2_5()
      .buildMSH({ msh_3: 'RIS', msh_4: 'CLINIC', msh_9_1: 'ADT', msh_9_2: 'A08', msh_10: 'B1', msh_11_1: 'P' })
      .buildEVN({ evn_1: 'A08' })
      .buildPID({ pid_3: 'P1', pid_5: 'CORRECTED^ADA', pid_7: new Date('1980-03-01T12:00:00Z'), pid_8: 'F' })
      .toMessage();
    assert.deepEqual(await byClient('2.5', [message]), ['AA B1']);
    const { items } = (await (await filmroom.ask('/api/worklist')).json()) as { items: { attributes: { PatientName: string } }[] };
    assert.deepEqual([...new Set(items.map(({ attributes }) => attributes.PatientName))], ['CORRECTED^ADA']);
  });
  it('node-hl7-client: what cannot be done is AE', async () => {
    assert.deepEqual(await byClient('2.3.1', [new Message({ text: orm({ id: 'X9', accession: 'NODE9', modality: 'RAD' }) })]), ['AE X9']);
  });

  it('mllp_send: a file of orders, then findscu sees them', { skip: noMllpSend() || missing('findscu') }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mllp-'));
    try {
      const file = join(folder, 'orders.hl7');
      writeFileSync(file, orm({ id: 'PY1', accession: 'PYTHON1' }) + adt('A08', { id: 'PY2', name: 'Python^Ada' }));
      const { stdout } = await run('mllp_send', ['--file', file, '--port', String(port), '--loose', '127.0.0.1']);
      assert.match(stdout, /MSA\|AA\|PY1/);
      assert.match(stdout, /MSA\|AA\|PY2/);
      assert.ok((await accessions()).includes('PYTHON1'));
      const keys = ['-k', 'AccessionNumber=PYTHON1', '-k', 'PatientName'];
      const { stdout: said, stderr } = await dcmtk('findscu', ['-W', '-v', '-aec', 'FILMROOM', ...keys, ...to(filmroom.dicomPort)]);
      assert.match(said + stderr, /Python\^Ada/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
