import type { StepAlarm } from '../../../web/schema.ts';
import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');
const images = (count: number) => counted(count, { one: '# image', other: '# images' });

export const texts = {
  dayNavigation: 'Day',
  before: 'The day before',
  after: 'The day after',
  today: 'Today',
  day: 'Day',
  parts: { alarm: 'Needs somebody', underWay: 'Under way', expected: 'Expected', over: 'Done' },
  noneTitle: 'Nothing on this day',
  noneWords:
    'Here each examination is a line: expected, begun, done, and whether all of its images have come. Orders come from the worklist; what was begun and done, a device says by MPPS. Set its MPPS (“Performed Procedure Step”) destination to our AE title.',
  way: 'How far it is',
  stages: { planned: 'Planned', started: 'Begun', done: 'Done', stopped: 'Stopped', here: 'All here', committed: 'Safe' },
  states: { past: 'yes', now: 'now', ahead: 'not yet', wrong: 'look here' },
  images: 'Images',
  hereOf: (here: number, named: number) => `${here} of ${images(named)} here`,
  allHere: (named: number) => `all ${images(named)} here`,
  soFar: (count: number) => `${images(count)} so far`,
  removed: (count: number) => counted(count, { one: '# of them was deleted here since', other: '# of them were deleted here since' }),
  committed: (count: number) => `${images(count)} promised to the device to be safe`,
  noName: 'No name',
  noId: 'no ID',
  accession: 'Accession no.',
  openStudy: 'Open the study',
  openStudyOf: (name: string) => `Open the study of ${name}`,
  acceptedBy: (name: string) => `Taken as it is by ${name}`,
  alarm: (alarm: StepAlarm, imagesOfStudy: number, since: string): { readonly title: string; readonly toDo: string } => {
    switch (alarm.code) {
      case 'MISSING': {
        const { missing, named } = alarm.values as { missing: number; named: number };
        return {
          title: `${missing} of ${images(named)} ${missing === 1 ? 'has' : 'have'} not come`,
          toDo: 'Look on the device whether it is still sending, or its queue has stopped, and send the study from there once more. What is here already is recognised and not doubled. If the device threw images away on purpose, take it as it is.',
        };
      }
      case 'LEFT_OPEN':
        return {
          title: `Begun ${since} and never ended`,
          toDo: 'End the examination on the device. Where the device can no longer do that, end it here; its images are kept either way.',
        };
      case 'NOTHING_NAMED':
        return {
          title: 'Said to be done without naming an image',
          toDo: `Nobody can say whether all of it is here: ${images(imagesOfStudy)} of this study ${imagesOfStudy === 1 ? 'is' : 'are'}. Compare with the device, then take it as it is.`,
        };
      default:
        return alarm.code satisfies never;
    }
  },
  accept: 'Take it as it is',
  acceptTitle: 'Take it as it is?',
  acceptWords: 'It will be no alarm any more. What comes later is still taken, and your name is kept with it.',
  accepted: 'Taken as it is.',
  endDone: 'End it as done',
  endStopped: 'End it as stopped',
  endTitle: 'End this step for its device?',
  endWords: 'The device can no longer change it then. Its images are taken all the same.',
  ended: 'Ended.',
  refused: 'Requests of devices that were refused',
  refusedHelp:
    'The device did not keep to the standard. Show this to its service engineer; where it cannot be changed, choose “lenient” under Settings, Performed steps.',
  queues: 'On the way to other systems',
  waiting: (count: number, aeTitle: string) =>
    counted(count, { one: `# message waits for ${aeTitle}`, other: `# messages wait for ${aeTitle}` }),
  waitingSince: (since: string, tries: number) => `since ${since}, ${counted(tries, { one: '# try', other: '# tries' })}`,
  givenUp: (aeTitle: string, when: string) => `${aeTitle} would not take one, ${when}`,
};

export type Texts = typeof texts;
