import type { Action } from '../users/users.ts';

/** Addresses of the live page, each with the same answer: which of its pages is shown, the browser finds out by `ui/pages.ts`. */
export const PAGES = [
  ['GET', '/', 'status.see'],
  ['GET', '/studies', 'studies.see'],
  ['GET', '/studies/:study', 'studies.see'],
  ['GET', '/today', 'worklist.see'],
  ['GET', '/worklist', 'worklist.see'],
  ['GET', '/worklist/:part', 'worklist.see'],
  ['GET', '/commitment', 'commitment.see'],
  ['GET', '/modalities', 'ae-table.see'],
  ['GET', '/modalities/:title', 'ae-table.see'],
  ['GET', '/diagnostics', 'wire.see'],
  ['GET', '/diagnostics/:part', 'wire.see'],
  ['GET', '/settings', 'settings.see'],
  ['GET', '/settings/:part', 'settings.see'],
  ['GET', '/certificate', 'status.see'],
  ['GET', '/setup', 'settings.change'],
  ['GET', '/box', 'box.see'],
  ['GET', '/users', 'users.change'],
  ['GET', '/tokens', 'users.change'],
  ['GET', '/account', 'self.change'],
] as const satisfies readonly (readonly [Method, `/${string}`, Action])[];

/**
 * Every route of the page's server, and what one has to be allowed for it: the only table of it. What has no line here answers nobody, so that a
 * route that somebody adds and forgets stays shut. `:x` stands for one part of a path, `*` for the end of a name.
 */
