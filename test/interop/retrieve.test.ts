import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { freePort } from '../support/child.ts';
import { dcmtk, missing, startStorescp } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { startOrthanc } from '../support/orthanc.ts';
import { storeFile } from '../support/store-file.ts';

/** Implicit, explicit little, explicit big endian, deflated. */
const UNCOMPRESSED = [
  'synthetic/ts/mono16_ile.dcm',
  'synthetic/ts/rgb8_ele.dcm',
  'pydicom/SC_rgb_small_odd_big_endian.dcm',
  'synthetic/ts/mf16odd_defl.dcm',
];
const DEFLATED = 'synthetic/ts/mf16odd_defl.dcm';
const JPEG_2000 = 'pydicom/MR_small_jp2klossless.dcm';
const COMPRESSED = [JPEG_2000, 'pydicom/SC_rgb_small_odd_jpeg.dcm', 'pydicom/SC_rgb_rle.dcm'];
const FILES = [...UNCOMPRESSED, ...COMPRESSED];

interface Stored {
  readonly uid: string;
  readonly study: string;
  readonly transferSyntaxUid: string;
  readonly dataset: Buffer;
}

const folder = mkdtempSync(join(tmpdir(), 'filmroom-retrieve-'));
let filmroom: Filmroom;
const stored = new Map<string, Stored>();
before(async () => {
  filmroom = await startFilmroom({ config: { requestor: { connectTimeoutMs: 2000, responseTimeoutMs: 2000 } } });
  for (const file of FILES) {
    await storeFile(filmroom.dicomPort, file);
    const bytes = fixtureBytes(file);
    const { sopInstanceUid, transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
    const path = filmroom.storedFile(sopInstanceUid)!;
    const study = path.split('/').at(-3)!; // images/YYYY/MM/DD/study/series/instance
    stored.set(file, { uid: sopInstanceUid, study, transferSyntaxUid, dataset: bytes.subarray(datasetOffset) });
  }
});
after(async () => {
  await filmroom.stop();
  rmSync(folder, { recursive: true });
});

/** Says where an AE title is. */
async function knowAe(title: string, port: number, transferSyntaxes?: readonly string[]): Promise<void> {
  const body = JSON.stringify({ host: '127.0.0.1', port, transferSyntaxes });
  const put = await filmroom.ask(`/api/ae-table/${title}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
  });
  assert.ok(put.ok, await put.text());
}

const studies = (): string => [...new Set([...stored.values()].map(({ study }) => study))].join('\\');
/** How many of the stored images are in the studies of these. */
function imagesIn(files: readonly string[]): number {
  const wanted = new Set(files.map((file) => stored.get(file)!.study));
  return [...stored.values()].filter(({ study }) => wanted.has(study)).length;
}
const keys = (uids = studies()) => ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${uids}`];
const movescu = (destination: string, uids?: string) =>
  dcmtk('movescu', ['-v', '-S', '-aec', 'FILMROOM', '-aem', destination, ...keys(uids), '127.0.0.1', String(filmroom.dicomPort)]);

/** The files that came, by SOP Instance UID. */
function received(into: string): Map<string, { readonly transferSyntaxUid: string; readonly dataset: Buffer; readonly path: string }> {
  return new Map(
    readdirSync(into).map((name) => {
      const path = join(into, name);
      const bytes = readFileSync(path);
      const { sopInstanceUid, transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
      return [sopInstanceUid, { transferSyntaxUid, dataset: bytes.subarray(datasetOffset), path }];
    }),
  );
}

/** The profile `Only` of storescp: the classes of the files, in one transfer syntax. */
function onlyTransferSyntax(name: string): string {
  const classes = ['SecondaryCaptureImageStorage', 'MultiframeGrayscaleWordSecondaryCaptureImageStorage'];
  const contexts = classes.map((each, at) => `PresentationContext${at + 1} = ${each}\\Only`);
  return [
    '[[TransferSyntaxes]]',
    '[Only]',
    `TransferSyntax1 = ${name}`,
    '[[PresentationContexts]]',
    '[Only]',
    ...contexts,
    '[[Profiles]]',
    '[Only]',
    'PresentationContexts = Only',
    '',
  ].join('\n');
}

/** What an encoding may change: pixel data's VR, and how the length of sequences and items is told; and the file meta, which is not sent. */
const OF_THE_ENCODING = /^(#|$|\(0002,|\(7fe0,0010\)|\(fffe,e0[0d]d\))/;

/** All other elements as DCMTK reads them. */
async function dump(path: string): Promise<string> {
  const { stdout } = await dcmtk('dcmdump', ['-q', '+L', '+R', '4096', path]);
  const lines = stdout.split('\n').map((line) =>
    line
      .replace(/#.*$/, '')
      .replace(/(Sequence|Item) with (explicit|undefined) length/, '$1')
      .trim(),
  );
  return lines.filter((line) => !OF_THE_ENCODING.test(line)).join('\n');
}

describe('C-MOVE of movescu to storescp', { skip: missing('movescu') || missing('storescp') }, () => {
  it('one that takes everything gets every transfer syntax as stored, byte for byte', async () => {
    const into = join(folder, 'all');
    const scp = await startStorescp({ folder: into, args: ['-aet', 'ALL', '+B', '+xa'] });
    await knowAe('ALL', scp.port);
    const others = [...stored.values()].filter(({ uid }) => uid !== stored.get(DEFLATED)!.uid); // of a deflated one storescp 3.6.7 with +B makes an A-ABORT
    const { code, output } = await movescu('ALL', [...new Set(others.map(({ study }) => study))].join('\\'));
    await scp.stop();
    assert.equal(code, 0, output + filmroom.log());
    const files = received(into);
    for (const { uid, transferSyntaxUid, dataset } of others) {
      assert.equal(files.get(uid)?.transferSyntaxUid, transferSyntaxUid);
      assert.deepEqual(files.get(uid)?.dataset, dataset);
    }
  });
  it('one that takes Implicit VR Little Endian alone gets the uncompressed ones re-encoded, no value changed; the others fail with words', async () => {
    const into = join(folder, 'implicit');
    const scp = await startStorescp({ folder: into, args: ['-aet', 'IMPLICIT', '+B', '+xi'] });
    await knowAe('IMPLICIT', scp.port);
    const { output } = await movescu('IMPLICIT');
    await scp.stop();
    const files = received(into);
    assert.equal(files.size, UNCOMPRESSED.length, output);
    for (const file of UNCOMPRESSED) {
      const { uid } = stored.get(file)!;
      assert.equal(files.get(uid)?.transferSyntaxUid, '1.2.840.10008.1.2', file);
      assert.equal(await dump(files.get(uid)!.path), await dump(filmroom.storedFile(uid)!), file);
    }
    assert.match(output, /SubOperationsCompleteOneOrMoreFailures|one or more failures/i);
    assert.match(filmroom.log(), /only Implicit VR Little Endian is accepted, and compressed pixels cannot be re-encoded yet/);
  });
  for (const [title, name, uid, taken] of [
    ['BIG', 'BigEndianExplicit', '1.2.840.10008.1.2.2', UNCOMPRESSED],
    // What came to us deflated it makes an A-ABORT of; what we deflate it takes.
    ['DEFLATED', 'DeflatedLittleEndianExplicit', '1.2.840.10008.1.2.1.99', UNCOMPRESSED.filter((file) => file !== DEFLATED)],
  ] as const) {
    for (const isInTable of [false, true])
      it(`one that takes ${name} alone${isInTable ? ', as its entry says' : ''}: gets the uncompressed ones, no value changed`, async () => {
        const into = join(folder, `${title}-${isInTable}`);
        const profile = join(folder, `${title}.cfg`);
        writeFileSync(profile, onlyTransferSyntax(name));
        const scp = await startStorescp({ folder: into, args: ['-aet', title, '-xf', profile, 'Only'] });
        await knowAe(title, scp.port, isInTable ? [uid] : undefined);
        const { output } = await movescu(title);
        await scp.stop();
        const files = received(into);
        assert.equal(files.size, taken.length, output + filmroom.log());
        for (const file of taken) {
          const came = files.get(stored.get(file)!.uid)!;
          assert.equal(came.transferSyntaxUid, uid, file);
          assert.equal(await dump(came.path), await dump(filmroom.storedFile(stored.get(file)!.uid)!), file);
        }
      });
  }
  it('an object that makes it abort is a failure, and the rest arrive', async () => {
    const into = join(folder, 'stumbles');
    const scp = await startStorescp({ folder: into, args: ['-aet', 'STUMBLES', '+B', '+xa'] });
    await knowAe('STUMBLES', scp.port);
    await movescu('STUMBLES');
    await scp.stop();
    assert.equal(received(into).size, FILES.length - 1);
    assert.match(filmroom.log(), /STUMBLES ends the association over it/);
  });
  for (const [name, args, words] of [
    ['refuses the association', ['--refuse'], /rejected/],
    ['aborts during each C-STORE', ['--abort-during'], /once more/],
    ['sleeps for ever', ['--sleep-after', '30'], /silent for 2000 ms/],
  ] as const) {
    it(`one that ${name}: a failure with words, nothing blocked`, async () => {
      const into = join(folder, name.replaceAll(' ', '-'));
      const scp = await startStorescp({ folder: into, args: ['-aet', 'ODD', '+xa', ...args] });
      await knowAe('ODD', scp.port);
      const { output } = await movescu('ODD');
      await scp.stop();
      assert.match(output, /OutOfResourcesSubOperations|OneOrMoreFailures/);
      assert.match(filmroom.log(), words);
    });
  }
  it('to an unknown destination: A801H in the words of movescu', async () => {
    const { output } = await movescu('NOSUCH');
    assert.match(output, /MoveDestinationUnknown/);
  });
});

describe('C-GET of getscu', { skip: missing('getscu') }, () => {
  const getscu = (into: string, uids: string, ...args: readonly string[]) => {
    mkdirSync(into, { recursive: true });
    return dcmtk('getscu', ['-v', '-S', '-aec', 'FILMROOM', '-od', into, ...args, ...keys(uids), '127.0.0.1', String(filmroom.dicomPort)]);
  };
  for (const [name, args, files] of [
    ['as it comes: Explicit VR Little Endian', [], UNCOMPRESSED],
    ['+xi: Implicit VR Little Endian alone', ['+xi'], UNCOMPRESSED],
    ['+xv: JPEG 2000 preferred', ['+xv'], [JPEG_2000]],
  ] as const) {
    it(`${name}: what it takes arrives, no value changed`, async () => {
      const into = join(folder, `get-${name.slice(0, 3)}`);
      const uids = files.map((file) => stored.get(file)!.study).join('\\');
      await getscu(into, uids, ...args);
      const came = received(into);
      for (const file of files) {
        const { uid } = stored.get(file)!;
        assert.ok(came.has(uid), file);
        assert.equal(await dump(came.get(uid)!.path), await dump(filmroom.storedFile(uid)!), file);
      }
    });
  }
  it('compressed images that it does not take are failures, the others arrive', async () => {
    const into = join(folder, 'get-mixed');
    const { output } = await getscu(into, studies());
    assert.equal(received(into).size, UNCOMPRESSED.length, output);
  });
});

describe('Orthanc', { skip: missing('Orthanc') }, () => {
  it('takes what a C-MOVE sends it, and has itself sent to', async () => {
    const port = await freePort();
    const orthanc = await startOrthanc({ port, modalities: { filmroom: { aeTitle: 'FILMROOM', port: filmroom.dicomPort } } });
    try {
      await knowAe('ORTHANC', port);
      const files = [...UNCOMPRESSED.slice(0, 2), JPEG_2000];
      const { code, output } = await movescu('ORTHANC', stored.get(files[0]!)!.study);
      assert.equal(code, 0, output);
      assert.equal((await orthanc.instances()).length, imagesIn(files.slice(0, 1)));
      const Resources = files.map((file) => ({ StudyInstanceUID: stored.get(file)!.study }));
      const body = JSON.stringify({ Level: 'Study', Resources, TargetAet: 'ORTHANC', Synchronous: true });
      const moved = await fetch(`${orthanc.url}/modalities/filmroom/move`, { method: 'POST', body });
      assert.ok(moved.ok, await moved.text());
      assert.equal((await orthanc.instances()).length, imagesIn(files));
    } finally {
      await orthanc.stop();
    }
  });
});

const require = createRequire(import.meta.url);
const { Client, Server, Scp, requests, responses, constants, log } = require('dcmjs-dimse') as typeof import('dcmjs-dimse');
log.setLevel('silent');

describe('dcmjs-dimse, the third voice', () => {
  const file = UNCOMPRESSED[0]!;

  it('C-GET: what it asks for comes back on its association', async () => {
    const came: string[] = [];
    const client = new Client();
    const request = requests.CGetRequest.createStudyGetRequest(stored.get(file)!.study);
    const statuses: number[] = [];
    request.on('response', (response: { getStatus(): number }) => statuses.push(response.getStatus()));
    client.on('cStoreRequest', (store: { getAffectedSopInstanceUid(): string }, callback: (response: unknown) => void) => {
      came.push(store.getAffectedSopInstanceUid());
      const response = responses.CStoreResponse.fromRequest(store as never);
      response.setStatus(constants.Status.Success);
      callback(response);
    });
    client.addRequest(request);
    await new Promise<void>((resolve, reject) => {
      client.on('closed', resolve);
      client.on('networkError', reject);
      client.send('127.0.0.1', filmroom.dicomPort, 'DCMJS', 'FILMROOM', {});
    });
    assert.deepEqual(came, [stored.get(file)!.uid]);
    assert.equal(statuses.at(-1), constants.Status.Success);
  });

  it('C-MOVE: asked for by its client, taken by its server', async () => {
    const came: string[] = [];
    class Taker extends Scp {
      override associationRequested(association: Parameters<InstanceType<typeof Scp>['associationRequested']>[0]): void {
        for (const { id } of association.getPresentationContexts()) {
          const context = association.getPresentationContext(id);
          context.setResult(constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
        }
        this.sendAssociationAccept();
      }
      override cStoreRequest(request: Parameters<InstanceType<typeof Scp>['cStoreRequest']>[0], callback: (response: never) => void): void {
        came.push(request.getAffectedSopInstanceUid());
        const response = responses.CStoreResponse.fromRequest(request);
        response.setStatus(constants.Status.Success);
        callback(response as never);
      }
      override associationReleaseRequested(): void {
        this.sendAssociationReleaseResponse();
      }
    }
    const server = new Server(Taker);
    const port = await freePort();
    server.listen(port);
    await knowAe('TAKER', port);
    const client = new Client();
    const request = requests.CMoveRequest.createStudyMoveRequest('TAKER', stored.get(file)!.study);
    const statuses: number[] = [];
    request.on('response', (response: { getStatus(): number }) => statuses.push(response.getStatus()));
    client.addRequest(request);
    await new Promise<void>((resolve, reject) => {
      client.on('closed', resolve);
      client.on('networkError', reject);
      client.send('127.0.0.1', filmroom.dicomPort, 'DCMJS', 'FILMROOM', {});
    });
    server.close();
    assert.deepEqual(came, [stored.get(file)!.uid]);
    assert.equal(statuses.at(-1), constants.Status.Success);
  });
});
