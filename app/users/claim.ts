/** How somebody shows that this Filmroom is his: by the code that it shows, or by having pressed its button. */
export interface ClaimSource {
  /** In constant time; false where there is no code. */
  isRight(code: string): boolean;
  /** How long no code is asked for, in ms; 0 where one is. */
  windowLeftMs(): number;
  /** Somebody has come through it. */
  closeWindow(): void;
  /** It has an owner: the code is void. */
  claimed(): Promise<void>;
}
