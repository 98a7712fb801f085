import type { InstanceRow } from './index-row.ts';

/**
 * A row on its way to the thread of the index. One text costs a quarter of what the structured clone of some two hundred values does,
 * and this is paid for every image.
 */
export type RowMessage = string & { readonly row: unique symbol };

export function toMessage(row: InstanceRow): RowMessage {
  return JSON.stringify({ ...row, sha256: Buffer.from(row.sha256).toString('base64') }) as RowMessage;
}

export function fromMessage(message: RowMessage): InstanceRow {
  const row = JSON.parse(message) as Omit<InstanceRow, 'sha256'> & { readonly sha256: string };
  return { ...row, sha256: Buffer.from(row.sha256, 'base64') };
}
