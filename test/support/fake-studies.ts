import type { WebStudies } from '../../app/web/studies-sources.ts';

/** An archive without studies, and nothing that was sent. */
export const NO_STUDIES: WebStudies = {
  ownAeTitle: () => 'FILMROOM',
  sends: {
    start: () => Promise.reject(new Error('nothing to send')),
    list: () => [],
    get: () => undefined,
    cancel: () => false,
    retry: async () => undefined,
    close: async () => {},
  },
  archive: {
    studies: {
      find: async () => ({ studies: [], due: 0 }),
      study: async () => undefined,
      instances: async () => [],
      remove: async () => ({ instances: 0, bytes: 0 }),
      onRemoved: () => () => undefined,
    },
    search: async function* () {},
    instancesOf: async function* () {},
    read: async function* () {},
    readChecked: async function* () {},
    ingest: () => Promise.reject(new Error('nothing is taken')),
  },
};
