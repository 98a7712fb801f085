import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DicomJson, firstOf, valuesOf } from '../../support/dicom-json.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { IMPLICIT_LE, rawAssociate } from '../../support/raw-peer.ts';
import { askWorklist, MODALITY_WORKLIST, worklistIdentifier } from '../../support/raw-worklist.ts';
import { anOrder } from '../../support/worklist-under-test.ts';

const PATH = '/dicom-web/modality-scheduled-procedure-steps';
const XML_TYPE = 'application/dicom+xml';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
  for (const at of [1, 2, 3]) {
    const attributes = anOrder({ AccessionNumber: `A${at}`, PatientName: 'Иванова^Анна' }, { ScheduledProcedureStepID: `S${at}` });
    const body = JSON.stringify({ attributes });
    const answer = await filmroom.ask('/api/worklist', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(answer.status, 201);
  }
});
after(() => filmroom.stop());

const search = (query: string, accept = '*/*') => filmroom.ask(`${PATH}${query}`, { headers: { accept } });

describe('PS3.18 chapter 14 Modality Scheduled Procedure Step Service', () => {
  it('Table 14.1.3-1: DICOM JSON where nothing is said', async () => {
    for (const accept of ['*/*', 'application/dicom+json', 'application/dicom+xml;q=0.2, application/dicom+json']) {
      const answer = await search('', accept);
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/dicom+json'], accept);
      assert.equal(((await answer.json()) as DicomJson[]).length, 3);
    }
  });

  it('native XML: one by itself, several in parts, none is 204', async () => {
    const one = await search('?AccessionNumber=A1', XML_TYPE);
    assert.equal(one.headers.get('content-type'), XML_TYPE);
    assert.match(await one.text(), /<FamilyName>Иванова<\/FamilyName>/);
    const several = await search('', XML_TYPE);
    const boundary = /^multipart\/related; type="application\/dicom\+xml"; boundary=(\S+)$/.exec(several.headers.get('content-type') ?? '');
    assert.equal((await several.text()).split(`--${boundary?.[1]}`).length, 5, 'three parts, the preamble and the end');
    assert.equal((await search('?PatientID=NOBODY', XML_TYPE)).status, 204);
  });

  it('multipart/related of either', async () => {
    for (const type of ['application/dicom+json', XML_TYPE]) {
      const answer = await search('?AccessionNumber=A1', `multipart/related; type="${type}"`);
      assert.match(
        answer.headers.get('content-type') ?? '',
        new RegExp(`^multipart/related; type="${type.replace('+', '\\+')}"; boundary=`),
      );
      assert.match(await answer.text(), new RegExp(`Content-Type: ${type.replace('+', '\\+')}\r\n\r\n`));
    }
  });

  it('the query parameter accept stands before the header (§8.3.3.1)', async () => {
    const answer = await search(`?AccessionNumber=A1&accept=${encodeURIComponent(XML_TYPE)}`, 'application/json');
    assert.equal(answer.headers.get('content-type'), XML_TYPE);
  });

  it('406 in words where nothing can be given, 400 for a parameter that is none', async () => {
    const none = await search('', 'image/png');
    assert.deepEqual([none.status, ((await none.json()) as { code: string }).code], [406, 'DICOMWEB_NOT_ACCEPTABLE']);
    assert.equal((await search('?ShoeSize=43')).status, 400);
  });

  it('answers as the Modality Worklist SCP does (PS3.4 K.4.1)', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, {
      contexts: [{ abstractSyntax: MODALITY_WORKLIST, transferSyntaxes: [IMPLICIT_LE] }],
    });
    const { answers } = await askWorklist(peer, worklistIdentifier({ 524368: 'A2', 2097165: '' }));
    await peer.release();
    const found = (await (await search('?AccessionNumber=A2')).json()) as DicomJson[];
    assert.equal(found.length, answers.filter(({ status }) => status === 0xff00).length);
    assert.equal(firstOf(found[0], '0020000D'), answers.find(({ status }) => status === 0xff00)?.text(0x0020000d));
    const [step] = valuesOf(found[0], '00400100') as DicomJson[];
    assert.equal(firstOf(step, '00400009'), 'S2');
  });
});
