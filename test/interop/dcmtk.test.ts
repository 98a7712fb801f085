import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { dcmtk, missing, type Storescp, startStorescp, to } from '../support/dcmtk.ts';
import { datasetOf, type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const IMPLICIT_LE = '1.2.840.10008.1.2';
const EXPLICIT_BE = '1.2.840.10008.1.2.2';
const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const MR = 'pydicom/MR_small.dcm';
const uidOf = (file: string): string => readFileMeta(readFileSync(fixturePath(file))).sopInstanceUid;
const [CT_UID, MR_UID] = [uidOf(CT), uidOf(MR)];

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'filmroom-dcmtk-'));
});
after(() => rmSync(folder, { recursive: true }));

const skip = missing('storescu') || missing('storescp');

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

/** Option, file and the transfer syntax that arrives; DCMTK sends a compressed file as it is and converts the others. */
const PROPOSALS: readonly (readonly [option: string, file: string, transferSyntax: string])[] = [
  ['-x=', CT, EXPLICIT_LE],
  ['-xe', CT, EXPLICIT_LE],
  ['-xb', 'pydicom/MR_small_bigendian.dcm', EXPLICIT_BE],
  ['-xi', CT, IMPLICIT_LE],
  ['-xd', 'synthetic/ts/mf8_defl.dcm', '1.2.840.10008.1.2.1.99'],
  ['-xs', 'synthetic/ts/mono16_jpg70.dcm', '1.2.840.10008.1.2.4.70'],
  ['-xy', 'pydicom/SC_rgb_small_odd_jpeg.dcm', '1.2.840.10008.1.2.4.50'],
  ['-xx', 'synthetic/ts/mono16_jpg51.dcm', '1.2.840.10008.1.2.4.51'],
  ['-xt', 'pydicom/MR_small_jpeg_ls_lossless.dcm', '1.2.840.10008.1.2.4.80'],
  ['-xu', 'synthetic/ts/mono16_jls81.dcm', '1.2.840.10008.1.2.4.81'],
  ['-xv', 'synthetic/ts/mono16_j2k90.dcm', '1.2.840.10008.1.2.4.90'],
  ['-xw', 'pydicom/693_J2KI.dcm', '1.2.840.10008.1.2.4.91'],
  ['-xr', 'pydicom/MR_small_RLE.dcm', '1.2.840.10008.1.2.5'],
  ['-xm', 'synthetic/ts/video_mpeg2.dcm', '1.2.840.10008.1.2.4.100'],
  ['-xn', 'synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.102'],
  ['-x4', 'synthetic/ts/video_hevc.dcm', '1.2.840.10008.1.2.4.107'],
];
/** Ways of sending that must make no difference to what is kept. */
const MANNERS: readonly (readonly [words: string, args: readonly string[]])[] = [
  ['one transfer syntax a context', []],
  ['combined (+C)', ['+C']],
  ['only the contexts needed (-R)', ['-R']],
  ['-R and +C', ['-R', '+C']],
  ['receiving PDUs of 4096 bytes', ['-pdu', '4096']],
  ['receiving PDUs of 131072 bytes', ['-pdu', '131072']],
  ['sending PDUs of at most 4096 bytes', ['--max-send-pdu', '4096']],
];

