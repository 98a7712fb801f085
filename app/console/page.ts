/** Lines that grow downwards, and are not equally long: beside a picture there is less room. */
export interface Page {
  readonly lines: readonly string[];
  line(text: string): void;
  /** The words of `text` behind `head`, and below its end where they need more lines. */
  put(head: string, text: string): void;
}

/** @param widthOf the width of each line, from 0 */
export function createPage(widthOf: (line: number) => number): Page {
  const lines: string[] = [];
  return {
    lines,
    line: (text) => void lines.push(text),
    put(head, text) {
      const indent = ' '.repeat(plainWidth(head));
      let now = head;
      let isEmpty = true;
      const room = () => widthOf(lines.length) - plainWidth(now);
      const next = () => {
        lines.push(now);
        now = indent;
        isEmpty = true;
      };
      for (const word of text.split(' ')) {
        if (!isEmpty && room() < word.length + 1) next();
        let rest = isEmpty ? word : ` ${word}`;
        for (; rest.length > Math.max(1, room()); next()) {
          const part = Math.max(1, room());
          now += rest.slice(0, part); // longer than a line
          rest = rest.slice(part);
        }
        now += rest;
        isEmpty = false;
      }
      lines.push(now);
    },
  };
}

const PAINT = new RegExp(`${'\u001b'}\\[[\\d;]*m`, 'g');

/** How many places a text takes, its colours aside. */
export function plainWidth(text: string): number {
  return text.replaceAll(PAINT, '').length;
}
