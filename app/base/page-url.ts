/** The address of a page, as one types it: the scheme's own port is left out. */
export function pageUrl({ host, port, tls }: { readonly host: string; readonly port: number; readonly tls: boolean }): string {
  const [scheme, ownPort] = tls ? ['https', 443] : ['http', 80];
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}${port === ownPort ? '' : `:${port}`}/`;
}
