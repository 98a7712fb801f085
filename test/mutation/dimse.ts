import { changesTo, type Mutation } from './mutation.ts';

const PDUS = 'test/conformance/pdus.test.ts';
const STORAGE = 'test/conformance/storage.test.ts';

/** Messages from fragments (PS3.8 Annex E), requests and their responses (PS3.7 §9.3, Annex C). */
export const DIMSE_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/dimse/assemble.ts', [
    {
      find: 'parts.length === 1 ? piece.data : Buffer.concat(parts, length)',
      replace: 'piece.data',
      breaks: 'a command set may come in several fragments (PS3.8 Annex E, checklist 11)',
      test: 'stores what comes with the command in pieces',
      file: PDUS,
    },
    {
      find: 'if (!(piece.isLastFragment && piece.endsPdv)) continue;',
      replace: 'if (!(piece.isLastFragment && piece.endsPdv && piece.data.byteLength > 0)) continue;',
      breaks: 'the last command fragment may be empty (PS3.8 Annex E, checklist 11)',
      test: 'stores what comes with an empty last command fragment',
      file: PDUS,
    },
    {
      find: 'if (isLast) return DATASET_END;',
      replace: '',
      breaks: 'the last data fragment may be empty (PS3.8 Annex E, checklist 11)',
      test: 'stores what comes with an empty last data fragment',
      file: PDUS,
    },
    {
      find: 'if (this.#at >= this.#batch.length) this.#batch = [];',
      replace: 'if (this.#at >= 4) this.#batch = [];',
      breaks: 'command and data set may share a P-DATA-TF (PS3.8 §9.3.5, checklist 12)',
      test: 'stores what comes with command and six data PDVs in one P-DATA-TF',
      file: PDUS,
    },
    {
      find: 'if (piece !== undefined && piece.contextId === this.#context.id && !piece.isCommand) return;',
      replace: 'if (piece !== undefined && !piece.isCommand) return;',
      breaks: 'a message keeps to one presentation context (PS3.8 Annex E)',
      test: 'aborts a message that changes its presentation context midway',
      file: PDUS,
    },
    {
      find: 'if (length > maxCommandSetBytes)',
      replace: 'if (length > 2 ** 40)',
      breaks: 'a command set has a longest length',
      test: 'aborts a command set that never ends, in bounded memory',
      file: PDUS,
    },
  ]),
  ...changesTo('app/dimse/messages.ts', [
    {
      find: 'messageIdBeingRespondedTo: request.messageId,',
      replace: 'messageIdBeingRespondedTo: 1,',
      breaks: 'the response names the request (PS3.7 §9.3.5.2, checklist 1)',
      test: 'answers 0000H and releases, whatever the calling AE title',
      file: 'test/conformance/associate.test.ts',
    },
    {
      find: 'affectedSopInstanceUid: request.affectedSopInstanceUid ?? request.requestedSopInstanceUid,',
      replace: '',
      breaks: 'C-STORE-RSP names the instance (PS3.7 §9.3.1.2, checklist 24)',
      test: 'the answer names the instance',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/dimse/command-set.ts', [
    {
      find: 'return plain.length <= ERROR_COMMENT_CHARACTERS ? plain',
      replace: 'return plain.length < 1000 ? plain',
      breaks: 'ErrorComment is an LO of 64 characters (PS3.7 Annex C, checklist 26)',
      test: 'Cxxx: a data set that cannot be read: random bytes, nothing, one that ends too soon',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/dimse/operation.ts', [
    {
      find: 'status: STATUS.UNRECOGNIZED_OPERATION',
      replace: 'status: STATUS.PROCESSING_FAILURE',
      breaks: '0211H for a command field that PS3.7 does not know (PS3.7 Annex C.5.23)',
      test: '0211H, unrecognized operation, for a command field that PS3.7 does not know',
      file: STORAGE,
    },
    {
      find: 'status: STATUS.SOP_CLASS_NOT_SUPPORTED, errorComment',
      replace: 'status: STATUS.SUCCESS, errorComment',
      breaks: 'an operation that the SOP class does not have is refused (PS3.7 Annex C.5.17)',
      test: 'a C-FIND on a storage context is refused and the association lives',
      file: STORAGE,
    },
    {
      find: 'if (!isDrained) await message.drain();',
      replace: '',
      breaks: 'what a refusal left unread of a data set is read before the next message (PS3.7 §9.3, checklist 26)',
      test: 'serves the next message on the same association after each refusal',
      file: STORAGE,
    },
  ]),
  ...changesTo('app/dimse/provider.ts', [
    {
      find: 'return !isResponse(command) && command.commandField !== COMMAND_FIELD.C_CANCEL_RQ;',
      replace: 'return !isResponse(command);',
      breaks: 'a C-CANCEL-RQ that finds nothing to cancel is ignored (PS3.7 §9.3.2.3)',
      test: 'a C-CANCEL-RQ with nothing to cancel is ignored',
      file: STORAGE,
    },
  ]),
];
