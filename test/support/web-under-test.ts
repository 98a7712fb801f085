import { systemClock } from '../../app/base/base.ts';
import { type PageFile, startWeb, type WebOptions, type WebServer } from '../../app/web/web.ts';
import { FAKE_ADDRESS } from './fake-sources.ts';
import { gatheredLog } from './gathered-log.ts';

export { gatheredLog };

/** A page small enough to read in a test; the built one is tested in the browser. */
export const TINY_PAGE: readonly PageFile[] = [
  { path: 'ui/index.html', bytes: Buffer.from('<!doctype html><title>Filmroom</title>') },
  { path: 'ui/app-AAAA.js', bytes: Buffer.from('plain script') },
  { path: 'ui/app-AAAA.js.br', bytes: Buffer.from('brotli bytes') },
  { path: 'ui/app-AAAA.js.gz', bytes: Buffer.from('gzip bytes') },
];

/** A web server on a free port of the loopback; `await using` closes it. */
export async function startTestWeb(
  options: Pick<WebOptions, 'sources'> & Partial<WebOptions>,
): Promise<WebServer & AsyncDisposable & { readonly url: string }> {
  const web = await startWeb({
    host: '127.0.0.1',
    port: 0,
    log: gatheredLog().log,
    clock: systemClock,
    version: '0.0.0-test',
    dicomAddresses: () => [FAKE_ADDRESS],
    page: TINY_PAGE,
    ...options,
  });
  return { ...web, url: `http://127.0.0.1:${web.port}`, [Symbol.asyncDispose]: () => web.close() };
}
