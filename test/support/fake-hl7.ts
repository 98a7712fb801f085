import type { WebHl7 } from '../../app/web/web.ts';

/** Test only: HL7 is off, and nothing waits. */
export const FAKE_HL7: WebHl7 = {
  state: () => ({ isOn: false, connections: 0, taken: 0, faults: [], waiting: [] }),
  waiting: () => 0,
  read: async () => ({
    ...{ segments: [], patientName: '', patientId: '', patientBirthDate: '', accessionNumber: '', procedure: '' },
    ...{ modality: '', modalityPlace: '', stationAeTitle: '' },
  }),
  replay: async () => {},
  remove: async () => false,
  onChange: () => () => {},
};
