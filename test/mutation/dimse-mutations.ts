import { changes, type Mutation } from './mutation.ts';

/** Messages of fragments, requests and their answers (PS3.7). */
export const DIMSE_MUTATIONS: readonly Mutation[] = [
  ...changes('dimse/assemble.ts', 'pdus', [
    {
      find: 'parts.length === 1 ? piece.data : Buffer.concat(parts, length)',
      replace: 'parts[0]!',
      breaks: 'only the first piece of a command is read',
      test: 'stores what comes with the command in pieces',
    },
    {
      find: 'if (!(piece.isLastFragment && piece.endsPdv)) continue;',
      replace: 'if (!piece.isLastFragment) continue;',
      breaks: 'a command ends with the first piece of its last PDV',
      test: 'serves a peer that writes 3 bytes at a time',
    },
    {
      find: 'const isLast = piece.isLastFragment && piece.endsPdv;',
      replace: 'const isLast = piece.isLastFragment;',
      breaks: 'a data set ends with the first piece of its last PDV',
      test: 'stores what comes 7 bytes at a time',
    },
    {
      find: 'piece !== undefined && piece.contextId === this.#context.id && !piece.isCommand',
      replace: 'piece !== undefined && !piece.isCommand',
      breaks: 'a message may go on in another presentation context',
      test: 'aborts a message that changes its presentation context midway',
    },
    {
      find: 'if (length > maxCommandSetBytes)',
      replace: 'if (length > 1e12)',
      breaks: 'a command set may be of any length',
      test: 'aborts a command set that never ends, in bounded memory',
    },
  ]),
  ...changes('dimse/operation.ts', 'data-sets', [
    {
      find: 'if (!isDrained) await message.drain();',
      replace: '',
      breaks: 'the rest of a refused data set is left in the stream',
      test: 'a sequence nested without end is refused in bounded memory',
    },
  ]),
  ...changes('dimse/operation.ts', 'storage', [
    {
      find: 'status: STATUS.UNRECOGNIZED_OPERATION',
      replace: 'status: STATUS.PROCESSING_FAILURE',
      breaks: 'the status of an unknown command field',
      test: '0211H, unrecognized operation, for a command field that PS3.7 does not know',
    },
    {
      find: 'status: STATUS.SOP_CLASS_NOT_SUPPORTED',
      replace: 'status: STATUS.SUCCESS',
      breaks: 'an operation that is not served seems to succeed',
      test: 'a C-FIND on a storage context is refused and the association lives',
    },
  ]),
  ...changes('dimse/provider.ts', 'storage', [
    {
      find: ' && command.commandField !== COMMAND_FIELD.C_CANCEL_RQ;',
      replace: ';',
      breaks: 'a C-CANCEL-RQ is taken for a request',
      test: 'a C-CANCEL-RQ with nothing to cancel is ignored',
    },
  ]),
  ...changes('dimse/provider.ts', 'interruption', [
    {
      find: 'await association.release();',
      replace: '',
      breaks: 'A-RELEASE-RQ is answered with A-ABORT',
      test: 'answers what was asked before the release',
    },
  ]),
  ...changes('dimse/messages.ts', 'associate', [
    {
      find: 'messageIdBeingRespondedTo: request.messageId,',
      replace: 'messageIdBeingRespondedTo: 1,',
      breaks: 'the answer does not say to which request',
      test: 'answers 0000H and releases, whatever the calling AE title',
    },
  ]),
  ...changes('dimse/messages.ts', 'storage', [
    {
      find: '    affectedSopInstanceUid: request.affectedSopInstanceUid ?? request.requestedSopInstanceUid,\n',
      replace: '',
      breaks: 'the answer does not name the instance',
      test: 'the answer names the instance: AffectedSOPClassUID, AffectedSOPInstanceUID, MessageIDBeingRespondedTo (PS3.7 §9.3.1.2)',
    },
  ]),
];
