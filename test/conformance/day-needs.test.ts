import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { freePort } from '../support/child.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { orm } from '../support/hl7-messages.ts';
import { connectRaw, framed, verdictOf } from '../support/hl7-sender.ts';
import { CREATED, ended } from '../support/mpps-dataset.ts';
import { stepJson } from '../support/step-json.ts';

interface Problem {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}
const problemsOf = async (filmroom: Filmroom): Promise<readonly Problem[]> =>
  ((await (await filmroom.ask('/api/status')).json()) as { problems: Problem[] }).problems;

describe('what needs a person, on the dashboard', () => {
  it('says which database of the day cannot be opened, and goes on without it; the worklist begins anew', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'filmroom-damaged-'));
    mkdirSync(dataFolder, { recursive: true });
    for (const name of ['commitment', 'steps', 'worklist', 'reconcile'])
      writeFileSync(join(dataFolder, `${name}.sqlite`), 'this is no database, but 35 bytes');
    const filmroom = await startFilmroom({ dataFolder });
    try {
      const codes = (await problemsOf(filmroom)).map(({ code }) => code);
      assert.deepEqual(
        codes.filter((code) => code.startsWith('DAY_')),
        ['DAY_WORKLIST_ANEW', 'DAY_COMMITMENT_CLOSED', 'DAY_STEPS_CLOSED', 'DAY_INBOX_CLOSED'],
      );
      const answer = await filmroom.ask(`/dicom-web/commitment-requests/${newUid()}`);
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [503, 'DICOMWEB_NO_SERVICE']);
    } finally {
      await filmroom.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  });

  it('an HL7 message that waits, and a step that ended without naming an image', async () => {
    const port = await freePort();
    const filmroom = await startFilmroom({ config: { hl7: { listen: true, host: '127.0.0.1', port } } });
    try {
      using sender = await connectRaw(port);
      sender.write(framed(orm({ modality: 'NOSUCH' })));
      assert.equal(verdictOf(await sender.answer())[0], 'AE');
      const uid = newUid();
      const path = `/dicom-web/modality-performed-procedure-steps/${uid}`;
      const post = (at: string, body: object) =>
        filmroom.ask(at, { method: 'POST', headers: { 'content-type': 'application/dicom+json' }, body: JSON.stringify(body) });
      assert.equal((await post(path, stepJson(CREATED))).status, 201);
      assert.equal((await post(`${path}?update`, stepJson(ended([])))).status, 200);
      let codes: readonly string[] = [];
      for (let left = 100; left > 0 && codes.length < 2; left--) {
        codes = (await problemsOf(filmroom)).map(({ code }) => code).filter((code) => code.startsWith('DAY_'));
        await after(50);
      }
      assert.deepEqual(codes.toSorted(), ['DAY_HL7_WAITING', 'DAY_STEPS_NOTHING_NAMED']);
    } finally {
      await filmroom.stop();
    }
  });
});
