import { PDU_TYPE } from './pdu.ts';
import type { State, UlEvent } from './state-machine.ts';

/** The event of Table 9-10 that a PDU of each type is. */
export const EVENT_OF_PDU: Readonly<Record<number, UlEvent>> = {
  [PDU_TYPE.associateRq]: 'Evt6',
  [PDU_TYPE.associateAc]: 'Evt3',
  [PDU_TYPE.associateRj]: 'Evt4',
  [PDU_TYPE.pDataTf]: 'Evt10',
  [PDU_TYPE.releaseRq]: 'Evt12',
  [PDU_TYPE.releaseRp]: 'Evt13',
  [PDU_TYPE.abort]: 'Evt16',
};

/** The states in words, for log lines. */
export const WHEN: Readonly<Record<State, string>> = {
  Sta1: 'without a connection',
  Sta2: 'where A-ASSOCIATE-RQ was due',
  Sta3: 'before the association was answered',
  Sta4: 'before the connection was made',
  Sta5: 'where the answer to A-ASSOCIATE-RQ was due',
  Sta6: 'on an established association',
  Sta7: 'where A-RELEASE-RP was due',
  Sta8: 'after A-RELEASE-RQ',
  Sta9: 'in a release collision',
  Sta10: 'in a release collision',
  Sta11: 'in a release collision',
  Sta12: 'in a release collision',
  Sta13: 'after the association had ended',
};
