import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { datasetOf, type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { logSoFar } from '../support/log-so-far.ts';
import { copyWithNewUid } from './small-files.ts';

const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const MR = 'pydicom/MR_small.dcm';
const uidOf = (file: string): string => readFileMeta(readFileSync(fixturePath(file))).sopInstanceUid;
const [CT_UID, MR_UID] = [uidOf(CT), uidOf(MR)];

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'filmroom-dcmtk-'));
});
after(() => rmSync(folder, { recursive: true }));

const skip = missing('storescu');

describe('echoscu', { skip }, () => {
  let filmroom: Filmroom;
  before(async () => {
    filmroom = await startFilmroom();
  });
  after(() => filmroom.stop());
  const echo = (...args: readonly string[]) =>
    dcmtk('echoscu', ['-to', '10', '-ta', '10', '-td', '10', ...args, ...to(filmroom.dicomPort)]);

  it('any calling AE title (checklist 1)', async () => assert.equal((await echo('-aec', 'FILMROOM', '-aet', 'SOMEBODY')).code, 0));
  it('a wrong called AE title is refused with the reason (checklist 2)', async () => {
    const { code, output } = await echo('-aec', 'WRONG');
    assert.notEqual(code, 0);
    assert.match(output, /Called AE Title Not Recognized/i);
  });
  for (const [words, args] of [
    ['every transfer syntax DCMTK can propose', ['-pts', '38']],
    ['128 presentation contexts (checklist 7)', ['-ppc', '128']],
    ['a hundred times over one association', ['--repeat', '100']],
    ['an abort instead of the release', ['--abort']],
    ['PDUs of at most 4096 bytes', ['-pdu', '4096']],
    ['PDUs of at most 131072 bytes', ['-pdu', '131072']],
  ] as const) {
    it(words, async () => {
      const { code, output } = await echo('-aec', 'FILMROOM', ...args);
      assert.equal(code, 0, output);
      assert.equal(await filmroom.isAlive(), true);
    });
  }
});

describe('storescu: profiles of a configuration file, repetition, abort, identity', { skip }, () => {
  let filmroom: Filmroom;
  before(async () => {
    filmroom = await startFilmroom();
  });
  after(() => filmroom.stop());
  const store = (...args: readonly string[]) =>
    dcmtk('storescu', ['-aec', 'FILMROOM', ...args.slice(0, -1), ...to(filmroom.dicomPort), args.at(-1)!]);

  it('-xf: one context that proposes JPEG 2000 alone, as some workstations do', async () => {
    const config = join(folder, 'storescu.cfg');
    writeFileSync(
      config,
      ['[[TransferSyntaxes]]', '[J2K]', 'TransferSyntax1 = JPEG2000LosslessOnly', '[[PresentationContexts]]', '[Contexts]']
        .concat(['PresentationContext1 = MRImageStorage\\J2K', '[[Profiles]]', '[Only]', 'PresentationContexts = Contexts', ''])
        .join('\n'),
    );
    const file = 'pydicom/MR_small_jp2klossless.dcm';
    const { code, output } = await store('-xf', config, 'Only', fixturePath(file));
    assert.equal(code, 0, output);
    const kept = readFileSync(filmroom.storedFile(uidOf(file))!);
    assert.equal(readFileMeta(kept).transferSyntaxUid, '1.2.840.10008.1.2.4.90');
  });
  it('--repeat 20: the same object again is success each time, and is kept once', async () => {
    const { code, output } = await store('--repeat', '20', fixturePath(MR));
    assert.equal(code, 0, output);
    const names = [...storedFiles(filmroom.dataFolder).values()].filter((path) => path.includes(MR_UID));
    assert.equal(names.length, 1);
  });
  it('--repeat 20 +II: twenty objects', async () => {
    const before = storedFiles(filmroom.dataFolder).size;
    const { code, output } = await store('--repeat', '20', '+II', fixturePath(CT));
    assert.equal(code, 0, output);
    assert.equal(storedFiles(filmroom.dataFolder).size, before + 20);
  });
  it('--abort: what was answered is kept', async () => {
    const file = copyWithNewUid(folder, CT);
    await store('--abort', file.path);
    assert.ok(filmroom.storedFile(file.uid));
    assert.equal(await filmroom.isAlive(), true);
  });
  it('-usr -pwd: user identity is taken, and the password is in no log (checklist 21)', async () => {
    const file = copyWithNewUid(folder, CT);
    const { code, output } = await store('-usr', 'radiographer', '-pwd', 'open-sesame', file.path);
    assert.equal(code, 0, output);
    assert.doesNotMatch(await logSoFar(filmroom), /open-sesame/);
  });
  it('ten at once', async () => {
    const files = Array.from({ length: 10 }, () => copyWithNewUid(folder, CT));
    const runs = await Promise.all(files.map(({ path }) => store(path)));
    for (const { code, output } of runs) assert.equal(code, 0, output);
    for (const { uid } of files) assert.ok(filmroom.storedFile(uid));
  });
});

