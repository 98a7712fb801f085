import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const PAGE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
};

/** The viewer alone compiles decoders (WebAssembly), starts workers from our files, and shows pictures and documents out of its memory. */
const VIEWER_POLICY = {
  ...PAGE_POLICY,
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  workerSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'], // what it lets the browser decode
  frameSrc: ['blob:'],
  objectSrc: ['blob:'],
  trustedTypes: ['viewer'],
};

/** The viewer's page, and its scripts: a worker has the policy that its script came with (CSP3 §7.1). */
const isOfViewer = (path: string) => /^\/(view\/|ui\/viewer-)/.test(path);

/** What browsers are told to forbid: all but our own scripts, styles and requests; frames, sensors, other origins. */
export function securityHeaders(): MiddlewareHandler {
  const [page, viewer] = [PAGE_POLICY, VIEWER_POLICY].map((policy) =>
    secureHeaders({
      strictTransportSecurity: false, // overTls knows when
      contentSecurityPolicy: policy,
      xFrameOptions: 'DENY',
      referrerPolicy: 'same-origin', // with no-referrer the forms would send `Origin: null` (Fetch, "append a request Origin header")
      crossOriginResourcePolicy: 'same-origin',
      crossOriginOpenerPolicy: 'same-origin',
      permissionsPolicy: { camera: ['self'], microphone: [], geolocation: [], usb: [], payment: [] },
    }),
  );
  return (c, next) => (isOfViewer(c.req.path) ? viewer! : page!)(c, next);
}
