import type * as z from 'zod/mini';

/** What a route does, for who writes a program that calls it. */
export interface Described {
  readonly summary: string;
  readonly body?: { readonly schema: z.ZodMiniType; readonly type?: string };
  readonly answer?: z.ZodMiniType;
  readonly status?: number;
  readonly query?: Readonly<Record<string, z.ZodMiniType>>;
  /** Kind of the answer; JSON unless it is said. */
  readonly type?: string;
  /** `person`: no token may, whatever its role. */
  readonly by?: 'any' | 'person';
}
