import { countedIn } from '../counted.ts';

const counted = countedIn('en');

/** What every page says around its own words. */
export const texts = {
  product: 'Filmroom',
  skip: 'Skip to the content',
  support: 'Help:',
  navigation: 'Pages',
  more: 'More',
  loading: 'Loading…',
  loadFailed: 'This page could not be loaded. The connection may be gone for a moment.',
  again: 'Try again',
  unreachable: 'Filmroom does not answer. Check the network, then try again.',
  notFound: { title: 'Not found', words: 'There is no such page, or you may not see it.', home: 'Go to the overview' },
  /** `title` stands above the page and in the tab; `short` in the navigation, where ten letters have room. */
  pages: {
    dashboard: { title: 'Overview', short: 'Overview' },
    studies: { title: 'Studies', short: 'Studies' },
    today: { title: 'Today’s work', short: 'Today' },
    commitment: { title: 'Storage commitment', short: 'Committed' },
    worklist: { title: 'Worklist', short: 'Worklist' },
    inbox: { title: 'Reconciliation inbox', short: 'Inbox' },
    modalities: { title: 'Modalities and destinations', short: 'Modalities' },
    diagnostics: { title: 'Diagnostics', short: 'Diagnostics' },
    settings: { title: 'Settings', short: 'Settings' },
    setup: { title: 'Set-up', short: 'Set-up' },
    certificate: { title: 'Certificate', short: 'Certificate' },
    box: { title: 'This box', short: 'This box' },
    users: { title: 'Users', short: 'Users' },
    tokens: { title: 'Access tokens', short: 'Tokens' },
    account: { title: 'Your account', short: 'Account' },
  },
  link: { connecting: 'Connecting', live: 'Live', lost: 'Connection lost' },
  lost: {
    title: 'The connection to Filmroom is lost.',
    seenAt: (time: string) => `What you see is from ${time} and may be old.`,
    nothing: 'Nothing can be shown yet.',
    whatToDo:
      'This page tries again by itself. If it goes on: check that the Filmroom box is switched on and its network cable is plugged in, and that this computer is on the same network.',
  },
  newStudies: (count: number, modalities: string) =>
    count === 1 ? `New study arriving: ${modalities}` : counted(count, { other: '# new studies arriving' }),
  roles: {
    administrator: { name: 'Administrator', may: 'may do everything, accounts and tokens too.' },
    technician: { name: 'Technician', may: 'sets up network, modalities and settings; no accounts.' },
    technologist: { name: 'Technologist', may: 'sees studies and devices; changes no settings.' },
    viewer: { name: 'Viewer', may: 'looks, and changes nothing.' },
    machine: { name: 'This machine', may: '' },
  },
};

export type Texts = typeof texts;
