import type { PanelLed } from '../../web/schema.ts';
import { texts as T } from './panel/en.ts';

interface Words {
  readonly means: string;
  readonly toDo: string;
}

const own = (of: object, key: string): unknown => (Object.hasOwn(of, key) ? of[key as keyof typeof of] : undefined);

/** What an LED says and how it looks, in the language of the page; in the server's English where its state has no words here. */
export function ledWords({ led, state, colour, rhythm, looks, means, toDo }: PanelLed): Words & { readonly looks: string } {
  const words = (own(T.hand, state) ?? own((own(T, led) as object | undefined) ?? {}, state)) as Words | undefined;
  const how = own(T.rhythms, rhythm) as string | undefined;
  const seen = how === undefined ? looks : rhythm === 'off' ? how : T.looks(T.colours[colour], how);
  return { ...(words ?? { means, toDo: toDo === 'Nothing.' ? '' : toDo }), looks: seen };
}
