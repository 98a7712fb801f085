import type { Pieces } from './sending.ts';

/** Files that are opened and begun to be read while another is sent: each step of that goes to another thread and back, and none need be waited for. */
export const FILES_AHEAD = 3;

/** One body after the other, the first pieces of those that follow made while one is sent. */
export async function* inTurn(bodies: Iterable<() => Pieces>): Pieces {
  const rest = bodies[Symbol.iterator]();
  const begun: { readonly body: Pieces; readonly first: ReturnType<Pieces['next']> }[] = [];
  const begin = (): void => {
    const { value: make, done } = rest.next();
    if (done) return;
    const body = make();
    const first = body.next();
    first.catch(() => undefined); // heard when it is its turn
    begun.push({ body, first });
  };
  try {
    for (let n = 0; n <= FILES_AHEAD; n++) begin();
    for (let turn = begun[0]; turn; turn = begun[0]) {
      const { value, done } = await turn.first;
      if (!done) {
        yield value;
        yield* turn.body;
      }
      begun.shift();
      begin();
    }
  } finally {
    await Promise.all(begun.map(({ body }) => body.return()));
  }
}