export const ROUTES = [
  ['GET', '/healthz', 'anyone'],
  ['GET', '/login', 'anyone'],
  ['POST', '/login', 'anyone'],
  ['GET', '/claim', 'anyone'],
  ['POST', '/claim', 'anyone'],
  ['GET', '/api/claim', 'anyone'],
  ['POST', '/api/claim', 'anyone'],
  ['POST', '/api/session', 'anyone'],
  ['GET', '/ui/*.css', 'anyone'],
  ['GET', '/ui/*.svg', 'anyone'],
  ['GET', '/favicon.ico', 'anyone'],

  ...PAGES,
  ['GET', '/view/:study', 'studies.see'],
  ['GET', '/ui/*', 'status.see'],
  ['GET', '/plain', 'studies.see'],
  ['GET', '/api/status', 'status.see'],
  ['GET', '/api/studies', 'studies.see'],
  ['GET', '/api/events', 'studies.see'], // its snapshots have both
  ['GET', '/api/find', 'studies.see'],
  ['GET', '/api/studies/:study', 'studies.see'],
  ['GET', '/api/studies/:study/zip', 'studies.export'],
  ['GET', '/api/studies/:study/series/:series', 'studies.see'],
  ['GET', '/api/studies/:study/series/:series/instances/:instance', 'studies.see'],
  ['DELETE', '/api/studies/:study', 'studies.delete'],
  ['DELETE', '/api/studies/:study/series/:series', 'studies.delete'],
  ['DELETE', '/api/studies/:study/series/:series/instances/:instance', 'studies.delete'],
  ['POST', '/api/uploads', 'studies.add'],
  ['GET', '/api/sends', 'studies.send'],
  ['POST', '/api/sends', 'studies.send'],
  ['POST', '/api/sends/:id/retry', 'studies.send'],
  ['DELETE', '/api/sends/:id', 'studies.send'],
  ['GET', '/api/worklist', 'worklist.see'],
  ['POST', '/api/worklist', 'worklist.change'],
  ['POST', '/api/worklist/import', 'worklist.change'],
  ['GET', '/api/known-patients', 'worklist.see'],
  ['GET', '/api/worklist/completion/:what', 'worklist.see'],
  ['GET', '/api/worklist/:id', 'worklist.see'],
  ['PATCH', '/api/worklist/:id', 'worklist.change'],
  ['GET', '/api/steps', 'worklist.see'],
  ['GET', '/api/steps/:step', 'worklist.see'],
  ['POST', '/api/steps/:step/accept', 'worklist.change'],
  ['POST', '/api/steps/:step/end', 'worklist.change'],
  ['GET', '/api/hl7', 'worklist.see'],
  ['GET', '/api/hl7/messages/:id', 'worklist.see'],
  ['POST', '/api/hl7/messages/:id/replay', 'worklist.change'],
  ['DELETE', '/api/hl7/messages/:id', 'worklist.change'],
  ['GET', '/api/commitments', 'commitment.see'],
  ['GET', '/api/commitments/:id/failures', 'commitment.see'],
  ['POST', '/api/commitments', 'commitment.change'],
  ['POST', '/api/commitments/:id/retry', 'commitment.change'],
  ['POST', '/api/commitments/:id/give-up', 'commitment.change'],
  ['POST', '/api/identify', 'panel.identify'],
  ['GET', '/api/ae-table', 'ae-table.see'],
  ['GET', '/api/ae-table/:title', 'ae-table.see'],
  ['PUT', '/api/ae-table/:title', 'ae-table.change'],
  ['DELETE', '/api/ae-table/:title', 'ae-table.change'],
  ['GET', '/api/certificate/ca.crt', 'anyone'], // who is to trust it has to have it first
  ['GET', '/api/certificate/ca.pem', 'anyone'],
  ['GET', '/api/certificate', 'certificate.see'],
  ['PUT', '/api/certificate', 'certificate.change'],
  ['DELETE', '/api/certificate', 'certificate.reset'],
  ['POST', '/api/certificate/request', 'certificate.change'],
  ['GET', '/api/settings', 'settings.see'],
  ['POST', '/api/settings', 'settings.change'],
  ['GET', '/api/settings/changes', 'settings.see'],
  ['POST', '/api/settings/undo', 'settings.change'],
  ['GET', '/api/settings/backup', 'settings.see'],
  ['POST', '/api/settings/compare', 'settings.see'],
  ['POST', '/api/settings/restore', 'settings.change'],
  ['GET', '/api/network', 'network.see'],
  ['PUT', '/api/network', 'network.change'],
  ['POST', '/api/network/confirm', 'network.change'],
  ['POST', '/api/network/revert', 'network.change'],
  ['GET', '/api/setup', 'settings.see'],
  ['PUT', '/api/setup/at', 'settings.change'],
  ['PUT', '/api/setup/steps/:step', 'settings.change'],
  ['POST', '/api/setup/finish', 'settings.change'],
  ['DELETE', '/api/setup', 'settings.change'],
  ['POST', '/api/setup/discover', 'wire.see'],
  ['POST', '/api/setup/clock', 'network.change'],
  ['GET', '/api/box', 'box.see'],
  ['POST', '/api/box/restart', 'box.restart'],
  ['POST', '/api/box/off', 'box.change'],
  ['POST', '/api/box/previous', 'box.change'],
  ['POST', '/api/box/reset', 'box.reset'],
  ['PUT', '/api/box/update', 'box.change'],
  ['DELETE', '/api/box/update', 'box.change'],
  ['POST', '/api/box/update/install', 'box.change'],
  ['POST', '/api/box/verify', 'box.change'],
  ['DELETE', '/api/box/verify', 'box.change'],
  ['GET', '/api/openapi.json', 'self.see'],
  ['POST', '/api/test/image', 'wire.test'],
  ['POST', '/api/test/query', 'wire.test'],
  ['GET', '/api/clocks', 'wire.see'],
  ['GET', '/api/log', 'wire.see'],
  ['GET', '/api/support', 'wire.see'],
  ['GET', '/api/disk/health', 'wire.see'],
  ['POST', '/api/disk/write-speed', 'wire.test'],
  ['POST', '/api/reach', 'wire.see'],
  ['POST', '/api/reach/back', 'wire.see'],
  ['GET', '/api/wire', 'wire.see'],
  ['GET', '/api/wire/:id', 'wire.see'],
  ['GET', '/api/wire/:id/text', 'wire.see'],
  ['GET', '/api/wire/:id/events', 'wire.see'],
  ['GET', '/api/knocks', 'ae-table.see'],
  ['POST', '/api/knocks/:id/adopt', 'ae-table.change'],
  ['DELETE', '/api/knocks/:id', 'ae-table.change'],

  ['OPTIONS', '/dicom-web', 'self.see'],
  ['OPTIONS', '/dicom-web/', 'self.see'],
  ['GET', '/dicom-web/studies', 'studies.see'],
  ['GET', '/dicom-web/series', 'studies.see'],
  ['GET', '/dicom-web/instances', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/instances', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/metadata', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/metadata', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/metadata', 'studies.see'],
  ['GET', '/dicom-web/studies/:study', 'studies.export'],
  ['GET', '/dicom-web/studies/:study/series/:series', 'studies.export'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance', 'studies.export'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/rendered', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/rendered', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/rendered', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/rendered', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/thumbnail', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/thumbnail', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/thumbnail', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail', 'studies.see'],
  ['GET', '/dicom-web/studies/:study/series/:series/instances/:instance/bulkdata/:value', 'studies.see'],
  ['GET', '/dicom-web/wado', 'studies.export'],
  ['POST', '/dicom-web/studies', 'studies.add'],
  ['POST', '/dicom-web/studies/:study', 'studies.add'],
  ['POST', '/dicom-web/commitment-requests/:transaction', 'studies.add'], // who stores asks whether it is safe
  ['GET', '/dicom-web/commitment-requests/:transaction', 'commitment.see'],
  ['GET', '/dicom-web/modality-scheduled-procedure-steps', 'worklist.see'],
  ['POST', '/dicom-web/modality-performed-procedure-steps/:step', 'worklist.change'],
  ['POST', '/dicom-web/modality-performed-procedure-steps/:step/update', 'worklist.change'],
  ['GET', '/dicom-web/modality-performed-procedure-steps/:step', 'worklist.see'],
  ['DELETE', '/dicom-web/studies/:study', 'studies.delete'],
  ['DELETE', '/dicom-web/studies/:study/series/:series', 'studies.delete'],
  ['DELETE', '/dicom-web/studies/:study/series/:series/instances/:instance', 'studies.delete'],

  ['GET', '/plain/account', 'self.change'],
  ['POST', '/plain/account', 'self.change'],
  ['POST', '/logout', 'self.change'],
  ['GET', '/api/session', 'self.see'],
  ['DELETE', '/api/session', 'self.change'],
  ['PUT', '/api/session/password', 'self.change'],
  ['GET', '/api/users', 'users.change'],
  ['POST', '/api/users', 'users.change'],
  ['PUT', '/api/users/:name', 'users.change'],
  ['DELETE', '/api/users/:name', 'users.change'],
  ['GET', '/api/tokens', 'users.change'],
  ['POST', '/api/tokens', 'users.change'],
  ['DELETE', '/api/tokens/:id', 'users.change'],
] as const satisfies readonly (readonly [Method, `/${string}`, Action | 'anyone'])[];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

const PATTERNS = ROUTES.map(([method, path, needs]) => ({ method, needs, pattern: patternOf(path) }));

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part.replaceAll(/[.]/g, '\\.').replaceAll('*', '[^/]*');
  });
  return new RegExp(`^${parts.join('/')}$`);
}

/** What a request needs: the first line that fits; undefined where none does. HEAD is a GET without its body (RFC 9110 §9.3.2). */
export function needsOf(method: string, path: string): Action | 'anyone' | undefined {
  const as = method === 'HEAD' ? 'GET' : method;
  return PATTERNS.find((route) => route.method === as && route.pattern.test(path))?.needs;
}

/** For Allow (RFC 9110 §10.2.1): what this path takes; none where it is no path of ours. */
export function methodsAt(path: string): readonly string[] {
  const methods = new Set<string>(PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods];
}