describe('the same SOP Instance UID with other bytes, under each policy', { skip }, () => {
  const OUTCOMES = {
    overwrite: { code: 0, kept: 'second', quarantined: 0 },
    'keep-first': { code: 0, kept: 'first', quarantined: 0 }, // a warning: storescu goes on
    reject: { code: 1, kept: 'first', quarantined: 0 },
    'keep-both': { code: 0, kept: 'first', quarantined: 1 },
  } as const;
  for (const [duplicatePolicy, expected] of Object.entries(OUTCOMES)) {
    it(duplicatePolicy, async () => {
      const filmroom = await startFilmroom({ config: { storage: { duplicatePolicy } } });
      try {
        const first = readFileSync(fixturePath(CT));
        const second = Buffer.from(first);
        second[second.byteLength - 200]! ^= 0x55; // in Pixel Data
        const file = join(folder, `${duplicatePolicy}.dcm`);
        const send = async (bytes: Buffer) => {
          writeFileSync(file, bytes);
          return await dcmtk('storescu', ['-xe', '-aec', 'FILMROOM', ...to(filmroom.dicomPort), file]);
        };
        assert.equal((await send(first)).code, 0);
        const { code, output } = await send(second);
        assert.equal(code === 0, expected.code === 0, output);
        assert.ok(filmroom.storedDataset(CT_UID)?.equals(datasetOf(expected.kept === 'first' ? first : second)));
        assert.equal(storedFiles(filmroom.dataFolder).size, 1);
        const quarantine = join(filmroom.dataFolder, 'quarantine');
        assert.equal(
          readdirSync(quarantine, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm')).length,
          expected.quarantined,
        );
        assert.equal((await send(first)).code === 0, true, 'identical bytes are always success');
      } finally {
        await filmroom.stop();
      }
    });
  }
});

describe('several listeners at once', { skip }, () => {
  it('each answers to its own titles, with its own services, and both fill one archive', async () => {
    const filmroom = await startFilmroom({
      config: {
        listeners: [
          { name: 'modalities', aeTitles: ['MODALITIES'] },
          { name: 'hospital', aeTitles: ['HOSPITAL', 'ARCHIVE'] },
          { name: 'ping', aeTitles: ['PING'], services: ['verification'] },
        ],
      },
    });
    try {
      const [modalities = 0, hospital = 0, ping = 0] = filmroom.dicomPorts;
      const run = async (program: 'echoscu' | 'storescu', title: string, port: number, ...files: string[]) =>
        (await dcmtk(program, ['-aec', title, ...to(port), ...files])).code === 0;
      assert.equal(await run('storescu', 'MODALITIES', modalities, fixturePath(CT)), true);
      assert.equal(await run('storescu', 'ARCHIVE', hospital, fixturePath(MR)), true);
      assert.equal(await run('echoscu', 'HOSPITAL', modalities), false);
      assert.equal(await run('echoscu', 'MODALITIES', hospital), false);
      assert.equal(await run('echoscu', 'PING', ping), true);
      assert.equal(await run('storescu', 'PING', ping, copyWithNewUid(folder, CT).path), false);
      assert.deepEqual([...storedFiles(filmroom.dataFolder).keys()].toSorted(), [CT_UID, MR_UID].toSorted());
    } finally {
      await filmroom.stop();
    }
  });
});
