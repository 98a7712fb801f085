import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');
type Values = Readonly<Record<string, string | number>>;

export const texts = {
  known: 'Devices we know',
  none: 'No device is known yet.',
  noneToDo: 'Let a device send an image: it is shown here once it has knocked. Or add it by hand.',
  add: 'Add',
  announced: 'Devices that announce themselves',
  search: 'Search the network',
  searching: 'Searching…',
  noneAnnounced: 'No device announces itself. Most modalities do not: add them by hand.',
  addOf: (name: string) => `Add ${name}`,
  addTitle: 'Add a device',
  keep: 'Keep',
  kept: (title: string) => `${title} is kept.`,
  edit: 'Change',
  editOf: (title: string) => `Change ${title}`,
  test: 'Test',
  testOf: (title: string) => `Test ${title}`,
  remove: 'Remove',
  removeOf: (title: string) => `Remove ${title}`,
  removeTitle: (title: string) => `Remove ${title}?`,
  removeWords: 'Images can no longer be sent to it. Where only known devices are let in, it is turned away.',
  removed: (title: string) => `${title} was removed.`,
  fixed: 'set in the configuration file',
  actions: 'Actions',
  aeTitle: 'AE title',
  aeTitleHelp: 'Exactly as it stands on the device; capitals count. At most 16 characters.',
  host: 'Address',
  hostHelp: 'IP address or host name of the device.',
  port: 'Port',
  portHelp: 'The port on which the device takes DICOM: often 104 or 11112.',

  knocks: (count: number) => counted(count, { one: '# device was turned away', other: '# devices were turned away' }),
  knocksAbout: 'They knocked at this Filmroom. Adopt those that are yours.',
  nameless: '(no AE title)',
  calls: 'calls us',
  tried: (times: number, ago: string) => `${counted(times, { one: 'tried once', other: 'tried # times' })}, last ${ago}`,
  settled: (time: string) => `Let in since: ${time}.`,
  adopt: 'Adopt',
  adoptOf: (name: string) => `Adopt ${name}`,
  dismissOf: (name: string) => `Dismiss ${name}`,
  adoptHost: 'Where it called from.',
  adoptPort: 'Its own DICOM port. It matters only if images are sent to the device.',
  adopted: (title: string) => `${title} is adopted`,
  done: 'Done',
  needs: {
    CALLED_TITLE: ({ called, ours, listener }: Values) =>
      `It still calls us “${called}”. Set ${ours} as the called AE title on the device, or add “${called}” to the titles of the port ${listener} in the settings.`,
    LIMIT: ({ listener }: Values) => `Too many connections were open: raise the limit of the port ${listener} in the settings.`,
    ADDRESS: ({ host, listener }: Values) =>
      `The port ${listener} compares addresses: enter the IP address of the device in place of ${host}.`,
    PORT_ASSUMED: ({ port }: Values) =>
      `Port ${port} was entered as its own. If images are to be sent to the device, test it, and correct it where needed.`,
    NOTHING: ({ title }: Values) => `${title} is let in the next time it calls. Send again from the device.`,
  },

  ladderTo: (title: string) => `From here to ${title}`,
  ladderFrom: (title: string) => `From ${title} to here`,
  otherWay: 'Test the way back',
  thisWay: 'Test the way there',
  pressEcho: (seconds: number) =>
    `Now press the echo (verify) button on the device, or send an image. This waits ${counted(seconds, { one: '# second', other: '# seconds' })}.`,
  again: 'Again',
  stop: 'Stop',
  stopped: 'Stopped.',
  close: 'Close',
  reached: 'All is well: the device can be reached.',
  reachedUs: 'All is well: the device reaches us.',
  failedAt: (rung: string) => `It fails here: ${rung}.`,
  rungs: {
    name: 'Name',
    link: 'Cable',
    neighbour: 'Neighbour (ARP)',
    ping: 'Ping',
    tcp: 'TCP port',
    associate: 'Association',
    echo: 'C-ECHO',
    back: 'Its call to us',
  },
  outcomes: { ok: 'good', unclear: 'unclear', skipped: 'not needed', failed: 'failed', tried: 'under way', waits: 'not yet' },

  own: 'Our own card',
  ownAbout: 'This is entered on a device that is to send here.',
  copyCard: 'Copy all',
  qr: (title: string) => `AE title, address and port of ${title} as a QR code`,
  loopbackOnly: 'Only programs on this computer can reach it. The setting host of the port changes that.',
};

export type Texts = typeof texts;
