/** A line of the log made fit to be shown: no control character steers the page, no sign turns its direction. */
export function shownLine(line: string): string {
  return line.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '�');
}
