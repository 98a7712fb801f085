import type { Knock } from './knocks.ts';

/** What a listener asks of those who call. */
export interface ListenerRules {
  readonly name: string;
  readonly aeTitles: readonly string[];
  readonly callingAePolicy: 'any' | 'list' | 'list+ip';
}

/** What else has to be done until the peer is let in, or is of use. */
export interface AdoptionNeed {
  readonly code: 'CALLED_TITLE' | 'LIMIT' | 'ADDRESS' | 'PORT_ASSUMED' | 'NOTHING';
  readonly values: Readonly<Record<string, string | number>>;
  readonly words: string;
}

export interface Adoption {
  readonly entry: { readonly title: string; readonly host: string; readonly port: number };
  readonly needs: readonly AdoptionNeed[];
}

/** What most devices listen on, where nobody says it: the port that is registered for DICOM. */
const USUAL_PORT = 104;

/**
 * The entry of the AE table that a knock becomes, and what it does not mend.
 *
 * @param given what the person says of it; without it, what the knock says
 */
export function adoptionOf(
  knock: Knock,
  given: { readonly title?: string | undefined; readonly host?: string | undefined; readonly port?: number | undefined },
  rules: ListenerRules | undefined,
): Adoption {
  const title = given.title ?? knock.callingAeTitle;
  const host = given.host ?? knock.address;
  const port = given.port ?? USUAL_PORT;
  const needs: AdoptionNeed[] = [];
  const need = (code: AdoptionNeed['code'], values: AdoptionNeed['values'], words: string) => void needs.push({ code, values, words });
  const { calledAeTitle: called, listener } = knock;
  if (knock.code === 'CALLED_NOT_OURS') {
    const ours = rules?.aeTitles.join(', ') ?? String(knock.values.ours ?? '');
    const words = `${title} calls us "${called}". Set ${ours} as the called AE title on the device, or add "${called}" to the titles of the port ${listener}.`;
    need('CALLED_TITLE', { title, called, ours, listener }, words);
  }
  if (knock.code.startsWith('LIMIT_'))
    need('LIMIT', { listener }, `It was turned away since too many associations were open: raise the limit of the port ${listener}.`);
  if (rules?.callingAePolicy === 'list+ip' && !/^[\d.]+$|:/.test(host)) {
    const words = `The port ${listener} compares addresses: enter the IP address of the device in place of ${host}.`;
    need('ADDRESS', { host, listener }, words);
  }
  if (given.port === undefined) {
    const words = `Port ${port} was entered as its own. It matters only if images are sent to the device: then correct it and test.`;
    need('PORT_ASSUMED', { port }, words);
  }
  if (needs.every(({ code }) => code === 'PORT_ASSUMED'))
    need('NOTHING', { title }, `${title} is let in the next time it calls: send again from the device.`);
  return { entry: { title, host, port }, needs };
}
