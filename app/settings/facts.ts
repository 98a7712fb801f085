/**
 * When a change of a setting takes effect: `now`, at once; `next-association`, associations that are open keep what they were negotiated with;
 * `port`, the port is opened anew, and the old one closes once the new one is open; `page`, the page moves there; `restart`, set where the program
 * is started, and in force after that.
 */
export type Effect = 'now' | 'next-association' | 'port' | 'page' | 'restart';

/** Of every setting of the schema; a test holds the two together. */
export const EFFECTS: Readonly<Record<string, Effect>> = {
  ownAeTitle: 'next-association',
  timeZone: 'now',
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
  'remoteAes[].commitmentReport': 'now',
  'remoteAes[].commitmentAfterSending': 'now',
  'remoteAes[].worklistStations': 'now',
  'remoteAes[].worklistPastDays': 'now',
  'remoteAes[].worklistFutureDays': 'now',
  'remoteAes[].worklistExtraKeys': 'now',
  'remoteAes[].worklistOmittedKeys': 'now',
  'remoteAes[].worklistCharacterSet': 'now',
  'remoteAes[].worklistMaxItems': 'now',
  'worklist.folder': 'now',
  'worklist.upstreams[].aeTitle': 'now',
  'worklist.upstreams[].everyMs': 'now',
  'worklist.upstreams[].pastDays': 'now',
  'worklist.upstreams[].futureDays': 'now',
  'worklist.keepDays': 'now',
  'worklist.inbox': 'now',
  'commitment.timeoutMs': 'now',
  'commitment.retryMs': 'now',
  'commitment.giveUpMs': 'now',
  'steps.validation': 'now',
  'steps.completeAfterMs': 'now',
  'steps.forwardTo': 'now',
  'steps.notify': 'now',
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
  'hl7.listen': 'port',
  'hl7.host': 'port',
  'hl7.port': 'port',
  'hl7.tls': 'port',
  'hl7.inactivityMs': 'now',
  'hl7.applicationName': 'now',
  'hl7.characterSet': 'now',
  'hl7.assigningAuthority': 'now',
  'hl7.otherMessages': 'now',
  'hl7.mapping[].field': 'now',
  'hl7.mapping[].value': 'now',
  'hl7.mapping[].modality': 'now',
  'hl7.mapping[].stationAeTitle': 'now',
  'support.name': 'now',
  'support.phone': 'now',
  'support.mail': 'now',
  'support.hours': 'now',
  'log.level': 'now',
};

/** Of a setting by its path; of a list of objects, as its first property has it. */
export function effectOf(path: string): Effect {
  return EFFECTS[path] ?? Object.entries(EFFECTS).find(([name]) => name.startsWith(`${path}[]`))?.[1] ?? 'port';
}

export type Unit = 'bytes' | 'ms';

/** By the name: units are part of it, but for the standard's own names. */
export function unitOf(path: string): Unit | undefined {
  if (/Bytes$|\.maxPduLength$/.test(path)) return 'bytes';
  return /Ms$/.test(path) ? 'ms' : undefined;
}
