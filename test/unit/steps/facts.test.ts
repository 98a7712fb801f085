import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, namedInstancesOf, studiesOf } from '../../../app/steps/facts.ts';
import { selectAttributes } from '../../../app/steps/get.ts';
import { CREATED, elementsOf, ended, STUDY_UID, seriesOf } from '../../support/mpps-dataset.ts';

describe('what a performed step says', () => {
  const step = elementsOf({
    ...CREATED,
    ...ended([], { PerformedSeriesSequence: [seriesOf(['1.2.1', '1.2.2']), seriesOf(['1.2.2', '1.2.3'])] }),
  });

  it('facts in Unicode, times by the clock of the device', () => {
    assert.deepEqual(factsOf(step), {
      status: 'COMPLETED',
      startedOn: '20261122081500',
      endedOn: '20261122083000',
      stationAeTitle: 'CT01',
      stationName: 'Room 1',
      modality: 'CT',
      stepId: 'PPS1',
      description: 'Head',
      patientName: 'Step^Ann',
      patientId: 'STEP1',
      series: 2,
      scheduled: [{ studyInstanceUid: STUDY_UID, accessionNumber: 'ACC1', requestedProcedureId: 'RP1', scheduledStepId: 'SPS1' }],
    });
  });

  it('its studies, and each instance that it names once', () => {
    assert.deepEqual(studiesOf(factsOf(step)), [STUDY_UID]);
    assert.deepEqual(
      namedInstancesOf(step).map(({ sopInstanceUid }) => sopInstanceUid),
      ['1.2.1', '1.2.2', '1.2.3'],
    );
  });
});

describe('PS3.4 F.8.2.1 N-GET', () => {
  const step = elementsOf({ ...CREATED, SpecificCharacterSet: 'ISO_IR 192', PatientName: 'Иванов' }, ['ISO_IR 192']);

  it('without an Attribute Identifier List: all attributes', () => assert.equal(selectAttributes(step, undefined).elements, step));

  it('the requested ones; what is not kept is named (0001H)', () => {
    const { elements, unsupported } = selectAttributes(step, [0x00100020, 0x00400280]);
    assert.deepEqual(
      elements.map(({ tag }) => tag),
      [0x00100020],
    );
    assert.deepEqual(unsupported, [0x00400280]);
  });

  it('(0008,0005) goes with text that needs it', () =>
    assert.deepEqual(
      selectAttributes(step, [0x00100010]).elements.map(({ tag }) => tag),
      [0x00080005, 0x00100010],
    ));
});
