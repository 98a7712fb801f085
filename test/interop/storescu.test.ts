import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { dcmtk, missing, type Storescp, startStorescp, to } from '../support/dcmtk.ts';
import { datasetOf, type Filmroom, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { fixturePath } from '../support/fixtures.ts';
import { logSoFar } from '../support/log-so-far.ts';
import { copyWithNewUid, EXPLICIT_LE, IMPLICIT_LE, smallFile } from './small-files.ts';

const CT = 'pydicom/dicomdirtests/77654033/CT2/17106';
const COMPRESSED_LE = '1.2.840.10008.1.2.1.99';

let folder: string;
let filmroom: Filmroom;
const skip = missing('storescu') || missing('storescp');
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'filmroom-storescu-'));
  if (!skip) filmroom = await startFilmroom();
});
after(async () => {
  await filmroom?.stop();
  rmSync(folder, { recursive: true });
});
const run = (port: number, args: readonly string[], ...files: readonly string[]) =>
  dcmtk('storescu', ['-aec', 'FILMROOM', ...args, ...to(port), ...files]);
const store = (args: readonly string[], ...files: readonly string[]) => run(filmroom.dicomPort, args, ...files);
const kept = (uid: string): Buffer => readFileSync(filmroom.storedFile(uid)!);

/** Every option of storescu that proposes transfer syntaxes, a file that needs it, and the transfer syntax that must arrive. */
const OPTIONS = {
  '-x=': [CT, EXPLICIT_LE],
  '-xe': [CT, EXPLICIT_LE],
  '-xb': ['pydicom/MR_small_bigendian.dcm', '1.2.840.10008.1.2.2'],
  '-xi': [CT, IMPLICIT_LE],
  '-xs': ['synthetic/ts/mono16_jpg70.dcm', '1.2.840.10008.1.2.4.70'],
  '-xy': ['pydicom/SC_rgb_small_odd_jpeg.dcm', '1.2.840.10008.1.2.4.50'],
  '-xx': ['synthetic/ts/mono16_jpg51.dcm', '1.2.840.10008.1.2.4.51'],
  '-xv': ['synthetic/ts/mono16_j2k90.dcm', '1.2.840.10008.1.2.4.90'],
  '-xw': ['pydicom/693_J2KI.dcm', '1.2.840.10008.1.2.4.91'],
  '-xt': ['pydicom/MR_small_jpeg_ls_lossless.dcm', '1.2.840.10008.1.2.4.80'],
  '-xu': ['synthetic/ts/mono16_jls81.dcm', '1.2.840.10008.1.2.4.81'],
  '-xr': ['pydicom/MR_small_RLE.dcm', '1.2.840.10008.1.2.5'],
  '-xd': ['synthetic/ts/mf8_defl.dcm', COMPRESSED_LE],
  '-xm': ['synthetic/ts/video_mpeg2.dcm', '1.2.840.10008.1.2.4.100'],
  '-xh': ['synthetic/ts/video_mpeg2.dcm', '1.2.840.10008.1.2.4.101'],
  '-xn': ['synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.102'],
  '-xl': ['synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.103'],
  '-x2': ['synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.104'],
  '-x3': ['synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.105'],
  '-xo': ['synthetic/ts/video_mpeg4avc.dcm', '1.2.840.10008.1.2.4.106'],
  '-x4': ['synthetic/ts/video_hevc.dcm', '1.2.840.10008.1.2.4.107'],
  '-x5': ['synthetic/ts/video_hevc.dcm', '1.2.840.10008.1.2.4.108'],
} as const;
const MANNERS = [[], ['-R'], ['+C'], ['-R', '+C']] as const;
/** Of the SOP classes without images in a patient's study, and video, storescu proposes none unless required. */
const proposesByItself = (fixture: string): boolean => !fixture.includes('video');

