/**
 * The certificate of the page: one of the box's own CA from the first minute, renewed by itself and when names or addresses change; or one that an
 * administrator brings. No HTTP here; `web` presents it.
 */
export { type CertificateFacts, type Certificates, type CertificatesFacts, type NewRequest, openCertificates } from './certificates.ts';
export { TlsError, type TlsErrorCode } from './errors.ts';
export { fetchHere } from './fetch-here.ts';
export { TLS_LIMITS, type TlsLimits } from './limits.ts';
export { ownNames } from './names.ts';
