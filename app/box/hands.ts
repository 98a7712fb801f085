import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { type Clock, CodedError, type Log, removeFile, type Timer, wordsOf } from '../base/base.ts';
import { BoxError } from './errors.ts';
import { BOX_LIMITS, type BoxLimits } from './limits.ts';
import { peerOf } from './peer.ts';
import type { AnyVerb } from './verb.ts';
import { type Answer, lineOf, Request, readLine } from './wire.ts';

export interface HandsOptions {
  readonly verbs: readonly AnyVerb[];
  /** A path, or the descriptor of a socket that systemd listens on (sd_listen_fds(3)). */
  readonly socket: string | { readonly fd: number };
  /** Ends after so long without work; systemd starts the next when somebody asks. */
  readonly idleMs?: number;
  /** Work that goes on besides calls, e.g. a change that waits to be confirmed: while it says so, the hands do not end. */
  readonly isBusy?: () => boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: BoxLimits;
  /** Ends at once. */
  readonly signal?: AbortSignal;
  /** Called when the socket takes connections. */
  readonly ready?: () => void;
}

/**
 * Does what is asked for on a unix socket, one line of JSON for each connection, until nobody has asked for `idleMs`.
 * Who may ask is a matter of the socket's owner and mode. Calls may run at once: a domain that must do one thing after another sees to it.
 */
export async function serveHands(options: HandsOptions): Promise<void> {
  const { socket, log, clock, limits = BOX_LIMITS, idleMs = limits.idleMs, isBusy = () => false, signal, ready } = options;
  const verbs = new Map(options.verbs.map((verb) => [verb.name, verb]));
  const open = new Set<Socket>();
  let conversations = 0; // not sockets: who has its answer and keeps its half open does not count
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let idle: Timer | undefined;
  const rest = () => {
    idle?.cancel();
    idle = clock.after(idleMs, () => (open.size > 0 || isBusy() ? rest() : end()));
  };
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    open.add(connection);
    connection.once('close', () => {
      open.delete(connection);
      rest();
    });
    connection.on('error', (error) => log.debug('hands.connection', { words: wordsOf(error) }));
    const conversation = { log, clock, limits };
    if (conversations >= limits.maxConnections)
      return say(connection, failed(new BoxError('BOX_BUSY', 'Too many ask at once.')), conversation);
    conversations++;
    void converse(connection, verbs, conversation).finally(() => conversations--);
  });
  server.maxConnections = limits.maxSockets; // those that are told BOX_BUSY, or linger
  await listen(server, socket);
  signal?.addEventListener('abort', () => end());
  if (signal?.aborted) end();
  rest();
  ready?.();
  await ended;
  idle?.cancel();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if (signal?.aborted) for (const connection of open) connection.destroy();
  await closed;
}

async function listen(server: Server, socket: HandsOptions['socket']): Promise<void> {
  if (typeof socket === 'string') await removeFile(socket);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(typeof socket === 'string' ? { path: socket } : socket, () => resolve());
  await promise;
  if (typeof socket === 'string') await chmod(socket, 0o660);
}

interface Conversation {
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: BoxLimits;
}

/** One connection: one line in, one line out. Never throws. */
async function converse(connection: Socket, verbs: ReadonlyMap<string, AnyVerb>, conversation: Conversation): Promise<void> {
  const { log, clock, limits } = conversation;
  const { uid, pid, program } = peerOf(connection);
  const startedAt = clock.monotonicMs();
  let verb = '?';
  let answer: Answer;
  try {
    const line = await requestLine(connection, clock, limits);
    if (line === undefined) return void connection.destroy();
    const request = parse(line);
    verb = request.verb;
    answer = { ok: await act(request, verbs) };
  } catch (error) {
    answer = failed(error);
    if (!(error instanceof CodedError)) log.error('hands.fault', { verb, words: error instanceof Error ? error.stack : wordsOf(error) });
  }
  const outcome = 'error' in answer ? answer.error.code : 'ok';
  log.info('hands.call', { verb, outcome, uid, pid, program, ms: Math.round(clock.monotonicMs() - startedAt) });
  say(connection, answer, conversation);
}

async function requestLine(connection: Socket, clock: Clock, limits: BoxLimits): Promise<string | undefined> {
  const late = clock.after(limits.requestTimeoutMs, () =>
    connection.destroy(new BoxError('BOX_BAD_REQUEST', 'The request did not arrive in time.')),
  );
  try {
    return await readLine(connection, limits.maxRequestBytes);
  } finally {
    late.cancel();
  }
}

function parse(line: string): Request {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch (cause) {
    throw new BoxError('BOX_BAD_REQUEST', 'A request is one line of JSON.', { cause });
  }
  const { success, data } = Request.safeParse(given);
  if (!success) throw new BoxError('BOX_BAD_REQUEST', 'A request is {"verb": …, "args": …}.');
  return data;
}

async function act({ verb: name, args = {} }: Request, verbs: ReadonlyMap<string, AnyVerb>): Promise<unknown> {
  const verb = verbs.get(name);
  if (!verb) throw new BoxError('BOX_BAD_REQUEST', `The hands know no "${name}".`);
  const { success, data, error } = verb.args.safeParse(args);
  if (!success) {
    const faults = error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'args'}: ${message}`);
    throw new BoxError('BOX_BAD_REQUEST', `${name}: ${faults.join('; ')}`);
  }
  return verb.run(data as never);
}

function failed(error: unknown): Answer {
  if (error instanceof CodedError) return { error: { code: error.code, words: error.message } };
  return { error: { code: 'BOX_FAULT', words: 'This is a fault of Filmroom itself; the journal has more.' } };
}

/** Has the other side no manners and keeps its half open, or reads nothing, its socket is taken from it. */
function say(connection: Socket, answer: Answer, { clock, limits }: Conversation): void {
  connection.resume(); // so that the end of the other side is seen
  const late = clock.after(limits.answerTimeoutMs, () => connection.destroy());
  connection.once('close', () => late.cancel());
  connection.end(lineOf(answer), () => {
    late.cancel();
    if (connection.destroyed) return;
    const lingering = clock.after(limits.lingerMs, () => connection.destroy());
    connection.once('close', () => lingering.cancel());
  });
}
