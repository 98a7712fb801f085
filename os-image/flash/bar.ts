/** A progress bar on one line of the terminal; where there is no terminal, a line at each tenth. */

interface Bar {
  at(bytes: number): void;
  end(): void;
}

const WIDTH = 40;

/** What a bar of `width` shows at `part` of 1. */
export const drawBar = (part: number, width = WIDTH): string => '█'.repeat(Math.floor(part * width)).padEnd(width, '░');

export function showBar(what: string, total: number): Bar {
  const begun = performance.now();
  let shown = 0;
  const show = (bytes: number) => {
    const part = bytes / total;
    const seconds = (performance.now() - begun) / 1000;
    const words = `${(bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(0)} MB/s`;
    if (process.stdout.isTTY) process.stdout.write(`\r${what} ${drawBar(part)} ${Math.floor(part * 100)} %  ${words}   `);
    else if (part >= shown + 0.1 || (part === 1 && shown < 1)) {
      shown = part;
      console.log(`${what} ${Math.floor(part * 100)} %, ${words}`);
    }
  };
  return {
    at: show,
    end() {
      show(total);
      if (process.stdout.isTTY) process.stdout.write('\n');
    },
  };
}
