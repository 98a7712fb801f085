import { COMMAND_FIELD, type Handler } from '../dimse/dimse.ts';
import {
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  STATUS,
  VERIFICATION_SOP_CLASS,
} from '../registry/registry.ts';
import type { Service } from './service.ts';

/** C-ECHO has no data set: the uncompressed syntaxes are what anybody proposes for it. */
const TRANSFER_SYNTAXES: ReadonlySet<string> = new Set([IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);

const echo: Handler = async () => ({ status: STATUS.SUCCESS });

/** Verification SCP (PS3.4 Annex A, PS3.7 §9.1.5). */
export const VERIFICATION_SCP: Service = {
  name: 'verification',
  serves: (abstractSyntax) => abstractSyntax === VERIFICATION_SOP_CLASS,
  takes: (transferSyntax) => TRANSFER_SYNTAXES.has(transferSyntax),
  handlers: new Map([[COMMAND_FIELD.C_ECHO_RQ, echo]]),
};
