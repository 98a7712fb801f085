import { signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'filmroom-theme';

/** `auto` is as the device is set. */
export const theme = signal<Theme>('auto');

export function readTheme(): void {
  const kept = localStorage.getItem(KEY);
  show(THEMES.find((each) => each === kept) ?? 'auto');
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  show(chosen);
}

function show(chosen: Theme): void {
  theme.value = chosen;
  document.documentElement.dataset.theme = chosen;
}
