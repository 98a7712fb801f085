import { COMMAND_FIELD, PRIORITY, type Requestor } from '../../../app/dimse/dimse.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { encodeIdentifier } from '../../../app/services/scu-identifier.ts';
import { runChild } from '../../support/child.ts';
import { DCMTK_ENVIRONMENT, to } from '../../support/dcmtk.ts';

/** How long a question took, and what came. */
export interface Asked {
  readonly ms: number;
  readonly answers: number;
}

type Keys = Readonly<Record<string, string>>;

/** From the start of `findscu` to its end; it decodes every answer and shows none. */
export async function askFindscu(port: number, keys: Keys): Promise<number> {
  const given = Object.entries({ QueryRetrieveLevel: 'STUDY', ...keys }).flatMap(([keyword, value]) => ['-k', `${keyword}=${value}`]);
  return await msOf('findscu', ['-S', '-sr', '-aec', 'ANY', ...given, ...to(port)]);
}

/** What a program of DCMTK costs that asks for an association and hardly more. */
export const askEchoscu = (port: number): Promise<number> => msOf('echoscu', ['-aec', 'ANY', ...to(port)]);

async function msOf(program: string, args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const { code, output } = await runChild(program, args, { env: DCMTK_ENVIRONMENT, timeoutMs: 120_000 });
  const ms = performance.now() - begun;
  if (code !== 0 || /^[EF]: /m.test(output)) throw new Error(`${program} ended with ${code}: ${output}`); // 0 from findscu whatever went wrong
  return ms;
}

/**
 * C-FIND over an association that is there: from the request to the final response, or to answer `first`, after which a C-CANCEL goes out.
 */
export async function askRequestor(requestor: Requestor, keys: Keys, first = Number.POSITIVE_INFINITY): Promise<Asked> {
  const { id: contextId } = requestor.contextFor(STUDY_ROOT_FIND);
  const dataset = encodeIdentifier('STUDY', new Map(Object.entries(keys)), EXPLICIT_VR_LITTLE_ENDIAN);
  const begun = performance.now();
  const fields = { affectedSopClassUid: STUDY_ROOT_FIND, priority: PRIORITY.MEDIUM };
  const responses = requestor.request({ commandField: COMMAND_FIELD.C_FIND_RQ, contextId, fields, dataset });
  let answers = 0;
  let ms: number | undefined;
  for await (const { command } of responses) {
    if (command.status === 0xff00 || command.status === 0xff01) {
      answers++;
      if (answers !== first) continue;
      ms = performance.now() - begun;
      await requestor.cancel(responses.messageId, contextId);
    } else if (command.status !== 0 && command.status !== 0xfe00) {
      throw new Error(`C-FIND: status ${command.status.toString(16)} ${command.errorComment ?? ''}`);
    }
  }
  return { ms: ms ?? performance.now() - begun, answers: Math.min(answers, first) };
}
