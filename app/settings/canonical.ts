/** JSON with the keys of every object in order (as RFC 8785 orders them), so that a file that was stored and read again has the same digest. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, at: unknown) => {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return at;
    return Object.fromEntries(Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
