import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DicomJson, firstOf, valuesOf } from '../../support/dicom-json.ts';
import { storeStudies, uid } from '../../support/dicomweb-studies.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
  await storeStudies(filmroom.dicomPort);
});
after(() => filmroom.stop());

const ask = (path: string, headers: Record<string, string> = {}) => filmroom.ask(`/dicom-web${path}`, { headers });
async function search(path: string): Promise<DicomJson[]> {
  const answer = await ask(path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers.get('content-type'), 'application/dicom+json');
  return (await answer.json()) as DicomJson[];
}
const lastPart = (object: DicomJson, tag: string) => String(firstOf(object, tag)).replace(uid(''), '');
const studiesOf = (found: readonly DicomJson[]) => found.map((each) => lastPart(each, '0020000D')).toSorted();
const instancesOf = (found: readonly DicomJson[]) => found.map((each) => lastPart(each, '00080018')).toSorted();

describe('PS3.18 §10.6 Search Transaction: resources (Table 10.6.1-1)', () => {
  it('/studies: all studies', async () => assert.deepEqual(studiesOf(await search('/studies')), ['1', '2', '3', '4', '5']));
  it('/series: all series, with the attributes of their study', async () => {
    const series = await search('/series');
    assert.equal(series.length, 6);
    assert.ok(series.every((each) => each['00200010'] !== undefined && each['00080020'] !== undefined));
  });
  it('/instances: all instances', async () => assert.equal((await search('/instances')).length, 12));
  it('/studies/{study}/series', async () => {
    const series = await search(`/studies/${uid('1')}/series`);
    assert.deepEqual(series.map((each) => firstOf(each, '00080060')).toSorted(), ['CT', 'SR']);
    assert.ok(series.every((each) => firstOf(each, '0020000D') === uid('1') && firstOf(each, '00201209') === 2));
  });
  it('/studies/{study}/instances', async () =>
    assert.deepEqual(instancesOf(await search(`/studies/${uid('1')}/instances`)), ['1.1.1', '1.1.2', '1.2.1', '1.2.2']));
  it('/studies/{study}/series/{series}/instances, by their number', async () => {
    const found = await search(`/studies/${uid('1')}/series/${uid('1.2')}/instances`);
    assert.deepEqual(
      found.map((each) => firstOf(each, '00200013')),
      [1, 2],
    );
    const [first] = found;
    assert.deepEqual(
      ['00080016', '00280010', '00280011', '00280100', '00083002'].map((tag) => firstOf(first, tag)),
      ['1.2.840.10008.5.1.4.1.1.2', 32, 32, 16, '1.2.840.10008.1.2'],
    );
  });
  it('below a study that is not here there is nothing', async () => assert.deepEqual(await search(`/studies/${uid('99')}/series`), []));
});

