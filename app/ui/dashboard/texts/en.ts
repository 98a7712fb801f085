import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');

export const texts = {
  setup: {
    title: 'The set-up is not finished.',
    words: (done: number, of: number) => `Steps done: ${done} of ${of}.`,
    go: 'Go on with it',
  },
  diskTrouble: {
    nearlyFull: {
      title: (room: string) => `The disk is nearly full: room for ${room} more.`,
      whatToDo: 'Images still arrive. Ask whoever looks after Filmroom to make room or add a larger disk before it is full.',
    },
    full: {
      title: (_room: string) => 'The disk is full: new images are refused.',
      whatToDo:
        'Everything stored is safe. Ask whoever looks after Filmroom to make room or add a larger disk; then send the refused images again from the device.',
    },
    missing: {
      title: (_room: string) => 'There is no data disk that can be used: new images are refused.',
      whatToDo: 'Ask whoever looks after Filmroom to see to the disk; then send the refused images again from the device.',
    },
    unwritable: {
      title: (_room: string) => 'Nothing can be saved on the disk: new images are refused.',
      whatToDo:
        'Nothing stored was deleted. Ask whoever looks after Filmroom to check the disk; the log of Filmroom says what is wrong with it.',
    },
  },
  turnedAway: (count: number) =>
    counted(count, { one: '# device was turned away within the last hour.', other: '# devices were turned away within the last hour.' }),
  toCertificate: 'To the certificate',
  toToday: 'To the day',
  toMessages: 'To the messages',
  toWorklist: 'To the worklist',
  toCommitment: 'To storage commitment',
  toInbox: 'Decide',
  seeWhy: 'See why',
  studiesToday: 'Studies today',
  kept: 'Studies kept',
  today: 'Today’s studies',
  earlier: 'Earlier',
  noneToday: 'None yet today.',
  fullIn: (days: number) => counted(days, { one: 'Full in # day', other: 'Full in # days' }),
  fullInYears: 'Enough for years.',
  pace: (bytes: string) => `${bytes} arrive in a day.`,
  closed: 'Sent lately',
  failed: (count: number) => counted(count, { one: '# image failed', other: '# images failed' }),
  ended: { aborted: 'broken off by Filmroom', 'aborted-by-peer': 'broken off by the device', lost: 'the connection broke' },
  devices: 'Last contact',
  never: 'never',
  notListed: 'not in the list of devices',
  silent: (time: string) => `has not called today; usually by ${time}`,
  overview: 'At a glance',
  receiving: 'Sending now',
  room: 'Room left',
  recent: 'Recent studies',
  noName: 'No name',
  noId: 'No ID',
  noDate: 'No date',
  series: (count: number) => counted(count, { other: '# series' }),
  imagesOf: (count: number) => counted(count, { one: '# image', other: '# images' }),
  since: (time: string) => `since ${time}`,
  nobody: 'Nobody is connected.',
  to: (aeTitle: string) => `to ${aeTitle}`,
  refused: 'Lately refused',
  times: (count: number) => counted(count, { one: '# time', other: '# times' }),
  lastAt: (time: string) => `last ${time}`,
  whatToDo: 'What to do:',
  panel: 'Front panel',
  disk: 'Disk',
  used: 'Used',
  free: 'Free',
  reserve: 'Kept free',
  roomOf: (room: string, total: string) => `${room} left of ${total}`,
  noRoom: (total: string) => `Nothing left of ${total}`,
  none: 'None',
  onTheNetwork: 'On the network',
  networkName: 'Name',
  openPageAs: (name: string) => `Other computers of this network find Filmroom as ${name}.`,
  renamed: (wanted: string, now: string) =>
    `Another device of the network is called ${wanted} already, therefore this one is called ${now} now. Give one of them another name.`,
  sendHere: 'Send images here',
  aeTitle: 'AE title',
  host: 'Address',
  port: 'Port',
  tls: 'TLS',
  tlsOnly: 'encrypted connections only',
  loopbackOnly:
    'Devices cannot reach this address yet: it works on this computer only. Whoever looks after Filmroom can open it to the network (setting listeners.host, e.g. 0.0.0.0).',
  empty: {
    title: 'No images yet.',
    intro: 'Tell every device that is to send images (CT, MR, ultrasound, X-ray, workstation) where Filmroom is:',
    steps: [
      'Open the network or DICOM settings of the device and add a destination, also called “archive”, “PACS” or “storage”.',
      'Type in exactly what is shown above.',
      'Press “Verify” or “Echo” on the device: it must say that it worked.',
      'Send one image. It appears here by itself.',
    ],
    terminal: 'For technicians: send a test image from a terminal',
  },
  copyAll: 'Copy all three',
  command: 'command',
  version: (version: string) => `Filmroom ${version}`,
  plain: 'Simple version of this page',
};

export type Texts = typeof texts;
