import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');

export const texts = {
  associations: 'Associations',
  about: 'Each connection to the DICOM ports, and each that Filmroom made itself. Open one to see every message.',
  reload: 'Renew',
  none: 'Nothing has gone over the wire yet.',
  noneToDo: 'Press the echo button of a device, or send an image: it is shown here.',
  when: 'When',
  who: 'Who',
  messages: 'Messages',
  end: 'How it ended',
  open: 'open still',
  noRequest: 'Asked for no association',
  ours: 'made by us',
  ends: { released: 'released', aborted: 'aborted by us', 'aborted-by-peer': 'aborted by the device', lost: 'connection lost' },
  back: 'All associations',
  asText: 'Save as text',
  asJson: 'Save as JSON',
  masked: 'Nothing in it tells who a patient is: of images the length alone is kept, of searches the attributes with masked values.',
  contexts: 'Presentation contexts',
  proposed: 'proposed:',
  noAnswer: 'no answer',
  events: 'What was said',
  dropped: (count: number) => counted(count, { one: '# message in between was not kept.', other: '# messages in between were not kept.' }),
  received: 'received',
  sent: 'sent',
};

export type Texts = typeof texts;
