import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');

export const texts = {
  count: (count: number) => counted(count, { one: '# token', other: '# tokens' }),
  caption: 'Tokens',
  none: 'No program has a token.',
  about:
    'With a token a program asks Filmroom without a password, e.g. a monitor that watches the disk. It does what its role may, except accounts and tokens.',
  name: 'What it is for',
  nameHelp: 'So that one knows later which to revoke, e.g. the name of the monitor.',
  role: 'Role',
  madeAt: 'Made',
  madeBy: 'Made by',
  actions: 'Actions',
  make: 'Make one',
  makeTitle: 'A new token',
  makeButton: 'Make the token',
  secretTitle: 'The token',
  secretWords: 'Copy it now: it is shown this once, and only its fingerprint is kept.',
  example: 'How a program uses it:',
  command: 'command',
  done: 'I have copied it',
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeWords: 'The program that uses it is refused from now on.',
  revoked: (name: string) => `${name} is revoked.`,
};

export type Texts = typeof texts;
