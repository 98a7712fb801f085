import type { Screen } from './screen.ts';

/** What draws frames from their pixels: a script of its own, large, the same in all languages. */
export interface Engine {
  openPixelScreen(element: HTMLElement): Screen;
}

let loading: Promise<Engine> | undefined;

/** Begun with the page, by `viewer.html`, so that it comes beside the attributes of the study. */
export function loadEngine(): Promise<Engine> {
  const path = document.querySelector<HTMLLinkElement>('link[rel=modulepreload][data-engine]')?.href;
  loading ??= path ? (import(path) as Promise<Engine>) : Promise.reject(new Error('there is no engine'));
  return loading;
}
