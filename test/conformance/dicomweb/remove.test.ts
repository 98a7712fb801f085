import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsIn, filesIn, objectWith, send } from '../../support/archive-under-test.ts';
import { type DicomwebUnderTest, startDicomweb } from '../../support/dicomweb-under-test.ts';

const STUDY = '1.2.826.0.1.3680043.10.78.8';
const pathOf = (series: number, image: number) => `/studies/${STUDY}/series/${STUDY}.${series}/instances/${STUDY}.${series}.${image}`;
const remove = async ({ ask }: DicomwebUnderTest, path: string, query = '?reason=test') => {
  const answer = await ask(`${path}${query}`, { method: 'DELETE' });
  return { status: answer.status, body: (await answer.json()) as { instances?: number; code?: string } };
};

async function filled(): Promise<DicomwebUnderTest> {
  const web = await startDicomweb();
  for (const [series, image] of [
    [1, 1],
    [1, 2],
    [2, 1],
  ])
    await send(
      web.archive,
      objectWith({ 524312: `${STUDY}.${series}.${image}`, 2097165: STUDY, 2097166: `${STUDY}.${series}` }, { fill: image! }),
    );
  return web;
}

describe('DELETE, our own: PS3.18 has none', () => {
  it('takes an instance, a series, a study, and says how much it was', async () => {
    await using web = await filled();
    assert.deepEqual((await remove(web, pathOf(1, 1))).body.instances, 1);
    assert.deepEqual([(await web.get(pathOf(1, 1))).status, (await web.get(pathOf(1, 2))).status], [404, 200]);
    assert.deepEqual((await remove(web, `/studies/${STUDY}/series/${STUDY}.1`)).body.instances, 1);
    assert.deepEqual((await remove(web, `/studies/${STUDY}`)).body.instances, 1);
    assert.deepEqual(filesIn(web.folder, 'images'), []);
    await web.archive.close();
    assert.deepEqual(faultsIn(web.folder), []);
  });
  it('what was asked for just before is not remembered after it', async () => {
    await using web = await filled();
    assert.notEqual((await web.get(`${pathOf(1, 1)}/bulkdata/7FE00010`)).status, 404);
    await remove(web, pathOf(1, 1));
    assert.equal((await web.get(`${pathOf(1, 1)}/bulkdata/7FE00010`)).status, 404);
  });
  it('400: without a reason, or with another; nothing is taken', async () => {
    await using web = await filled();
    for (const query of ['', '?reason=', '?reason=boredom'])
      assert.deepEqual((await remove(web, `/studies/${STUDY}`, query)).body.code, 'DICOMWEB_NO_REASON');
    assert.equal(filesIn(web.folder, 'images').length, 3);
  });
  it('404: what is not there', async () => {
    await using web = await filled();
    assert.equal((await remove(web, '/studies/1.2.3')).status, 404);
    assert.equal((await remove(web, pathOf(2, 1).replace(`/series/${STUDY}.2`, `/series/${STUDY}.1`))).status, 404);
  });
  it('the log says what, why and by whom', async () => {
    await using web = await filled();
    await remove(web, pathOf(1, 1));
    assert.ok(
      web.log.lines.some((line) => /studies\.deleted .*instances=1 reason=test by=root/.test(line)),
      web.log.lines.join(''),
    );
  });
});
