import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../support/dcmtk.ts';
import { type DicomJson, firstOf } from '../support/dicom-json.ts';
import { storeStudies, uid } from '../support/dicomweb-studies.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { findscu } from '../support/findscu.ts';
import { storeFile } from '../support/store-file.ts';

const FILES = [
  'pydicom/dicomdirtests/77654033/CT2/17106',
  'pydicom/MR_small.dcm',
  'pydicom/SC_rgb_rle.dcm',
  'synthetic/charset/ISO_IR100.dcm',
  'synthetic/iod/pdf.dcm',
];

/** A level, keys of C-FIND as findscu takes them, and the same of QIDO-RS. */
const QUERIES: readonly (readonly ['STUDY' | 'SERIES' | 'IMAGE', readonly string[], string])[] = [
  ['STUDY', [], '/studies'],
  ['STUDY', ['PatientID=P1'], '/studies?PatientID=P1'],
  ['STUDY', ['PatientName=GARCIA*'], '/studies?PatientName=GARCIA*'],
  ['STUDY', ['PatientName=?arcia^ana'], '/studies?PatientName=?arcia%5Eana'],
  ['STUDY', ['StudyDate=20260301-20260306'], '/studies?StudyDate=20260301-20260306'],
  ['STUDY', ['StudyDate=20260305-'], '/studies?StudyDate=20260305-'],
  ['STUDY', ['StudyTime=1000-1300'], '/studies?StudyTime=1000-1300'],
  ['STUDY', ['ModalitiesInStudy=CT'], '/studies?ModalitiesInStudy=CT'],
  ['STUDY', ['ModalitiesInStudy=MR\\US'], '/studies?ModalitiesInStudy=MR,US'],
  ['STUDY', ['AccessionNumber=A*'], '/studies?AccessionNumber=A*'],
  ['STUDY', [`StudyInstanceUID=${uid('1')}\\${uid('3')}`], `/studies?StudyInstanceUID=${uid('1')},${uid('3')}`],
  ['STUDY', ['PatientID=nobody'], '/studies?PatientID=nobody'],
  ['SERIES', [`StudyInstanceUID=${uid('1')}`], `/studies/${uid('1')}/series`],
  ['SERIES', [`StudyInstanceUID=${uid('1')}`, 'Modality=SR'], `/studies/${uid('1')}/series?Modality=SR`],
  ['IMAGE', [`StudyInstanceUID=${uid('1')}`, `SeriesInstanceUID=${uid('1.1')}`], `/studies/${uid('1')}/series/${uid('1.1')}/instances`],
  [
    'IMAGE',
    [`StudyInstanceUID=${uid('1')}`, `SeriesInstanceUID=${uid('1.1')}`, 'InstanceNumber=2'],
    `/studies/${uid('1')}/series/${uid('1.1')}/instances?InstanceNumber=2`,
  ],
];
const UNIQUE = {
  STUDY: ['0020,000d', 'StudyInstanceUID'],
  SERIES: ['0020,000e', 'SeriesInstanceUID'],
  IMAGE: ['0008,0018', 'SOPInstanceUID'],
} as const;
/** What both are asked for besides. */
const COUNTS = ['NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'];

describe('the same query by C-FIND (findscu of DCMTK) and by QIDO-RS', { skip: missing('findscu') || missing('dcmdump') }, () => {
  let filmroom: Filmroom;
  before(async () => {
    filmroom = await startFilmroom();
    await storeStudies(filmroom.dicomPort);
    for (const file of FILES) await storeFile(filmroom.dicomPort, file);
  });
  after(() => filmroom.stop());

  for (const [level, keys, path] of QUERIES)
    it(`${level} ${keys.join(' ') || 'all'} = ${path.replaceAll(uid(''), '…')}`, async () => {
      const [tag, keyword] = UNIQUE[level];
      const counts = level === 'STUDY' ? COUNTS : [];
      const asked = [`QueryRetrieveLevel=${level}`, ...keys, ...(keys.some((key) => key.startsWith(keyword)) ? [] : [keyword]), ...counts];
      const { answers } = await findscu(filmroom.dicomPort, '-S', asked);
      const found = (await (await filmroom.ask(`/dicom-web${path}`)).json()) as DicomJson[];
      const jsonTag = tag.replace(',', '').toUpperCase();
      const byFind = answers.map(({ values }) =>
        [values.get(tag) ?? '', values.get('0020,1206') ?? '', values.get('0020,1208') ?? ''].join(' '),
      );
      const byQido = found.map((each) =>
        [jsonTag, ...(counts.length ? ['00201206', '00201208'] : [])].map((one) => firstOf(each, one)).join(' '),
      );
      assert.deepEqual(byQido.toSorted(), byFind.map((line) => line.trim()).toSorted());
    });
});