describe('storescu: every proposal in every manner, and the bytes are those that a bit-preserving storescp gets', { skip }, () => {
  let storescp: Storescp;
  before(async () => {
    storescp = await startStorescp({ folder: join(folder, 'reference'), args: ['+B', '+xa'] });
  });
  after(() => storescp.stop());

  for (const [option, [fixture, transferSyntax]] of Object.entries(OPTIONS))
    it(`${option}, with each of -R and +C`, async () => {
      for (const manner of MANNERS) {
        if (!manner.includes('-R' as never) && !proposesByItself(fixture)) continue;
        const isVideo = transferSyntax.startsWith('1.2.840.10008.1.2.4.10');
        const file = option === '-xd' ? asItIs(fixture) : copyWithNewUid(folder, fixture, isVideo ? transferSyntax : undefined);
        for (const port of [storescp.port, filmroom.dicomPort]) {
          const { code, output } = await run(port, [option, ...manner], file.path);
          assert.equal(code, 0, `${manner}: ${output}`);
        }
        assert.equal(readFileMeta(kept(file.uid)).transferSyntaxUid, transferSyntax, `${manner}`);
        const name = readdirSync(storescp.folder).find((each) => each.endsWith(file.uid))!;
        const reference = readFileSync(join(storescp.folder, name));
        if (option === '-xb' && manner.includes('+C' as never)) continue; // of several, storescp takes the byte order of its machine
        assert.equal(readFileMeta(reference).transferSyntaxUid, transferSyntax, `${manner}`);
        assert.ok(datasetOf(kept(file.uid)).equals(datasetOf(reference)), `${manner}`);
      }
    });
  const asItIs = (fixture: string) => ({
    path: fixturePath(fixture),
    uid: readFileMeta(readFileSync(fixturePath(fixture))).sopInstanceUid,
  });

  it('an uncompressed file goes on the uncompressed context beside the compressed one', async () => {
    for (const option of ['-xs', '-xy', '-xx', '-xv', '-xw', '-xt', '-xu', '-xr']) {
      const file = copyWithNewUid(folder, CT);
      const { code, output } = await store([option], file.path);
      assert.equal(code, 0, output);
      assert.ok(datasetOf(kept(file.uid)).equals(datasetOf(readFileSync(file.path))), option);
    }
  });
  it('-xd +cl 0, 1 and 9: deflated on the way, and inflated equal to the file', async () => {
    for (const level of ['0', '1', '9']) {
      const file = copyWithNewUid(folder, CT);
      const { code, output } = await store(['-xd', '+C', '+cl', level], file.path);
      assert.equal(code, 0, output);
      const inflated = join(folder, `inflated-${level}.dcm`);
      assert.equal((await dcmtk('dcmconv', ['+te', filmroom.storedFile(file.uid)!, inflated])).code, 0);
      assert.ok(datasetOf(readFileSync(inflated)).equals(datasetOf(readFileSync(file.path))), level);
    }
  });
});

describe('storescu: what it reads', { skip }, () => {
  it('+sd +r +sp: a tree of folders, and only the files that match', async () => {
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'a/b'), { recursive: true });
    const sent = ['1.dcm', 'a/2.dcm', 'a/b/3.dcm'].map((name) => smallFile(join(tree, name)));
    const other = smallFile(join(tree, 'a/4.img'));
    const { code, output } = await store(['+sd', '+r', '+sp', '*.dcm'], tree);
    assert.equal(code, 0, output);
    for (const { uid } of sent) assert.ok(filmroom.storedFile(uid));
    assert.equal(filmroom.storedFile(other.uid), undefined);
  });
  it('+sd without +r: the folder, and not what is below it', async () => {
    const tree = join(folder, 'flat');
    mkdirSync(join(tree, 'below'), { recursive: true });
    const [top, below] = [smallFile(join(tree, '1.dcm')), smallFile(join(tree, 'below/2.dcm'))];
    const { code, output } = await store(['+sd'], tree);
    assert.equal(code, 0, output);
    assert.ok(filmroom.storedFile(top.uid));
    assert.equal(filmroom.storedFile(below.uid), undefined);
  });
  it('+rn: a file that was stored is renamed .done, one that was refused .bad', async () => {
    const good = smallFile(join(folder, 'good.dcm'));
    const bad = smallFile(join(folder, 'no-study.dcm'), { without: [0x0020000d] });
    await store(['+rn', '-nh'], bad.path, good.path);
    assert.ok(existsSync(`${good.path}.done`) && existsSync(`${bad.path}.bad`));
    assert.ok(filmroom.storedFile(good.uid));
    assert.equal(filmroom.storedFile(bad.uid), undefined);
  });
  it('-nh: what follows a refused file is sent over the same association', async () => {
    const bad = smallFile(join(folder, 'no-series.dcm'), { without: [0x0020000e] });
    const next = smallFile(join(folder, 'next.dcm'));
    const { output } = await store(['-v', '-nh'], bad.path, next.path);
    assert.match(output, /Store Response \(Error: CannotUnderstand\)[\s\S]*Received Store Response \(Success\)/);
    assert.ok(filmroom.storedFile(next.uid));
  });
  it('-f: a data set without File Meta Information', async () => {
    const file = smallFile(join(folder, 'whole.dcm'));
    const bare = join(folder, 'bare.dcm');
    writeFileSync(bare, datasetOf(readFileSync(file.path)));
    const { code, output } = await store(['-f', '-xi'], bare);
    assert.equal(code, 0, output);
    assert.ok(datasetOf(kept(file.uid)).equals(readFileSync(bare)));
  });
  it('-u: VRs of after 1993 sent as OB', async () => {
    const file = copyWithNewUid(folder, CT);
    const { code, output } = await store(['-u', '-xe'], file.path);
    assert.equal(code, 0, output);
    assert.ok(filmroom.storedFile(file.uid));
  });
  it('-up: UIDs padded with a space, as old modalities do', async () => {
    const uid = `${newUid().slice(0, 30)}1`;
    const file = smallFile(join(folder, 'padded.dcm'), { sopInstanceUid: `${uid} ` });
    const { code, output } = await store(['-up', '-xi'], file.path);
    assert.equal(code, 0, output);
    assert.ok(filmroom.storedFile(uid));
  });
});

