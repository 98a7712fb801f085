import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newUid } from '../../support/dataset-bytes.ts';
import { type DicomJson, firstOf, valuesOf } from '../../support/dicom-json.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { type Attributes, CREATED, ended } from '../../support/mpps-dataset.ts';
import { MPPS, nSet } from '../../support/raw-mpps.ts';
import { IMPLICIT_LE, rawAssociate } from '../../support/raw-peer.ts';
import { stepJson } from '../../support/step-json.ts';

const DESCRIPTION = '00400254';
const STATUS = '00400252';
const JSON_TYPE = 'application/dicom+json';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

const pathOf = (uid: string) => `/dicom-web/modality-performed-procedure-steps/${uid}`;

async function post(path: string, body: string, type = JSON_TYPE) {
  const answer = await filmroom.ask(path, { method: 'POST', headers: { 'content-type': type }, body });
  const text = await answer.text();
  const problem = text === '' ? {} : (JSON.parse(text) as { code?: string; detail?: string });
  return { status: answer.status, warning: answer.headers.get('warning') ?? '', ...problem };
}
const create = (uid: string, changes: Attributes = {}) => post(pathOf(uid), JSON.stringify(stepJson({ ...CREATED, ...changes })));
const update = (uid: string, attributes: Attributes) => post(`${pathOf(uid)}?update`, JSON.stringify([stepJson(attributes)]));
const retrieve = (uid: string, accept = JSON_TYPE) => filmroom.ask(pathOf(uid), { headers: { accept } });
const stepOf = async (uid: string) => (await (await retrieve(uid)).json()) as DicomJson;

describe('PS3.18 chapter 15 Modality Performed Procedure Step Service', () => {
  it('§15.4 Create: 201, and the step is there with its letters', async () => {
    const uid = newUid();
    assert.equal((await create(uid, { PatientName: 'Иванова^Анна' })).status, 201);
    const step = await stepOf(uid);
    assert.deepEqual(firstOf(step, '00100010'), { Alphabetic: 'Иванова^Анна' });
    assert.deepEqual([firstOf(step, '00080005'), firstOf(step, STATUS)], ['ISO_IR 192', 'IN PROGRESS']);
    const shown = (await (await filmroom.ask(`/api/steps/${uid}`)).json()) as { patientName?: { alphabetic: string }; code?: string };
    assert.equal(shown.patientName?.alphabetic, 'Иванова Анна', `the page has it too: ${shown.code}`);
  });

  it('§15.4 Create of a UID that is in use: 409, and the first stays', async () => {
    const uid = newUid();
    await create(uid);
    const again = await create(uid, { PatientID: 'OTHER' });
    assert.deepEqual([again.status, again.code], [409, 'DICOMWEB_STEP_THERE']);
    assert.equal(firstOf(await stepOf(uid), '00100020'), 'STEP1');
  });

  it('§15.4 Create that breaks Table F.7.2-1: 400 with the attributes that are missing, and no value', async () => {
    const missing = await create(newUid(), { Modality: undefined, PerformedProcedureStepID: undefined });
    assert.deepEqual([missing.status, missing.code], [400, 'DICOMWEB_BAD_STEP']);
    assert.match(missing.detail ?? '', /Modality.*PerformedProcedureStepID/);
    assert.equal((await create(newUid(), { PerformedProcedureStepStatus: 'COMPLETED' })).status, 400);
  });

  it('§15.5 Update: sequences are replaced whole; a final state needs what it needs, and then nothing may be changed', async () => {
    const uid = newUid();
    await create(uid);
    assert.equal((await update(uid, { PerformedProcedureStepDescription: 'Head' })).status, 200);
    const tooSoon = await update(uid, { PerformedProcedureStepStatus: 'COMPLETED' });
    assert.deepEqual([tooSoon.status, tooSoon.code], [409, 'DICOMWEB_STEP_CONFLICT']);
    assert.equal((await update(uid, ended([newUid(), newUid()]))).status, 200);
    const step = await stepOf(uid);
    assert.deepEqual([firstOf(step, STATUS), firstOf(step, DESCRIPTION)], ['COMPLETED', 'Head']);
    const late = await update(uid, { PerformedProcedureStepDescription: 'Late' });
    assert.deepEqual([late.status, late.code], [409, 'DICOMWEB_STEP_CONFLICT']);
    assert.match(late.detail ?? '', /may no longer be updated/);
  });

  it('Annex B.38: an Update by a path that ends in /update', async () => {
    const uid = newUid();
    await create(uid);
    const answer = await post(`${pathOf(uid)}/update`, JSON.stringify(stepJson({ PerformedProcedureStepDescription: 'Neck' })));
    assert.equal(answer.status, 200);
    assert.equal(firstOf(await stepOf(uid), DESCRIPTION), 'Neck');
  });

  it('what DIMSE answers with a warning is a Warning 299: what may not be set is passed over', async () => {
    const uid = newUid();
    await create(uid);
    const answer = await update(uid, { PatientID: 'OTHER', PerformedProcedureStepDescription: 'Head' });
    assert.equal(answer.status, 200);
    assert.match(answer.warning, /^299 \S+ "Not set: PatientID"$/);
    assert.equal(firstOf(await stepOf(uid), '00100020'), 'STEP1');
  });

  it('404 for a step that is not there, 400 for a UID that is none, 415 for what is no data set, 406 where nothing can be given', async () => {
    assert.equal((await update(newUid(), { PerformedProcedureStepDescription: 'x' })).status, 404);
    assert.equal((await retrieve(newUid())).status, 404);
    assert.equal((await create('STEP-1')).status, 400);
    assert.equal((await post(pathOf(newUid()), '{}', 'text/plain')).status, 415);
    assert.equal((await post(pathOf(newUid()), '{"half"')).status, 400);
    const uid = newUid();
    await create(uid);
    assert.equal((await retrieve(uid, 'image/png')).status, 406);
  });

  it('native XML goes in and comes out', async () => {
    const uid = newUid();
    await create(uid);
    const answer = await post(
      `${pathOf(uid)}?update`,
      `<NativeDicomModel><DicomAttribute tag="00400254" vr="LO"><Value number="1">Schädel</Value></DicomAttribute></NativeDicomModel>`,
      'application/dicom+xml',
    );
    assert.equal(answer.status, 200);
    const xml = await retrieve(uid, 'application/dicom+xml');
    assert.equal(xml.headers.get('content-type'), 'application/dicom+xml');
    assert.match(await xml.text(), /tag="00400254" vr="LO"[^>]*><Value number="1">Schädel<\/Value>/);
    const parts = await retrieve(uid, 'multipart/related; type="application/dicom+xml"');
    assert.match(parts.headers.get('content-type') ?? '', /^multipart\/related; type="application\/dicom\+xml"; boundary=/);
  });

  it('is the step of DIMSE: what begins by web ends by N-SET', async () => {
    const uid = newUid();
    await create(uid);
    const peer = await rawAssociate(filmroom.dicomPort, { contexts: [{ abstractSyntax: MPPS, transferSyntaxes: [IMPLICIT_LE] }] });
    assert.equal((await nSet(peer, uid, ended([newUid()]))).status, 0x0000);
    await peer.release();
    const step = await stepOf(uid);
    assert.equal(firstOf(step, STATUS), 'COMPLETED');
    assert.equal(valuesOf(step, '00400340').length, 1);
  });
});
