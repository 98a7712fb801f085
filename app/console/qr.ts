import qrcode from 'qrcode-generator';

/** What a reader wants around the code (ISO/IEC 18004 §6.3.8). */
const QUIET = 4;
const ESC = '\u001b[';

/** The modules of a QR code, true where dark, with the quiet zone around them. */
export function qrModules(text: string): boolean[][] {
  const code = qrcode(0, 'L'); // a screen has no scratches; fewer modules are larger ones
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const side = count + 2 * QUIET;
  const isInside = (at: number) => at >= QUIET && at < QUIET + count;
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => isInside(row) && isInside(column) && code.isDark(row - QUIET, column - QUIET)),
  );
}

/**
 * A QR code in half blocks, two rows of modules in each line.
 *
 * @param colours black on light, whatever the terminal's own colours are; else light modules are the lit ones, for a dark terminal
 */
export function drawQr(text: string, { colours }: { readonly colours: boolean }): string[] {
  const modules = qrModules(text);
  const lines: string[] = [];
  for (let row = 0; row < modules.length; row += 2) {
    const [upper = [], lower = []] = [modules[row], modules[row + 1]];
    const blocks = upper.map((isDark, column) => block(isDark === colours, (lower[column] ?? false) === colours)).join('');
    lines.push(colours ? `${ESC}30;47m${blocks}${ESC}0m` : blocks);
  }
  return lines;
}

function block(isUpperInked: boolean, isLowerInked: boolean): string {
  if (isUpperInked) return isLowerInked ? '█' : '▀';
  return isLowerInked ? '▄' : ' ';
}
