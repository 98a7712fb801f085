import type { Status } from '../../web/schema.ts';
import { format, may } from '../shell/shell.ts';
import { ledWords } from '../words/panel.ts';
import { sentence } from '../words/sentences.ts';
import { daysLeft, diskState, roomBytes } from './disk-state.ts';
import { texts as T } from './texts/en.ts';

interface Matter {
  readonly key: string;
  readonly isBad: boolean;
  readonly title: string;
  readonly words?: string;
  /** Where more is said. */
  readonly to?: `#${string}` | `/${string}`;
  readonly link?: string;
}

/** A disk that is full sooner is a matter for somebody now: larger disks are ordered, and fitted. */
const SOON_DAYS = 30;
const LATELY_MS = 3_600_000;

/** What needs a person, the worst first. The live region is always there: screen readers announce what appears in it. */
export function Attention({ status, now }: { status: Status; now: number }) {
  const matters = mattersOf(status, now);
  return (
    <div role="alert" class="attention">
      {matters.map(({ key, isBad, title, words, to, link }) => (
        <p class={isBad ? 'banner bad' : 'banner'} key={key}>
          <strong>{title}</strong> {words} {to && <a href={to}>{link}</a>}
        </p>
      ))}
    </div>
  );
}

function mattersOf(status: Status, now: number): Matter[] {
  const matters = [...ofDisk(status), ...ofPanel(status), ...ofTrouble(status), ...ofRefusals(status, now)];
  return matters.sort((a, b) => Number(b.isBad) - Number(a.isBad)); // stable
}

function ofDisk({ disk, activity }: Status): Matter[] {
  const state = diskState(disk);
  if (state !== 'ok') {
    const { title, whatToDo } = T.diskTrouble[state];
    return [{ key: 'disk', isBad: state !== 'nearlyFull', title: title(format.bytes(roomBytes(disk))), words: whatToDo }];
  }
  const days = daysLeft(disk, activity);
  if (days === undefined || days > SOON_DAYS) return [];
  return [{ key: 'disk', isBad: false, title: T.fullIn(days), words: T.diskTrouble.nearlyFull.whatToDo }];
}

/** What the disk, the sentences about the box and the refusals say better, they say. */
const SAID_ELSEWHERE = /^(disk-.*|almost-full|degraded|refused)$/;

const ofPanel = ({ panel }: Status): Matter[] =>
  panel
    .filter(({ urgency, state }) => (urgency === 'warning' || urgency === 'fault') && !SAID_ELSEWHERE.test(state))
    .map((led) => ({ led, ...ledWords(led) }))
    .map(({ led, means, toDo }) => ({ key: led.led, isBad: led.urgency === 'fault', title: means, words: toDo }));

const ofTrouble = ({ trouble, problems }: Status): Matter[] => [
  ...(trouble ? [{ key: trouble.code, isBad: true, title: sentence(trouble) }] : []),
  ...problems.map((problem) => ({
    ...{ key: problem.code, isBad: false, title: sentence(problem) },
    ...linkOf(problem.code),
  })),
];

/** To the page where something can be done about it. */
function linkOf(code: string): Pick<Matter, 'to' | 'link'> {
  if (code.startsWith('CERTIFICATE_')) return { to: '/certificate', link: T.toCertificate };
  if (code.startsWith('DAY_STEPS_')) return { to: '/today', link: T.toToday };
  if (code.startsWith('DAY_HL7_')) return { to: '/worklist/hl7', link: T.toMessages };
  if (code.startsWith('DAY_WORKLIST_')) return { to: '/worklist', link: T.toWorklist };
  if (code.startsWith('RECONCILE_')) return may('reconcile.see') ? { to: '/inbox', link: T.toInbox } : {};
  return code.startsWith('DAY_COMMITMENT_') ? { to: '/commitment', link: T.toCommitment } : {};
}

function ofRefusals({ refusals }: Status, now: number): Matter[] {
  const late = refusals.filter(({ lastAt }) => now - lastAt < LATELY_MS);
  if (late.length === 0) return [];
  return [{ key: 'refusals', isBad: false, title: T.turnedAway(late.length), to: '#refused', link: T.seeWhy }];
}
