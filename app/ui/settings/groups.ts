import type { texts } from './texts/en.ts';

type GroupName = Exclude<keyof typeof texts.groups, 'remoteAes'>;

/** The settings as a person looks for them, in this order; the last takes what no other has. */
export const GROUPS: readonly { readonly name: GroupName; readonly paths: (path: string) => boolean }[] = [
  { name: 'general', paths: (path) => ['ownAeTitle', 'timeZone', 'dataFolder'].includes(path) },
  { name: 'listeners', paths: (path) => path === 'listeners' },
  ...(['storage', 'worklist', 'commitment', 'steps', 'requestor', 'web', 'panel', 'mdns', 'hl7', 'support', 'log'] as const).map(
    (name) => ({
      name,
      paths: (path: string) => path.startsWith(`${name}.`),
    }),
  ),
];
