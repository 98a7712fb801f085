import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawQr, qrModules } from '../../../app/console/console.ts';

const URL_OF_A_BOX = 'http://192.0.2.10:8042/';
const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];

describe('ISO/IEC 18004 QR code', () => {
  it('has its finder patterns in three corners, and four light modules around', () => {
    const modules = qrModules(URL_OF_A_BOX);
    const side = modules.length;
    assert.equal(side, 25 + 8, 'version 2');
    const at = (row: number, column: number) =>
      Array.from({ length: 7 }, (_, y) => Array.from({ length: 7 }, (_, x) => (modules[row + y]?.[column + x] ? '1' : '0')).join(''));
    for (const [row, column] of [
      [4, 4],
      [4, side - 11],
      [side - 11, 4],
    ] as const)
      assert.deepEqual(at(row, column), FINDER);
    for (const row of [0, 1, 2, 3, side - 4, side - 3, side - 2, side - 1]) assert.ok(modules[row]?.every((isDark) => !isDark));
    for (const row of modules) assert.ok([...row.slice(0, 4), ...row.slice(-4)].every((isDark) => !isDark));
  });
  it('is drawn two rows a line, so that a module is a square', () => {
    const modules = qrModules(URL_OF_A_BOX);
    const lines = drawQr(URL_OF_A_BOX, { colours: false });
    assert.equal(lines.length, Math.ceil(modules.length / 2));
    for (const [row, line] of lines.entries())
      for (const [column, block] of [...line].entries()) {
        const inked = { '█': [false, false], '▀': [false, true], '▄': [true, false], ' ': [true, true] }[block];
        assert.deepEqual([modules[2 * row]?.[column], modules[2 * row + 1]?.[column] ?? false], inked, 'light modules are the lit ones');
      }
  });
  it('in colours it is dark on light, whatever the terminal is', () => {
    for (const line of drawQr(URL_OF_A_BOX, { colours: true })) {
      assert.ok(line.startsWith('\u001b[30;47m') && line.endsWith('\u001b[0m'));
      assert.match(line.slice(8, -4), /^[ █▀▄]{33}$/);
    }
  });
});
