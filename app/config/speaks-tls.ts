import type { Config } from './schema.ts';

/** Whether the page is served over HTTPS: what leaves this machine is not to be read on the way. */
export function speaksTls({ tls, host }: Pick<Config['web'], 'tls' | 'host'>): boolean {
  const isLoopback = host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host);
  return tls === 'on' || (tls === 'auto' && !isLoopback);
}
