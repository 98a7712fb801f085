import type { ComponentType } from 'preact';
import type { Action } from '../web/schema.ts';
import type { texts } from './shell/texts/en.ts';

export type PageName = keyof typeof texts.pages;

export interface PageEntry {
  /** Its words are `pages.<name>` of the shell's texts, its icon that of `shell/icons.tsx`. */
  readonly name: PageName;
  /** The first is its address; others are what lies below it. Each has its line in `web/access.ts`. */
  readonly paths: readonly [`/${string}`, ...`/${string}`[]];
  /** Who may not do this, is not shown the page. */
  readonly needs: Action;
  /** Travels when the page is opened first. */
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** Every page, in the order of the navigation: the only table of it. A phone has the first four at hand, the rest under “More”. */
export const PAGES: readonly PageEntry[] = [
  { name: 'dashboard', paths: ['/'], needs: 'status.see', load: () => import('./dashboard/dashboard.tsx') },
  { name: 'studies', paths: ['/studies', '/studies/:study'], needs: 'studies.see', load: () => import('./studies/studies.tsx') },
  { name: 'today', paths: ['/today'], needs: 'worklist.see', load: () => import('./steps/steps.tsx') },
  { name: 'worklist', paths: ['/worklist', '/worklist/:part'], needs: 'worklist.see', load: () => import('./worklist/worklist.tsx') },
  { name: 'inbox', paths: ['/inbox'], needs: 'reconcile.see', load: () => import('./reconcile/reconcile.tsx') },
  { name: 'commitment', paths: ['/commitment'], needs: 'commitment.see', load: () => import('./commitment/commitment.tsx') },
  {
    name: 'modalities',
    paths: ['/modalities', '/modalities/:title'],
    needs: 'ae-table.see',
    load: () => import('./modalities/modalities.tsx'),
  },
  {
    name: 'diagnostics',
    paths: ['/diagnostics', '/diagnostics/:part'],
    needs: 'wire.see',
    load: () => import('./diagnostics/diagnostics.tsx'),
  },
  { name: 'settings', paths: ['/settings', '/settings/:part'], needs: 'settings.see', load: () => import('./settings/settings.tsx') },
  { name: 'setup', paths: ['/setup'], needs: 'settings.change', load: () => import('./setup/setup.tsx') },
  { name: 'certificate', paths: ['/certificate'], needs: 'status.see', load: () => import('./certificate/certificate.tsx') },
  { name: 'box', paths: ['/box'], needs: 'box.see', load: () => import('./box/box.tsx') },
  { name: 'users', paths: ['/users'], needs: 'users.change', load: () => import('./users/users.tsx') },
  { name: 'tokens', paths: ['/tokens'], needs: 'users.change', load: () => import('./tokens/tokens.tsx') },
  { name: 'account', paths: ['/account'], needs: 'self.change', load: () => import('./account/account.tsx') },
];