describe('§10.6.3.3 the attributes of a study', () => {
  it('text is UTF-8 whatever its character set was, names by their groups, counts as numbers', async () => {
    const [study] = await search(`/studies?PatientID=P3`);
    assert.deepEqual(study?.['00080005'], { vr: 'CS', Value: ['ISO_IR 192'] });
    assert.deepEqual(firstOf(study, '00100010'), { Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' });
    assert.deepEqual([firstOf(study, '00201206'), firstOf(study, '00201208')], [1, 2]);
    assert.deepEqual(valuesOf(study, '00080061'), ['US']);
    assert.equal(firstOf(study, '00080056'), 'ONLINE');
    assert.equal(firstOf(study, '00081030'), 'Study 4');
    const [latin] = await search(`/studies?PatientID=P2`);
    assert.deepEqual(firstOf(latin, '00100010'), { Alphabetic: 'Müller^Jörg' });
  });
  it('Retrieve URL leads to it', async () => {
    const [study] = await search(`/studies?StudyInstanceUID=${uid('1')}`);
    assert.equal(firstOf(study, '00081190'), `${filmroom.webUrl}/dicom-web/studies/${uid('1')}`);
    const [instance] = await search(`/studies/${uid('1')}/series/${uid('1.1')}/instances`);
    assert.equal(
      firstOf(instance, '00081190'),
      `${filmroom.webUrl}/dicom-web/studies/${uid('1')}/series/${uid('1.1')}/instances/${uid('1.1.1')}`,
    );
  });
  it('what is empty is there without Value (§F.2.5)', async () => {
    const [study] = await search('/studies?AccessionNumber=A5');
    assert.deepEqual(study?.['00100010'], { vr: 'PN' });
    assert.deepEqual(study?.['00080020'], { vr: 'DA' });
  });
});

describe('§8.3.4.1 matching', () => {
  for (const [query, studies] of [
    ['PatientID=P1', ['1', '2']],
    ['00100020=P1', ['1', '2']],
    ['PatientName=garcia*', ['1', '2']],
    ['PatientName=M%C3%BCller%5EJ%C3%B6rg', ['3']],
    ['PatientName=%E7%8E%8B*', ['4']],
    ['PatientName=g?rcia%5Eana', ['1', '2']],
    ['StudyDate=20260305-', ['2', '3', '4']],
    ['StudyDate=-20260201', ['1']],
    ['StudyDate=20260301-20260306', ['2', '3']],
    ['StudyTime=1000-1300', ['1', '3']],
    ['StudyDate=20260305-20260306&StudyTime=0900-1200', ['3']], // one range: from the 5th 9:00 on
    ['ModalitiesInStudy=CT', ['1', '3']],
    ['ModalitiesInStudy=MR,US', ['2', '4']],
    ['ModalitiesInStudy=MR%5CUS', ['2', '4']],
    [`StudyInstanceUID=${uid('1')},${uid('4')},1.2.3`, ['1', '4']],
    ['PatientID=P1&ModalitiesInStudy=SR', ['1']],
    ['PatientID=', ['1', '2', '3', '4', '5']],
    ['PatientID=*', ['1', '2', '3', '4', '5']],
    ['PatientID=%22%22&emptyvaluematching=true', ['5']],
    ['fuzzymatching=true&PatientName=muller*', ['3']],
    ['PatientID=nobody', []],
  ] as const)
    it(query, async () => assert.deepEqual(studiesOf(await search(`/studies?${query}`)), studies));
  it('in a sequence, by a path with a dot', async () => {
    const series = await search('/series?RequestAttributesSequence.RequestedProcedureID=RP1');
    assert.equal(series.length, 2);
    assert.deepEqual(firstOf(series[0], '00400275'), { '00401001': { vr: 'SH', Value: ['RP1'] } });
  });
  it('series of a modality, of all studies', async () => assert.deepEqual(studiesOf(await search('/series?Modality=CT')), ['1', '3']));
});

describe('§8.3.4.3 includefield', () => {
  it('by keyword and tag', async () => {
    const [study] = await search('/studies?PatientID=P3&includefield=PatientAge,00101020');
    assert.deepEqual([study?.['00101010'], study?.['00101020']], [{ vr: 'AS' }, { vr: 'DS' }]);
  });
  it('all: what the index has of the level', async () => {
    const [instance] = await search(`/studies/${uid('1')}/series/${uid('1.1')}/instances?includefield=all&limit=1`);
    assert.equal(firstOf(instance, '00180050'), 2.5);
  });
  it('an attribute that only the file has, of instances', async () => {
    const found = await search(`/studies/${uid('1')}/series/${uid('1.1')}/instances?includefield=FilterType`);
    assert.deepEqual(
      found.map((each) => firstOf(each, '00181160')),
      ['filter 1', 'filter 2'],
    );
    assert.deepEqual(Object.keys(found[0]!), Object.keys(found[0]!).toSorted());
  });
});

describe('§8.3.4.4 limit and offset', () => {
  it('page through all studies, each once', async () => {
    const found: DicomJson[] = [];
    for (let offset = 0; offset < 6; offset += 2) found.push(...(await search(`/studies?limit=2&offset=${offset}`)));
    assert.deepEqual(studiesOf(found), ['1', '2', '3', '4', '5']);
  });
  it('a Warning says that there are more, and only then', async () => {
    const cut = await ask('/studies?limit=2');
    assert.match(cut.headers.get('warning') ?? '', /^299 \S+ "There are additional results that can be requested"$/);
    await cut.body?.cancel();
    for (const all of ['/studies?limit=5', '/studies', '/studies?limit=2&offset=3', '/studies?limit=2000']) {
      const answer = await ask(all);
      assert.equal(answer.headers.get('warning'), null, all);
      await answer.body?.cancel();
    }
  });
  it('a limit beyond what is counted says so too', async () => {
    const answer = await ask('/instances?limit=1001');
    assert.equal(answer.headers.get('warning'), null);
    assert.equal(((await answer.json()) as unknown[]).length, 12);
  });
});

describe('§8.5, §10.6.3.1 status, and words', () => {
  it('nothing found is 200 and an empty array; of XML 204', async () => {
    assert.deepEqual(await search('/studies?PatientID=nobody'), []);
    const xml = await ask('/studies?PatientID=nobody', { accept: 'multipart/related; type="application/dicom+xml"' });
    assert.deepEqual([xml.status, await xml.text()], [204, '']);
  });
  it('an attribute that does not narrow is said in a Warning', async () =>
    assert.match(
      (await ask('/studies?Modality=CT')).headers.get('warning') ?? '',
      /^299 \S+ "Not matched at this level, and passed over: Modality"$/,
    ));
  it('a parameter that is none of a search is said in a Warning: the answer is not narrowed by it', async () =>
    assert.match(
      (await ask('/studies?patient=DOE&_=12')).headers.get('warning') ?? '',
      /^299 \S+ "No parameter of a search, and passed over: patient, _"$/,
    ));
  for (const [path, status, code] of [
    ['/studies?PatientNam=x', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?patientName=x', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?studyInstanceUID=1.2', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?0010,0010=x', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?(0010,0010)=x', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?StudyDate=soon', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies?limit=many', 400, 'DICOMWEB_BAD_PARAMETER'],
    ['/studies/no-uid/series', 400, 'DICOMWEB_BAD_UID'],
    [`/studies/${'1'.repeat(65)}/series`, 400, 'DICOMWEB_BAD_UID'],
    [`/studies?PatientID=${'x'.repeat(10_300)}`, 400, 'DICOMWEB_BAD_PARAMETER'],
  ] as const)
    it(`${path.slice(0, 60)} is ${status}`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(((await answer.json()) as { code: string }).code, code);
    });
});

describe('§8.7 media types', () => {
  for (const [accept, type] of [
    ['application/dicom+json', 'application/dicom+json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/dicom+json'],
    ['application/*', 'application/dicom+json'],
    ['text/html;q=0.9, application/dicom+json;q=0.1', 'application/dicom+json'],
    ['application/dicom+json;q=0.1, application/json', 'application/json'],
  ] as const)
    it(`Accept: ${accept} → ${type}`, async () => {
      const answer = await ask('/studies', { accept });
      assert.equal(answer.headers.get('content-type'), type);
      assert.equal(((await answer.json()) as unknown[]).length, 5);
    });
  for (const accept of ['multipart/related; type="application/dicom+xml"', 'multipart/related;type=application/dicom+xml'])
    it(`Accept: ${accept} → a part of native XML for each (PS3.19 §A.1)`, async () => {
      const answer = await ask('/studies?PatientID=P1', { accept });
      const [, boundary = ''] =
        /^multipart\/related; type="application\/dicom\+xml"; boundary=(\S+)$/.exec(answer.headers.get('content-type') ?? '') ?? [];
      const parts = (await answer.text()).split(`--${boundary}`);
      assert.equal(parts.length, 4);
      assert.deepEqual([parts[0], parts[3]], ['', '--\r\n']);
      for (const part of parts.slice(1, 3))
        assert.match(part, /^\r\nContent-Type: application\/dicom\+xml\r\n\r\n<\?xml .*<FamilyName>Garcia<.*\r\n$/s);
    });
  it('the query parameter accept stands before the header (§8.3.3.1)', async () => {
    const answer = await ask('/studies?accept=application/dicom+json', { accept: 'text/html' });
    assert.equal(answer.headers.get('content-type'), 'application/dicom+json');
    await answer.body?.cancel();
  });
  it('what cannot be given is 406, with what there is', async () => {
    const answer = await ask('/studies', { accept: 'text/csv' });
    assert.equal(answer.status, 406);
    assert.match(((await answer.json()) as { detail: string }).detail, /application\/dicom\+json/);
  });
  for (const coding of ['gzip', 'br'])
    it(`Accept-Encoding: ${coding}`, async () => {
      const answer = await ask('/studies', { 'accept-encoding': coding });
      assert.equal(answer.headers.get('content-encoding'), coding);
      assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
      assert.equal(((await answer.json()) as unknown[]).length, 5);
    });
  it('HEAD has the header alone', async () => {
    const answer = await filmroom.ask('/dicom-web/studies', { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.headers.get('content-type'), await answer.text()], [200, 'application/dicom+json', '']);
  });
});

describe('who goes away', () => {
  it('before the answer has ended does no harm, and is no fault in the log', async () => {
    for (let n = 0; n < 20; n++) {
      const away = new AbortController();
      const asked = filmroom.ask('/dicom-web/instances?includefield=all,FilterType', { signal: away.signal });
      setTimeout(() => away.abort(), n);
      await asked.then((answer) => answer.body?.cancel()).catch(() => undefined);
    }
    assert.equal((await search('/instances')).length, 12);
    assert.doesNotMatch(filmroom.log(), /dicomweb\.(cut|failed)|web\.failed/);
  });
});
