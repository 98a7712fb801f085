import type { DataElement } from '../dataset/dataset.ts';
import { writeElements } from '../dataset/dataset.ts';
import type { Answer, CommandFields } from '../dimse/dimse.ts';
import { IMPLICIT_VR_LITTLE_ENDIAN, STATUS } from '../registry/registry.ts';
import type { OutgoingInstance, SendOutcome } from './send.ts';

const FAILED_SOP_INSTANCE_UID_LIST = 0x00080058;
const MOST_OF_US = 0xffff; // the counters are US
const LONGEST_SHORT_VALUE = 0xfffe; // UI has a length of 16 bits in explicit VR

/** How far the sub-operations of a C-MOVE or C-GET are (PS3.4 C.4.2.1.6 to C.4.2.1.9), and the responses that say so. */
export class RetrieveCounters {
  #remaining: number;
  #completed = 0;
  #warning = 0;
  #failed: string[] = [];
  #lastWords = '';

  constructor(total: number) {
    this.#remaining = total;
  }

  get completed(): number {
    return this.#completed;
  }

  get failed(): number {
    return this.#failed.length;
  }

  get warning(): number {
    return this.#warning;
  }

  get remaining(): number {
    return this.#remaining;
  }

  count({ kind, instances, words }: SendOutcome<OutgoingInstance>): void {
    this.#remaining -= instances.length;
    if (kind === 'completed') this.#completed += instances.length;
    else if (kind === 'warning') this.#warning += instances.length;
    else for (const { sopInstanceUid } of instances) this.#failed.push(sopInstanceUid);
    if (kind !== 'completed') this.#lastWords = words;
  }

  pending(): Answer {
    return { status: STATUS.PENDING, fields: { ...this.#fields(), numberOfRemainingSuboperations: Math.min(this.#remaining, MOST_OF_US) } };
  }

  /** C-CANCEL: the sub-operations that remain are counted too, and are not failures (PS3.4 C.4.2.3.2). */
  cancelled(transferSyntax: string): Answer {
    const fields = { ...this.#fields(), numberOfRemainingSuboperations: Math.min(this.#remaining, MOST_OF_US) };
    return { status: STATUS.CANCEL, fields, ...this.#failedList(transferSyntax) };
  }

  /** Success, B000H where some had a failure or a warning, A702H where all failed (PS3.4 C.4.2.3.1). */
  final(transferSyntax: string): Answer {
    const answer = { fields: this.#fields(), ...this.#failedList(transferSyntax) };
    if (this.#failed.length > 0 && this.#completed + this.#warning === 0)
      return { ...answer, status: STATUS.OUT_OF_RESOURCES_SUB_OPERATIONS, errorComment: this.#lastWords };
    if (this.#failed.length + this.#warning > 0)
      return { ...answer, status: STATUS.SUB_OPERATIONS_COMPLETE_WITH_FAILURES, errorComment: this.#lastWords };
    return { ...answer, status: STATUS.SUCCESS };
  }

  #fields(): CommandFields {
    return {
      numberOfCompletedSuboperations: Math.min(this.#completed, MOST_OF_US),
      numberOfFailedSuboperations: Math.min(this.#failed.length, MOST_OF_US),
      numberOfWarningSuboperations: Math.min(this.#warning, MOST_OF_US),
    };
  }

  /** (0008,0058), in as far as the VR has room for it. */
  #failedList(transferSyntax: string): Pick<Answer, 'dataset'> {
    if (this.#failed.length === 0) return {};
    let text = this.#failed.join('\\');
    if (transferSyntax !== IMPLICIT_VR_LITTLE_ENDIAN && text.length > LONGEST_SHORT_VALUE)
      text = text.slice(0, text.lastIndexOf('\\', LONGEST_SHORT_VALUE));
    const bytes = Buffer.from(text.length % 2 === 0 ? text : `${text}\0`, 'latin1');
    const list: DataElement = { tag: FAILED_SOP_INSTANCE_UID_LIST, vr: 'UI', bytes };
    return { dataset: writeElements([list], transferSyntax) };
  }
}
