import type { Certificates } from '../../app/tls/tls.ts';
import { type TestBox, testBox } from './certificates-under-test.ts';
import { createFakeSources, studiesOfTheWorld } from './fake-sources.ts';
import { startTestWeb, type TestWeb } from './web-under-test.ts';

export interface TlsWeb extends AsyncDisposable {
  readonly web: TestWeb;
  readonly box: TestBox;
  readonly certificates: Certificates;
  /** `https://…` of the loopback. */
  readonly own: string;
  /** As a client asks that trusts the box's CA. */
  readonly trusting: { readonly ca: string; readonly port: number; readonly host: '127.0.0.1' };
}

/** The page over TLS, with the certificate of a box of its own. */
export async function startTlsWeb(options: Partial<Parameters<typeof startTestWeb>[0]> = {}): Promise<TlsWeb> {
  const box = testBox(Date.now());
  const certificates = await box.open();
  const sources = createFakeSources({ studies: studiesOfTheWorld(Date.now()) });
  const web = await startTestWeb({ sources, tls: true, openCertificates: async () => certificates, ...options });
  return {
    ...{ web, box, certificates, own: `https://127.0.0.1:${web.port}` },
    trusting: { ca: certificates.ca.pem, port: web.port, host: '127.0.0.1' },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await certificates.close();
      box[Symbol.dispose]();
    },
  };
}

/** The cookie of the administrator as a browser sends it over TLS. */
export const cookieOver = (web: TestWeb) => ({ cookie: `__Host-${web.cookie}` });
