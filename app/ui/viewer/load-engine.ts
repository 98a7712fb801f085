import type { Screen } from './screen.ts';

/** What draws frames from their pixels: a script of its own, large, the same in all languages. */
export interface Engine {
  openPixelScreen(element: HTMLElement): Screen;
}

let loading: Promise<Engine> | undefined;

/** It is fetched from the beginning, by `viewer.html`; it runs, which takes a while, once there is a picture to look at. */
export function loadEngine(): Promise<Engine> {
  const path = document.querySelector<HTMLLinkElement>('link[data-engine]')?.href;
  loading ??= path ? (import(path) as Promise<Engine>) : Promise.reject(new Error('there is no engine'));
  return loading;
}
