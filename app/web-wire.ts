/** What the pages of modalities and diagnostics ask for, as the parts have it. Beside `main.ts`, since it puts parts together. */
import { adoptionOf, type Knocks, type ListenerRules } from './knock-list/knock-list.ts';
import type { WebKnocks, WebWire } from './web/web.ts';

export function webWire(parts: {
  readonly knocks: Knocks;
  readonly listeners: () => readonly { readonly name: string; readonly rules: Omit<ListenerRules, 'name'> }[];
}): WebWire {
  return { knocks: webKnocks(parts.knocks, parts.listeners) };
}

function webKnocks(knocks: Knocks, listeners: Parameters<typeof webWire>[0]['listeners']): WebKnocks {
  return {
    list: () => knocks.list(),
    remove: (id) => knocks.remove(id),
    adoption(id, given) {
      const knock = knocks.get(id);
      const listener = listeners().find(({ name }) => name === knock?.listener);
      return knock && adoptionOf(knock, given, listener && { ...listener.rules, name: listener.name });
    },
  };
}
