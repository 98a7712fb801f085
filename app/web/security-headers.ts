import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const OWN_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const PAGE_POLICY = {
  ...OWN_POLICY,
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

/**
 * OHIF is not ours: it sets styles of elements, and makes workers, pictures and documents out of its memory. It stands under a path of its own, and its
 * scripts come from its pack, whose digest is known.
 */
const OHIF_POLICY = {
  ...OWN_POLICY,
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'", 'data:', 'blob:'],
  mediaSrc: ["'self'", 'blob:'],
  workerSrc: ["'self'", 'blob:'],
  frameSrc: ["'self'", 'blob:'],
  objectSrc: ["'self'", 'blob:'],
};
const isOfOhif = (path: string) => /^\/ohif(\/|$)/.test(path);

/**
 * Its decoders make functions of text (Emscripten's embind). They run in workers, and a worker has the policy that its script came with (CSP3 §7.1); a
 * document has its own, so that nothing is made of text there.
 */
const OHIF_WORKER_POLICY = { ...OHIF_POLICY, scriptSrc: [...OHIF_POLICY.scriptSrc, "'unsafe-eval'"] };
const isScriptOfOhif = (path: string) => /^\/ohif\/.*\.js$/.test(path);

/** The viewer's page, and its scripts: a worker has the policy that its script came with (CSP3 §7.1). */
const isOfViewer = (path: string) => /^\/(view\/|ui\/viewer-)/.test(path);

/** What browsers are told to forbid: all but our own scripts, styles and requests; frames, sensors, other origins. */
export function securityHeaders(): MiddlewareHandler {
  const [page, viewer, ohif, ohifScript] = [PAGE_POLICY, VIEWER_POLICY, OHIF_POLICY, OHIF_WORKER_POLICY].map((policy) =>
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
  const of = (path: string) => {
    if (isOfViewer(path)) return viewer!;
    if (isScriptOfOhif(path)) return ohifScript!;
    return isOfOhif(path) ? ohif! : page!;
  };
  return (c, next) => of(c.req.path)(c, next);
}
