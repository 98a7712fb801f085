import type { Frame } from './display-sets.ts';
import type { Look, Matrix, Window } from './look.ts';

/** Draws frames into an element: from their pixels (the engine), or as pictures that the box has rendered. */
export interface Screen {
  /** Takes a stack; nothing is drawn before `show`. */
  take(frames: readonly Frame[]): void;
  /** Draws a frame; one call at a time. @throws Error where the frame cannot be drawn */
  show(index: number): Promise<void>;
  look(look: Look): void;
  /** Where the frame is drawn; undefined before the first. */
  matrix(): Matrix | undefined;
  /** The window that it is drawn with, and how far its values go; undefined for colour. */
  window(): (Window & { readonly range: number }) | undefined;
  /** Fetches what will be looked at next. */
  prefetch(indexes: readonly number[]): void;
  resized(): void;
  close(): void;
}