describe('storescu: every proposal, and the bytes are those that a bit-preserving storescp gets', { skip }, () => {
  let filmroom: Filmroom;
  let storescp: Storescp;
  before(async () => {
    filmroom = await startFilmroom();
    storescp = await startStorescp({ folder: join(folder, 'reference'), args: ['+B', '+xa'] });
  });
  after(async () => {
    await filmroom.stop();
    await storescp.stop();
  });

  for (const [option, file, transferSyntax] of PROPOSALS) {
    it(`${option} ${file}`, async () => {
      rmSync(storescp.folder, { recursive: true });
      mkdirSync(storescp.folder);
      for (const port of [storescp.port, filmroom.dicomPort]) {
        const { code, output } = await dcmtk('storescu', [option, '-R', '-aec', 'FILMROOM', ...to(port), fixturePath(file)]);
        assert.equal(code, 0, output);
      }
      const [reference = ''] = readdirSync(storescp.folder);
      const expected = readFileSync(join(storescp.folder, reference));
      const kept = readFileSync(filmroom.storedFile(uidOf(file))!);
      assert.equal(readFileMeta(kept).transferSyntaxUid, transferSyntax);
      assert.equal(readFileMeta(expected).transferSyntaxUid, transferSyntax);
      assert.deepEqual(datasetOf(kept), datasetOf(expected));
    });
  }

  for (const [words, args] of MANNERS) {
    it(words, async () => {
      const file = copyWithNewUid(CT);
      const { code, output } = await dcmtk('storescu', [...args, '-xe', '-aec', 'FILMROOM', ...to(filmroom.dicomPort), file.path]);
      assert.equal(code, 0, output);
      assert.ok(filmroom.storedDataset(file.uid)?.equals(datasetOf(readFileSync(file.path))), 'the data set of the file');
    });
  }
});

/** A copy of a fixture under a SOP Instance UID of the same length, so that nothing else of the file changes. */
function copyWithNewUid(fixture: string): { readonly path: string; readonly uid: string } {
  const bytes = readFileSync(fixturePath(fixture));
  const { sopInstanceUid } = readFileMeta(bytes);
  const digits = newUid().replaceAll('.', '').slice(0, 12);
  const uid = `${sopInstanceUid.slice(0, -12).replace(/\.$/, '1')}${digits}`;
  const path = join(folder, `${uid}.dcm`);
  writeFileSync(path, Buffer.from(bytes.toString('latin1').replaceAll(sopInstanceUid, uid), 'latin1'));
  return { path, uid };
}

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
    const file = copyWithNewUid(CT);
    await store('--abort', file.path);
    assert.ok(filmroom.storedFile(file.uid));
    assert.equal(await filmroom.isAlive(), true);
  });
  it('-usr -pwd: user identity is taken, and the password is in no log (checklist 21)', async () => {
    const file = copyWithNewUid(CT);
    const { code, output } = await store('-usr', 'radiographer', '-pwd', 'open-sesame', file.path);
    assert.equal(code, 0, output);
    assert.doesNotMatch(filmroom.log(), /open-sesame/);
  });
  it('ten at once', async () => {
    const files = Array.from({ length: 10 }, () => copyWithNewUid(CT));
    const runs = await Promise.all(files.map(({ path }) => store(path)));
    for (const { code, output } of runs) assert.equal(code, 0, output);
    for (const { uid } of files) assert.ok(filmroom.storedFile(uid));
  });
});

describe('dcmsend', { skip: missing('dcmsend') }, () => {
  it('a folder of CT, MR and compressed images over one run', async () => {
    const filmroom = await startFilmroom();
    const sent = join(folder, 'dcmsend');
    mkdirSync(sent);
    const files = [
      CT,
      MR,
      'pydicom/MR_small_RLE.dcm',
      'synthetic/ts/mono16_jpg70.dcm',
      'synthetic/ts/video_hevc.dcm',
      'synthetic/iod/pdf.dcm',
    ];
    try {
      for (const file of files) copyFileSync(fixturePath(file), join(sent, file.replaceAll('/', '-')));
      const { code, output } = await dcmtk('dcmsend', ['-v', '-aec', 'FILMROOM', '-dn', '+sd', ...to(filmroom.dicomPort), sent]);
      assert.equal(code, 0, output);
      for (const file of files) {
        assert.ok(filmroom.storedFile(uidOf(file)), `${file}: ${output}`);
      }
    } finally {
      await filmroom.stop();
    }
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
      assert.equal(await run('storescu', 'PING', ping, copyWithNewUid(CT).path), false);
      assert.deepEqual([...storedFiles(filmroom.dataFolder).keys()].toSorted(), [CT_UID, MR_UID].toSorted());
    } finally {
      await filmroom.stop();
    }
  });
});
