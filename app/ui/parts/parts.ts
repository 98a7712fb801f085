/** What pages are built of. The README beside `pages.ts` shows each in use. */
export { Choice } from './choice.tsx';
export { CopyButton } from './copy.tsx';
export { confirm, Dialog, Dialogs } from './dialog.tsx';
export { Empty, Loading } from './empty.tsx';
export { Field, NumberField, SelectField, SwitchField, TextField } from './field.tsx';
export { Form } from './form.tsx';
export { LongList } from './more.tsx';
export { ObjectList } from './object-list.tsx';
export { Progress } from './progress.tsx';
export { type Column, Table } from './table.tsx';
export { Toasts, toast } from './toast.tsx';
