/**
 * When a change of a setting takes effect: `now`, at once; `next-association`, associations that are open keep what they were negotiated with;
 * `port`, the port is opened anew, and the old one closes once the new one is open; `page`, the page moves there; `restart`, set where the program
 * is started, and in force after that.
 */
export type Effect = 'now' | 'next-association' | 'port' | 'page' | 'restart';

/** Of every setting of the schema; a test holds the two together. */
export const EFFECTS: Readonly<Record<string, Effect>> = {
  ownAeTitle: 'next-association',
  dataFolder: 'restart',
  'listeners[].name': 'port',
  'listeners[].host': 'port',
  'listeners[].port': 'port',
  'listeners[].aeTitles': 'next-association',
  'listeners[].calledAePolicy': 'next-association',
  'listeners[].callingAePolicy': 'next-association',
  'listeners[].callingAeTitles[].aeTitle': 'next-association',
  'listeners[].callingAeTitles[].addresses': 'next-association',
  'listeners[].services': 'next-association',
  'listeners[].maxPduLength': 'next-association',
  'listeners[].maxAssociations': 'next-association',
  'listeners[].maxPerRemoteAe': 'next-association',
  'listeners[].artimMs': 'next-association',
  'listeners[].inactivityMs': 'next-association',
  'listeners[].onInactivity': 'next-association',
  'storage.transferSyntaxPolicy': 'next-association',
  'storage.duplicatePolicy': 'now',
  'storage.catalogueValidation': 'now',
  'storage.privateSopClasses': 'next-association',
  'storage.acceptRetired': 'next-association',
  'storage.reserveBytes': 'now',
  'remoteAes[].title': 'now',
  'remoteAes[].host': 'now',
  'remoteAes[].port': 'now',
  'remoteAes[].transferSyntaxes': 'next-association',
  'remoteAes[].allowedServices': 'next-association',
  'remoteAes[].maxAssociations': 'next-association',
  'remoteAes[].characterSet': 'next-association',
  'requestor.maxAssociations': 'next-association',
  'requestor.connectTimeoutMs': 'next-association',
  'requestor.responseTimeoutMs': 'next-association',
  'web.host': 'page',
  'web.port': 'page',
  'web.tls': 'page',
  'web.morePorts': 'page',
  'web.hostNames': 'now',
  'web.corsOrigins': 'now',
  'panel.leds': 'now',
  'panel.ledsFile': 'now',
  'panel.ledsFolder': 'now',
  'panel.modalityInterface': 'now',
  'panel.hospitalInterface': 'now',
  'mdns.announce': 'now',
  'log.level': 'now',
};

export type Unit = 'bytes' | 'ms';

/** By the name: units are part of it, but for the standard's own names. */
export function unitOf(path: string): Unit | undefined {
  if (/Bytes$|\.maxPduLength$/.test(path)) return 'bytes';
  return /Ms$/.test(path) ? 'ms' : undefined;
}
