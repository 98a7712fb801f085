import * as z from 'zod/mini';
import { faultWords } from './faults.ts';
import { RemoteAeSchema } from './schema.ts';

/** An entry of the AE table as it is kept. */
export type StoredRemoteAe = z.infer<typeof RemoteAeSchema>;

const Table = z.strictObject({ remoteAes: z.array(RemoteAeSchema) });

/** An entry that somebody gives, checked: each fault is a line for people. */
export function checkRemoteAe(given: unknown): { readonly ae: StoredRemoteAe } | { readonly faults: readonly string[] } {
  const table = { remoteAes: [given] };
  const result = Table.safeParse(table);
  if (result.success) return { ae: result.data.remoteAes[0]! };
  return {
    faults: faultWords(result.error.issues, table).map((words) =>
      words.replaceAll('remoteAes[0].', '').replace('remoteAes[0]', 'the entry'),
    ),
  };
}