describe('storescu: patients, identities, sizes', { skip }, () => {
  const counts = async () => {
    const { counts } = (await (await filmroom.ask('/api/status')).json()) as { counts: Record<string, number> };
    return [counts.patients!, counts.studies!, counts.series!, counts.instances!];
  };
  it('+IR 2 +IS 2 +IP 2 --repeat 16: 16 images of 8 series, 4 studies, 2 patients', async () => {
    const before = await counts();
    const { code, output } = await store(['+IR', '2', '+IS', '2', '+IP', '2', '--repeat', '16'], fixturePath(CT));
    assert.equal(code, 0, output);
    const now = await counts();
    assert.deepEqual(
      now.map((count, at) => count - before[at]!),
      [2, 4, 8, 16],
    );
  });
  it('every kind of user identity (PS3.7 §D.3.3.7); none of their contents is logged', async () => {
    const token = join(folder, 'token');
    writeFileSync(token, 'top-secret-token');
    for (const identity of [
      ['-usr', 'nurse'],
      ['-usr', 'nurse', '-epw'],
      ['-usr', 'nurse', '-pwd', 'top-secret'],
      ['-kt', token],
      ['--saml', token],
      ['--jwt', token],
    ]) {
      const file = copyWithNewUid(folder, CT);
      const { code, output } = await store(identity, file.path);
      assert.equal(code, 0, `${identity}: ${output}`);
      assert.ok(filmroom.storedFile(file.uid), `${identity}`);
    }
    assert.doesNotMatch(await logSoFar(filmroom), /top-secret/);
  });
  it('-pdu and --max-send-pdu at both ends of their range', async () => {
    for (const receive of ['4096', '131072'])
      for (const send of ['4096', '131072']) {
        const file = copyWithNewUid(folder, CT);
        const { code, output } = await store(['-pdu', receive, '--max-send-pdu', send], file.path);
        assert.equal(code, 0, output);
        assert.ok(datasetOf(kept(file.uid)).equals(datasetOf(readFileSync(file.path))), `${receive} ${send}`);
      }
  });
  it('+tla, TLS to a listener without: an error for the sender, words in the log, the next sender is served', async () => {
    const file = copyWithNewUid(folder, CT);
    assert.notEqual((await store(['+tla', '-to', '5', '-ts', '5'], file.path)).code, 0);
    assert.match(await logSoFar(filmroom), /TLS/);
    assert.equal((await store([], file.path)).code, 0);
  });
  it('every file that was kept is readable with dcmdump', { skip: missing('dcmdump') }, async () => {
    const files = [...storedFiles(filmroom.dataFolder).values()];
    const { code, output } = await dcmtk('dcmdump', ['-q', '+fo', ...files]);
    assert.equal(code, 0, output.slice(-2000));
    assert.ok(files.length > 100);
  });
});
