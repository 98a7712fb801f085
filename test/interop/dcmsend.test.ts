import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { SOP_CLASSES } from '../../app/registry/registry.ts';
import { dcmtk, missing, startStorescp, to } from '../support/dcmtk.ts';
import { datasetOf, type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { copyWithNewUid, type SmallFile, smallFile } from './small-files.ts';

const DICOMDIR_FOLDER = fixturePath('pydicom/dicomdirtests');
const skip = missing('dcmsend') || missing('storescp');

describe('dcmsend', { skip }, () => {
  let folder: string;
  let filmroom: Filmroom;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'filmroom-dcmsend-'));
    filmroom = await startFilmroom();
  });
  after(async () => {
    await filmroom.stop();
    rmSync(folder, { recursive: true });
  });
  const send = (port: number, ...args: readonly string[]) =>
    dcmtk('dcmsend', ['-v', '-aec', 'FILMROOM', ...args.slice(0, -1), ...to(port), args.at(-1)!], { timeoutMs: 120_000 });
  const associations = () => filmroom.log().split('association opened').length - 1;

  it('+sd +r -dn: every fixture, what is kept is what a bit-preserving storescp gets, and dcmdump reads it', async (t) => {
    const storescp = await startStorescp({ folder: join(folder, 'reference'), args: ['+B', '+xa'] });
    try {
      const args = ['+sd', '+r', '-nh', '-nuc', '-dn', fixturePath('.')];
      for (const port of [storescp.port, filmroom.dicomPort]) assert.match((await send(port, ...args)).output, /Status Summary/);
      const references = readdirSync(storescp.folder).map((name) => readFileSync(join(storescp.folder, name)));
      const refused = new Set([...filmroom.log().matchAll(/C-STORE failed .*sopInstanceUid=(\S+)/g)].map(([, uid]) => uid));
      for (const reference of references) {
        const { sopInstanceUid, transferSyntaxUid } = readFileMeta(reference);
        const file = filmroom.storedFile(sopInstanceUid);
        if (!file) {
          assert.ok(refused.has(sopInstanceUid), sopInstanceUid); // it lacks UIDs that an archive needs
          continue;
        }
        const kept = readFileSync(file);
        assert.equal(readFileMeta(kept).transferSyntaxUid, transferSyntaxUid, sopInstanceUid);
        assert.ok(datasetOf(kept).equals(datasetOf(reference)), sopInstanceUid);
      }
      const files = [...storedFiles(filmroom.dataFolder).values()];
      t.diagnostic(`${references.length} kept by storescp, ${files.length} by us, ${refused.size} refused`);
      const { code, output } = await dcmtk('dcmdump', ['-q', '+fo', ...files]);
      assert.equal(code, 0, output.slice(-2000));
    } finally {
      await storescp.stop();
    }
  });

  const dicomdirs = readdirSync(DICOMDIR_FOLDER).filter((name) => name.startsWith('DICOMDIR') && name !== 'DICOMDIR-empty.dcm');
  for (const name of dicomdirs)
    it(`+rd ${name}: the 31 files that it names`, async () => {
      const { code, output } = await send(filmroom.dicomPort, '+rd', join(DICOMDIR_FOLDER, name));
      assert.equal(code, 0, output);
      assert.match(output, /with status SUCCESS +: 31\b/);
    });

  /** One of each Storage SOP Class: more presentation contexts than the 128 that an association has. */
  const oneOfEach = (name: string): readonly SmallFile[] => {
    mkdirSync(join(folder, name));
    const classes = [...SOP_CLASSES.values()].filter(({ kind }) => kind === 'storage');
    return classes.map(({ uid }, at) => smallFile(join(folder, name, `${at}.dcm`), { sopClassUid: uid }));
  };
  it('+ma: more SOP classes than one association has contexts go over several', async () => {
    const files = oneOfEach('many');
    const before = associations();
    const { code, output } = await send(filmroom.dicomPort, '+ma', '+sd', join(folder, 'many'));
    assert.equal(code, 0, output.slice(-2000));
    assert.equal(associations() - before, Math.ceil(files.length / 128));
    assert.deepEqual(
      files.filter(({ uid }) => !filmroom.storedFile(uid)),
      [],
    );
  });
  it('-ma: 128 contexts, and the rest is not sent', async () => {
    const files = oneOfEach('single');
    const before = associations();
    await send(filmroom.dicomPort, '-ma', '-nh', '+sd', join(folder, 'single'));
    assert.equal(associations() - before, 1);
    assert.equal(files.filter(({ uid }) => filmroom.storedFile(uid)).length, 128);
  });

  for (const decompress of ['-dn', '+dls', '+dly'])
    it(`${decompress}: compressed images arrive as they are, as every transfer syntax is taken`, async () => {
      const syntaxes = {
        rle: '1.2.840.10008.1.2.5',
        jpg70: '1.2.840.10008.1.2.4.70',
        jls81: '1.2.840.10008.1.2.4.81',
        jpg51: '1.2.840.10008.1.2.4.51',
      };
      for (const [name, transferSyntax] of Object.entries(syntaxes)) {
        const file = copyWithNewUid(folder, `synthetic/ts/mono16_${name}.dcm`);
        const { code, output } = await send(filmroom.dicomPort, decompress, '-nuc', file.path);
        assert.equal(code, 0, output);
        assert.equal(readFileMeta(readFileSync(filmroom.storedFile(file.uid)!)).transferSyntaxUid, transferSyntax);
      }
    });
  it('+crf, -nip and both PDU sizes: its report says 0000H for each', async () => {
    const report = join(folder, 'report.txt');
    const file = copyWithNewUid(folder, 'pydicom/dicomdirtests/77654033/CT2/17106');
    const { code, output } = await send(filmroom.dicomPort, '-nip', '-pdu', '4096', '--max-send-pdu', '4096', '+crf', report, file.path);
    assert.equal(code, 0, output);
    assert.match(readFileSync(report, 'utf8'), /DIMSE Status {2}: 0x0000 \(Success\)/);
  });
});
