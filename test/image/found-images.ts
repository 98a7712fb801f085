import { ctImage } from '../support/ct-load.ts';
import { findscu } from '../support/findscu.ts';

/** SOP Instance UIDs of the CT load that findscu finds in a box, sorted; none where it fails. */
export async function foundImages(port: number): Promise<string[]> {
  const { studyInstanceUid, seriesInstanceUid } = ctImage(0); // of all of them
  const keys = [
    'QueryRetrieveLevel=IMAGE',
    'SOPInstanceUID',
    `StudyInstanceUID=${studyInstanceUid}`,
    `SeriesInstanceUID=${seriesInstanceUid}`,
  ];
  const { answers } = await findscu(port, '-S', keys);
  return answers.flatMap(({ values }) => values.get('0008,0018') ?? []).sort();
}
