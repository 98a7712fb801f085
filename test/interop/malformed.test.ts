import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { FIXTURES, fixtureBytes, fixtureDataset, fixturePath } from '../support/fixtures.ts';
import { logSoFar } from '../support/log-so-far.ts';
import { sendVerbatim } from '../support/send-verbatim.ts';
import { scan } from '../unit/dataset/scan.ts';

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const isFailure = (status: number): boolean => [0xa7, 0xa9].includes(status >> 8) || status >> 12 === 0xc || status >> 8 === 0x01; // PS3.7 Annex C

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

/** What a sender would put in the command set: the UIDs of the data set where it can be read, else those of the file, else some. */
async function uidsOf(file: string, dataset: Uint8Array, transferSyntaxUid: string) {
  const meta = readFileMeta(fixtureBytes(file));
  const scanned = await scan(dataset, transferSyntaxUid).catch(() => undefined);
  return {
    sopClassUid: scanned?.text('SOPClassUID') || meta.sopClassUid || CT_IMAGE_STORAGE,
    sopInstanceUid: scanned?.text('SOPInstanceUID') || meta.sopInstanceUid || newUid(),
  };
}

describe('fixtures that cannot be kept are refused with a status and words (checklist 26)', () => {
  for (const { file, reason } of FIXTURES.filter(({ expect }) => expect === 'refused')) {
    it(`${file}: ${reason}`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file) ?? {
        dataset: fixtureBytes(file).subarray(132),
        transferSyntaxUid: EXPLICIT_LE,
      };
      const uids = await uidsOf(file, dataset, transferSyntaxUid);
      const before = storedFiles(filmroom.dataFolder).size;
      const answer = await sendVerbatim(filmroom.dicomPort, { ...uids, transferSyntaxUid, dataset });
      assert.notEqual(answer, 'not accepted');
      if (answer === 'not accepted') return;
      assert.ok(isFailure(answer.status), `status ${answer.status.toString(16)}`);
      assert.match(answer.comment, /\w+ \w+/, 'says why');
      assert.ok(answer.comment.length <= 64, 'ErrorComment is LO: 64 characters');
      assert.equal(answer.echo, 0x0000, 'the association lives');
      assert.equal(storedFiles(filmroom.dataFolder).size, before);
      assert.match(await logSoFar(filmroom), new RegExp(uids.sopInstanceUid.replaceAll('.', '\\.')), 'the log names it');
    });
  }

  it('a SOP Instance UID of letters: 0117H', async () => {
    const file = 'pydicom-data/bad_sequence.dcm';
    const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
    const answer = await sendVerbatim(filmroom.dicomPort, {
      ...(await uidsOf(file, dataset, transferSyntaxUid)),
      transferSyntaxUid,
      dataset,
    });
    assert.deepEqual(answer, { status: 0x0117, comment: 'AffectedSOPInstanceUID is no UID', echo: 0 });
  });
  it('a data set of another instance than the command set says: A900H', async () => {
    const file = 'synthetic/malformed/meta_uid_mismatch.dcm';
    const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
    const { sopClassUid, sopInstanceUid } = readFileMeta(fixtureBytes(file));
    const answer = await sendVerbatim(filmroom.dicomPort, { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset });
    assert.notEqual(answer, 'not accepted');
    if (answer !== 'not accepted') assert.equal(answer.status, 0xa900);
  });
  it('a Media Storage Directory is no storage class: its context is not accepted', async () => {
    const file = 'pydicom/dicomdirtests/DICOMDIR';
    const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
    const { sopClassUid, sopInstanceUid } = readFileMeta(fixtureBytes(file));
    assert.equal(await sendVerbatim(filmroom.dicomPort, { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset }), 'not accepted');
  });
  it('a private SOP class is taken where the configuration lists it, and only there', async () => {
    const file = 'synthetic/odd/private_sop_class.dcm';
    const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
    const { sopClassUid, sopInstanceUid } = readFileMeta(fixtureBytes(file));
    const object = { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset };
    assert.equal(await sendVerbatim(filmroom.dicomPort, object), 'not accepted');
    const open = await startFilmroom({ config: { storage: { privateSopClasses: [sopClassUid] } } });
    try {
      assert.deepEqual(await sendVerbatim(open.dicomPort, object), { status: 0, comment: '', echo: 0 });
      assert.deepEqual(open.storedDataset(sopInstanceUid), dataset);
    } finally {
      await open.stop();
    }
  });
});

describe('files that storescu takes apart as it can: whatever comes is answered, and the program lives', {
  skip: missing('storescu'),
}, () => {
  for (const { file, reason } of FIXTURES.filter(({ expect }) => expect !== 'stored')) {
    it(`${file}: ${reason}`, async () => {
      const { code, output } = await dcmtk(
        'storescu',
        ['-aec', 'FILMROOM', '-td', '15', '-ta', '15', ...to(filmroom.dicomPort), fixturePath(file)],
        {
          timeoutMs: 40_000,
        },
      );
      assert.doesNotMatch(output, /Timeout|timed out|did not end/i);
      assert.notEqual(code, null);
      assert.equal(await filmroom.isAlive(), true);
    });
  }
  it('has left nothing half-stored', async () => {
    const { readdirSync } = await import('node:fs');
    assert.deepEqual(readdirSync(`${filmroom.dataFolder}/incoming`), []);
  });
});
