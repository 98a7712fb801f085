import { ALL_WELL } from '../../app/panel/panel.ts';
import { createFakeSources, type FakeSources, fakeAssociations, fakeRefusals, studiesOfTheWorld } from '../support/fake-sources.ts';

const HOUR_MS = 3_600_000;

/** A day in a clinic where something of everything is to be seen. No patient here is a person. */
export function busySources(now: number): FakeSources {
  const sources = createFakeSources({
    studies: studiesOfTheWorld(now),
    associations: fakeAssociations(3, now),
    refusals: fakeRefusals(now),
    closed: [
      closed('CT_ROOM1', now - 60_000, { images: 412 }),
      closed('US_EMERGENCY', now - 860_000, { images: 12, failures: 2, how: 'aborted-by-peer' }),
    ],
    devices: [
      { aeTitle: 'CT_ROOM1', address: '10.0.0.10', at: now - 60_000, isKnown: true },
      { aeTitle: 'MR-1.5T', address: '10.0.1.11', at: now - 2 * HOUR_MS, isKnown: true },
      { aeTitle: 'US_EMERGENCY', address: '10.0.0.31', at: now - 860_000, isKnown: false },
      { aeTitle: 'DX^MOBILE', address: '10.0.3.14', isKnown: true },
    ],
    health: {
      ...ALL_WELL,
      modality: { ...ALL_WELL.modality, receiving: true },
      hospital: { ...ALL_WELL.hospital, address: 'fallback' },
    },
    problemsOfBox: [{ code: 'BOX_TIME', values: {}, words: 'The time is not known: no time server has answered since the start.' }],
  });
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const day = [3, 8, 12, 9, 7, 14, 11, 6, 2, 1, 1].map((studies, ago) => ({ at: hour - ago * HOUR_MS, studies, bytes: 1e9 }));
  return Object.assign(sources, {
    activity: async () => [{ at: hour - 20 * 24 * HOUR_MS, studies: 500, bytes: 120e9 }, ...day.reverse()],
  });
}

function closed(callingAeTitle: string, closedAt: number, about: Partial<ReturnType<FakeSources['closedAssociations']>[number]>) {
  const addresses = { callingAeTitle, calledAeTitle: 'FILMROOM', address: '10.0.0.10' };
  return {
    ...addresses,
    id: closedAt,
    openedAt: closedAt - 40_000,
    closedAt,
    images: 1,
    failures: 0,
    how: 'released',
    words: '',
    ...about,
  } as const;
}
