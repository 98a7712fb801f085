import type { Inbox } from '../../app/reconcile/reconcile.ts';

/** Test only: nothing waits. */
export const EMPTY_INBOX: Inbox = {
  list: async () => ({ open: [], decided: [], waiting: 0 }),
  entry: async () => undefined,
  orders: async () => [],
  accept: async () => 'gone',
  edit: async () => 'gone',
  leave: async () => 'gone',
  undo: async () => 'gone',
  waiting: () => 0,
  onChange: () => () => {},
  close: async () => {},
};
