import { CodedError, wordsOf } from '../base/base.ts';
import { type Association, openRequestor } from '../dimse/dimse.ts';
import { IMPLICIT_VR_LITTLE_ENDIAN, statusWords, VERIFICATION_SOP_CLASS } from '../registry/registry.ts';
import type { RemoteAe } from '../services/services.ts';
import { UlError } from '../ul/ul.ts';
import type { ReachContext } from './ladder.ts';
import { type Finding, found, type Rung, type RungName } from './rungs.ts';

/** The last two rungs: A-ASSOCIATE (PS3.8 §7.1) and C-ECHO (PS3.7 §9.1.5), over one association. */
export async function* associateAndEcho(
  ae: RemoteAe,
  { associations, ownAeTitle, log, clock, limits, signal }: ReachContext,
  begin: (rung: RungName) => RungName,
  end: (rung: RungName, finding: Finding) => Rung,
): AsyncGenerator<RungName | Rung, void, undefined> {
  yield begin('associate');
  const begunMs = clock.monotonicMs();
  const contexts = [{ abstractSyntax: VERIFICATION_SOP_CLASS, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] }];
  let association: Association;
  try {
    association = await associations.open(ae, { contexts }, { signal });
  } catch (error) {
    if (!signal.aborted) yield end('associate', whyNot(error, ae, ownAeTitle, clock.monotonicMs() - begunMs));
    return;
  }
  try {
    const theirs = association.answeredTitle?.trim() ?? ae.title;
    yield end(
      'associate',
      theirs === ae.title
        ? found('ok', 'ASSOCIATE_OK', { title: ae.title })
        : found('unclear', 'ASSOCIATE_OTHER_TITLE', { title: ae.title, theirs }),
    );
    yield begin('echo');
    const timer = clock.after(limits.echoMs, () => association.abort('no answer to C-ECHO in time'));
    const finding = await echoed(association, ae, log).finally(() => timer.cancel());
    if (!signal.aborted) yield end('echo', finding);
  } finally {
    await association.release().catch(() => association.abort()); // the answer is there, whatever becomes of the association
  }
}

async function echoed(association: Association, ae: RemoteAe, log: ReachContext['log']): Promise<Finding> {
  if (association.presentationContexts.size === 0) return found('failed', 'ECHO_NOT_OFFERED');
  try {
    const status = await openRequestor(association, { log }).echo();
    return status === 0 ? found('ok', 'ECHO_OK', { title: ae.title }) : found('failed', 'ECHO_FAILED', { status: statusWords(status) });
  } catch (error) {
    if (error instanceof CodedError) return found('failed', 'ECHO_LOST', { reason: error.message });
    throw error;
  }
}

/** Which finding an association that was not opened is; result, source and reason by PS3.8 Table 9-21. */
function whyNot(error: unknown, { title, host, port }: RemoteAe, own: string, ms: number): Finding {
  if (!(error instanceof UlError)) return found('failed', 'OURS', { reason: wordsOf(error) });
  switch (error.code) {
    case 'UL_REJECTED': {
      const { result = 1, source = 1, reason = 1, words = '' } = error.refusal ?? {};
      if (source === 1 && reason === 7) return found('failed', 'CALLED_NOT_KNOWN', { title });
      if (source === 1 && reason === 3) return found('failed', 'CALLING_NOT_KNOWN', { own });
      if (result === 2) return found('failed', 'TOO_MANY');
      return found('failed', 'REFUSED', { reason: words, codes: `${result}/${source}/${reason}` });
    }
    case 'UL_UNKNOWN_PDU':
    case 'UL_PDU_MALFORMED':
    case 'UL_PDU_TOO_LONG':
    case 'UL_UNEXPECTED_PDU':
      return found('failed', 'NOT_DICOM', { address: host, port });
    case 'UL_TIMEOUT':
      return found('failed', 'ASSOCIATE_SILENT', { seconds: Math.round(ms / 1000) });
    case 'UL_CONNECTION_LOST':
    case 'UL_ABORTED_BY_PEER':
      return found('failed', 'HUNG_UP');
    case 'UL_CONNECTION_REFUSED':
      return found('failed', 'TCP_REFUSED', { address: host, port });
    default:
      return found('failed', 'OURS', { reason: error.message });
  }
}
