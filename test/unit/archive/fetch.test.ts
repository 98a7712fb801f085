import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Archive, InstanceRef, InstancesOf } from '../../../app/archive/archive.ts';
import { archiveFor, objectWith, send, temporaryFolder } from '../../support/archive-under-test.ts';

const [SOP, SERIES, NUMBER] = [0x00080018, 0x0020000e, 0x00200013] as const;

async function refsOf(archive: Archive, which: InstancesOf): Promise<InstanceRef[]> {
  const refs: InstanceRef[] = [];
  for await (const page of archive.instancesOf(which)) refs.push(...page);
  return refs;
}

function image(n: number, series: string, number: string, bytes = 64) {
  return objectWith({ [SOP]: `1.2.3.${n}`, [SERIES]: series, [NUMBER]: number }, { bytes });
}

describe('what a retrieve is made of (PS3.4 C.4.2.1.4)', () => {
  it('every level gives its instances, series by series, by number', async (t) => {
    const archive = await archiveFor(t);
    for (const [n, series, number] of [
      [1, '1.9.2', '10'],
      [2, '1.9.1', '2'],
      [3, '1.9.2', '9'],
      [4, '1.9.1', '1'],
    ] as const)
      await send(archive, image(n, series, number));
    const study = '1.2.826.0.1.3680043.10.9.1';
    const uids = async (which: InstancesOf) => (await refsOf(archive, which)).map(({ sopInstanceUid }) => sopInstanceUid);
    const all = ['1.2.3.3', '1.2.3.1', '1.2.3.4', '1.2.3.2'];
    assert.deepEqual(await uids({ level: 'PATIENT', patientId: 'ARC1' }), all);
    assert.deepEqual(await uids({ level: 'STUDY', studyInstanceUids: [study] }), all);
    assert.deepEqual(
      await uids({ level: 'STUDY', studyInstanceUids: [study], patientId: 'arc1' }),
      [],
      'a Patient ID counts letter for letter',
    );
    assert.deepEqual(await uids({ level: 'SERIES', studyInstanceUids: [study], seriesInstanceUids: ['1.9.1'] }), ['1.2.3.4', '1.2.3.2']);
    assert.deepEqual(await uids({ level: 'IMAGE', sopInstanceUids: ['1.2.3.2', '1.2.3.77', '1.2.3.1'] }), ['1.2.3.2', '1.2.3.1']);
    assert.deepEqual(await uids({ level: 'STUDY' }), [], 'no key, nothing');
  });

  for (const bytes of [0, 1000, 262_144, 700_000]) {
    it(`reads the data set as it was stored, ${bytes} bytes of pixels`, async (t) => {
      const archive = await archiveFor(t);
      const object = image(1, '1.9.1', '1', bytes);
      object.dataset.forEach((_, at) => {
        if (at > object.dataset.byteLength - bytes) object.dataset[at] = at % 251;
      });
      await send(archive, object);
      const [ref] = await refsOf(archive, { level: 'IMAGE', sopInstanceUids: ['1.2.3.1'] });
      const chunks: Buffer[] = [];
      for await (const chunk of archive.read(ref!)) {
        assert.ok(chunk.byteLength <= 1024 * 1024);
        chunks.push(Buffer.from(chunk));
      }
      assert.deepEqual(Buffer.concat(chunks), object.dataset);
      assert.equal(ref!.bytes - ref!.datasetOffset, object.dataset.byteLength);
    });
  }

  it('a file that is gone, or has another size, is said to be', async (t) => {
    const folder = temporaryFolder(t);
    const archive = await archiveFor(t, { folder });
    await send(archive, image(1, '1.9.1', '1'));
    const [ref] = await refsOf(archive, { level: 'IMAGE', sopInstanceUids: ['1.2.3.1'] });
    const read = async () => {
      for await (const _ of archive.read(ref!));
    };
    appendFileSync(join(folder, ref!.file), 'x');
    await assert.rejects(read, { code: 'ARCHIVE_INSTANCE_CHANGED' });
    rmSync(join(folder, ref!.file));
    await assert.rejects(read, { code: 'ARCHIVE_INSTANCE_LOST' });
  });

  for (const [name, bytes] of [
    ['one chunk', 1000],
    ['several', 2_500_000],
  ] as const) {
    it(`a file that rotted, of ${name}, is said to have before its last chunk is handed out`, async (t) => {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      await send(archive, image(1, '1.9.1', '1', bytes));
      const [ref] = await refsOf(archive, { level: 'IMAGE', sopInstanceUids: ['1.2.3.1'] });
      const length = async (chunks: AsyncIterable<Uint8Array>) => {
        let sum = 0;
        for await (const { byteLength } of chunks) sum += byteLength;
        return sum;
      };
      const whole = ref!.bytes - ref!.datasetOffset;
      assert.equal(await length(archive.readChecked(ref!)), whole);
      assert.equal(await length(archive.readChecked(ref!)), whole);
      const path = join(folder, ref!.file);
      const content = readFileSync(path);
      content[content.byteLength - 1]! ^= 1;
      writeFileSync(path, content);
      let came = 0;
      const read = async () => {
        for await (const chunk of archive.readChecked(ref!)) came += chunk.byteLength;
      };
      await assert.rejects(read, { code: 'ARCHIVE_INSTANCE_CHANGED' });
      assert.ok(came < whole);
      assert.equal(await length(archive.read(ref!)), whole, 'who reads the head alone gets it');
    });
  }

  describe('read in place', () => {
    async function opened(t: TestContext, bytes: number) {
      const folder = temporaryFolder(t);
      const archive = await archiveFor(t, { folder });
      const object = image(1, '1.9.1', '1', bytes);
      await send(archive, object);
      const [ref] = await refsOf(archive, { level: 'IMAGE', sopInstanceUids: ['1.2.3.1'] });
      return { archive, ref: ref!, path: join(folder, ref!.file), content: object.dataset };
    }
    it('the views are filled in their order, across more of them than one system call takes', async (t) => {
      const { archive, ref, content } = await opened(t, 5000);
      const dataset = await archive.openChecked(ref);
      assert.equal(dataset.bytes, content.byteLength);
      const first = Array.from({ length: 1500 }, () => Buffer.alloc(3));
      const rest = Buffer.alloc(content.byteLength - 4500);
      await dataset.readInto(first);
      await dataset.readInto([rest]);
      dataset.close();
      dataset.close();
      assert.deepEqual(Buffer.concat([...first, rest]), content);
    });
    it('what rotted is said to have with its last bytes', async (t) => {
      const { archive, ref, path } = await opened(t, 5000);
      const content = readFileSync(path);
      content[content.byteLength - 5000]! ^= 1;
      writeFileSync(path, content);
      const dataset = await archive.openChecked(ref);
      await dataset.readInto([Buffer.alloc(dataset.bytes - 1)]);
      await assert.rejects(dataset.readInto([Buffer.alloc(1)]), { code: 'ARCHIVE_INSTANCE_CHANGED' });
      dataset.close();
    });
    it('what is gone, has grown or was cut short is said to', async (t) => {
      const { archive, ref, path } = await opened(t, 5000);
      const dataset = await archive.openChecked(ref);
      truncateSync(path, ref.bytes - 10);
      await assert.rejects(dataset.readInto([Buffer.alloc(dataset.bytes)]), { code: 'ARCHIVE_INSTANCE_CHANGED' });
      dataset.close();
      await assert.rejects(archive.openChecked(ref), { code: 'ARCHIVE_INSTANCE_CHANGED' });
      appendFileSync(path, Buffer.alloc(11));
      await assert.rejects(archive.openChecked(ref), { code: 'ARCHIVE_INSTANCE_CHANGED' });
      rmSync(path);
      await assert.rejects(archive.openChecked(ref), { code: 'ARCHIVE_INSTANCE_LOST' });
    });
  });

  it('a reader that stops leaves no file open', async (t) => {
    const archive = await archiveFor(t);
    await send(archive, image(1, '1.9.1', '1', 2_000_000));
    const [ref] = await refsOf(archive, { level: 'IMAGE', sopInstanceUids: ['1.2.3.1'] });
    for await (const _ of archive.read(ref!)) break;
  });
});
