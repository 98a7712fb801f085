import { CodedError } from '../base/base.ts';
import type { BoxFacts, UploadedUpdate } from './box-schema.ts';

export type BoxRefusalCode =
  | 'WEB_BOX_ONLY' // this machine is no box
  | 'WEB_BOX_NOT_CONFIRMED' // what was typed is not the name of the box
  | 'WEB_UPDATE_BUSY' // another update is being uploaded or installed
  | 'WEB_UPDATE_NO_LENGTH' // the request does not say how long it is
  | 'WEB_UPDATE_TOO_LARGE' // longer than any update
  | 'WEB_UPDATE_NO_ROOM' // it would take the room of images
  | 'WEB_UPDATE_CUT' // the upload ended before its end
  | 'WEB_UPDATE_NONE' // nothing is uploaded
  | 'WEB_VERIFY_RUNS'; // one at a time

/** Why the box does not do what its page asks. */
export class BoxRefusal extends CodedError<BoxRefusalCode> {}

/** The box around the program, for its page. What fails rejects with a CodedError in words; `by` is who asks, for the log. */
export interface WebBox {
  facts(): Promise<BoxFacts>;
  restart(by: string): Promise<void>;
  off(by: string): Promise<void>;
  /** @param typed what the person typed: the name of the box */
  reset(kind: 'keep-images' | 'wipe', typed: string, by: string): Promise<void>;
  /** Restarts into the slot that ran before. */
  previous(by: string): Promise<void>;
  /** Takes a signed bundle; of one that is refused or cut off nothing is kept. */
  takeUpdate(body: AsyncIterable<Uint8Array>, bytes: number | undefined, by: string): Promise<UploadedUpdate>;
  /** Begins to write it into the other slot. */
  install(by: string): Promise<{ readonly slot: string; readonly version: string }>;
  discardUpdate(by: string): Promise<void>;
  verify(by: string): void;
  /** @returns false where none runs */
  cancelVerify(by: string): boolean;
}
