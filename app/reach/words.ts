export type Values = Readonly<Record<string, string | number>>;

/** Each finding: what it is, and what to do about it; `{name}` stands for a value. */
const FINDINGS = {
  NAME_OK: ['{name} is {address}.', ''],
  NAME_UNKNOWN: [
    'Nobody knows the name {name}.',
    'Enter the IP address of the device in place of its name; or correct the name or the DNS server.',
  ],
  LINK_OK: ['{device} is up, and leads there.', ''],
  LINK_OWN: ['{address} is this machine itself.', ''],
  LINK_DOWN: [
    'The port {device} leads there, and has no link.',
    'Plug in the cable at {device} and look for its light; try another cable, and another port of the switch.',
  ],
  NO_ROUTE: [
    'No network of this machine leads to {address}. It is in: {networks}.',
    'Compare address and mask of both sides: they must be in the same network, or a gateway must be set.',
  ],
  NEIGHBOUR_OK: ['{address} answers as {mac}.', ''],
  NEIGHBOUR_NOT_ASKED: ['Not asked: there is no neighbour to ask on this way.', ''],
  GATEWAY_OK: ['The gateway {gateway} answers as {mac}; {address} is behind it.', ''],
  NO_NEIGHBOUR: [
    'Nobody in the network at {device} has the address {address}.',
    'Is the device on, and its cable in? Read its address on its own screen: this one is wrong, or it is in another network (VLAN).',
  ],
  GATEWAY_SILENT: [
    'The gateway {gateway} at {device}, which leads to {address}, does not answer.',
    'Look at the gateway, or correct it in the network settings of this machine.',
  ],
  PING_OK: ['{address} answers a ping.', ''],
  PING_SILENT: ['{address} answers no ping. Many devices do not; the next rung decides.', ''],
  PING_UNREACHABLE: ['A router says that {address} cannot be reached. The next rung decides.', ''],
  PING_MISSING: ['Not asked: this machine has no ping.', ''],
  TCP_OK: ['Port {port} takes connections.', ''],
  TCP_REFUSED: [
    '{address} is there, and nothing listens on port {port}.',
    'Start the DICOM service on the device, or correct the port: 104, 11112 and 4242 are usual ones.',
  ],
  TCP_SILENT: [
    'No answer from {address} port {port} within {seconds} s.',
    'A firewall drops it (on the device, or between), or nobody has this address: allow TCP port {port}, and check the address.',
  ],
  TCP_UNREACHABLE: [
    '{address} cannot be reached ({errno}).',
    'The device is off, its address is wrong, or a router or firewall in between lets nothing through.',
  ],
  ASSOCIATE_OK: ['{title} accepts an association.', ''],
  ASSOCIATE_OTHER_TITLE: [
    'An association with {title} is accepted, and answered as "{theirs}".',
    'It may be another device than you mean: compare the AE title on its screen. It takes any title, so images arrive all the same.',
  ],
  CALLED_NOT_KNOWN: [
    'The device is there, and says that it is not {title} (1/1/7).',
    'Read the AE title on the device, and enter it here exactly; capitals count.',
  ],
  CALLING_NOT_KNOWN: [
    'The device does not know us, {own} (1/1/3).',
    'Enter our AE title {own}, our address and our port on the device; capitals count.',
  ],
  TOO_MANY: ['The device has no room for one more association now.', 'Try again in a minute. If it stays so, restart its DICOM service.'],
  REFUSED: ['The device refuses the association: {reason} ({codes}).', 'Look at the log of the device for this moment.'],
  NOT_DICOM: [
    'What listens on {address} port {port} does not speak DICOM.',
    'It is another service: correct the port. If the device asks for TLS, take its port without TLS.',
  ],
  HUNG_UP: [
    'The device takes the connection, and closes it without an answer.',
    'It may take connections from known addresses alone: enter our address on the device. Or it wants TLS.',
  ],
  ASSOCIATE_SILENT: [
    'The device takes the connection, and says nothing for {seconds} s.',
    'Restart its DICOM service; check that the port is its DICOM port.',
  ],
  ECHO_OK: ['{title} answers C-ECHO.', ''],
  ECHO_NOT_OFFERED: [
    'The device accepts us, and does not do C-ECHO, which the standard asks of every acceptor.',
    'Send a test image instead: that shows whether it works.',
  ],
  ECHO_FAILED: ['C-ECHO is answered with {status}.', 'Look at the log of the device for this moment.'],
  ECHO_LOST: [
    'The association ended before C-ECHO was answered: {reason}.',
    'Try again, and look at the log of the device for this moment.',
  ],
  OURS: ['This could not be tried: {reason}.', 'Try again; the log of Filmroom has a line about it.'],

  BACK_NOTHING: [
    'Nothing came from {address} within {seconds} s.',
    'Press its echo or verify button while this waits. On the device check our address ({ours}), and our port.',
  ],
  BACK_TCP_ONLY: [
    '{address} opens connections to us, and asks for no association.',
    'On the device the DICOM service fails after connecting: is TLS switched on there? Else restart it.',
  ],
  BACK_NOT_DICOM: [
    '{address} reaches our port, and does not speak DICOM: {reason}.',
    'Switch off TLS for us on the device, or correct what calls this port.',
  ],
  BACK_REFUSED: [
    '{address} reaches us, and was turned away: {reason}.',
    'Look at its line in the knock list: it says what to change, or adopts it.',
  ],
  BACK_OTHER_TITLE: [
    '{address} reaches us, and calls itself "{theirs}", not {title}.',
    'Correct the AE title in one of the two places: on the device, or here.',
  ],
  BACK_ASSOCIATED: [
    '{title} opened an association with us, and sent no C-ECHO.',
    'It reaches us: send an image, or press its echo button.',
  ],
  BACK_OK: ['{title} reached us, and its C-ECHO was answered.', ''],
} as const satisfies Record<string, readonly [string, string]>;

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];

export const wordsOfFinding = (code: FindingCode, values: Values): string => filled(FINDINGS[code][0], values);
export const toDoOf = (code: FindingCode, values: Values): string => filled(FINDINGS[code][1], values);

function filled(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}
