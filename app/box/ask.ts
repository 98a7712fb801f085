import { connect, type Socket } from 'node:net';
import { CodedError, errnoOf } from '../base/base.ts';
import { BoxError } from './errors.ts';
import { BOX_LIMITS } from './limits.ts';
import { Answer, HANDS_SOCKET, lineOf, readLine } from './wire.ts';

export interface AskOptions {
  /** Without it: where systemd listens on a box. */
  readonly socket?: string;
  /** How long the answer may take. */
  readonly answerMs?: number;
  readonly maxAnswerBytes?: number;
}

/**
 * Has the hands do something.
 *
 * @throws BoxError BOX_NO_HANDS on a machine that is no box; CodedError with the code and the words of the verb that failed
 */
export async function askHands<Result>(verb: string, args: unknown, options: AskOptions = {}): Promise<Result> {
  const { socket: path = HANDS_SOCKET, answerMs = BOX_LIMITS.askMs, maxAnswerBytes = BOX_LIMITS.maxAnswerBytes } = options;
  const socket = await open(path);
  const timer = setTimeout(() => socket.destroy(new BoxError('BOX_NO_ANSWER', `The box took longer than ${answerMs} ms.`)), answerMs);
  try {
    socket.write(lineOf({ verb, args }));
    const line = await readLine(socket, maxAnswerBytes);
    if (line === undefined) throw new BoxError('BOX_NO_ANSWER', `The hands of the box ended before they answered (${verb}).`);
    return resultOf(line) as Result;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function resultOf(line: string): unknown {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch (cause) {
    throw new BoxError('BOX_NO_ANSWER', 'What listens on the socket of the hands answers something else.', { cause });
  }
  const { success, data } = Answer.safeParse(given);
  if (!success) throw new BoxError('BOX_NO_ANSWER', 'What listens on the socket of the hands answers something else.');
  if ('error' in data) throw new CodedError(data.error.code, data.error.words);
  return data.ok;
}

function open(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(path, () => resolve(socket));
  socket.on('error', (cause) => reject(cannotOpen(path, cause)));
  return promise;
}

function cannotOpen(path: string, cause: Error): BoxError {
  if (errnoOf(cause) === 'EACCES')
    return new BoxError('BOX_NOT_ALLOWED', 'Only root and the user filmroom may change this box.', { cause });
  const words = `This machine is no Filmroom box, or its service filmroom-hands.socket does not run: nobody listens on ${path}.`;
  return new BoxError('BOX_NO_HANDS', words, { cause });
}
