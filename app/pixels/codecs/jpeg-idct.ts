const CONST_BITS = 13;
const F_0_298 = 2446;
const F_0_390 = 3196;
const F_0_541 = 4433;
const F_0_765 = 6270;
const F_0_899 = 7373;
const F_1_175 = 9633;
const F_1_501 = 12299;
const F_1_847 = 15137;
const F_1_961 = 16069;
const F_2_053 = 16819;
const F_2_562 = 20995;
const F_3_072 = 25172;

const work = new Int32Array(64);

/**
 * The inverse DCT of a block (T.81 A.3.3) in integers, by Loeffler, Ligtenberg and Moschytz: to the last bit what the IJG's accurate integer
 * method gives, so that decoders can be compared.
 *
 * @param block 64 dequantized coefficients, row by row; on return the values, not yet levelled
 * @param precision 8 or 12
 */
export function inverseDct(block: Int32Array, precision: number): void {
  const pass1Bits = precision === 8 ? 2 : 1; // twelve bits leave room for one
  for (let column = 0; column < 8; column++) pass(block, column, 8, work, column, 8, CONST_BITS - pass1Bits);
  for (let row = 0; row < 64; row += 8) pass(work, row, 1, block, row, 1, CONST_BITS + pass1Bits + 3);
}

function pass(from: Int32Array, begin: number, step: number, to: Int32Array, toBegin: number, toStep: number, shift: number): void {
  const at = (index: number) => from[begin + index * step]!;
  const even1 = Math.imul(at(2) + at(6), F_0_541);
  const even2 = even1 - Math.imul(at(6), F_1_847);
  const even3 = even1 + Math.imul(at(2), F_0_765);
  const even0 = (at(0) + at(4)) << CONST_BITS;
  const even4 = (at(0) - at(4)) << CONST_BITS;
  const a0 = even0 + even3;
  const a3 = even0 - even3;
  const a1 = even4 + even2;
  const a2 = even4 - even2;

  const z5 = Math.imul(at(7) + at(3) + at(5) + at(1), F_1_175);
  const z1 = -Math.imul(at(7) + at(1), F_0_899);
  const z2 = -Math.imul(at(5) + at(3), F_2_562);
  const z3 = z5 - Math.imul(at(7) + at(3), F_1_961);
  const z4 = z5 - Math.imul(at(5) + at(1), F_0_390);
  const b0 = Math.imul(at(7), F_0_298) + z1 + z3;
  const b1 = Math.imul(at(5), F_2_053) + z2 + z4;
  const b2 = Math.imul(at(3), F_3_072) + z2 + z3;
  const b3 = Math.imul(at(1), F_1_501) + z1 + z4;

  const half = 1 << (shift - 1);
  to[toBegin] = (a0 + b3 + half) >> shift;
  to[toBegin + 7 * toStep] = (a0 - b3 + half) >> shift;
  to[toBegin + toStep] = (a1 + b2 + half) >> shift;
  to[toBegin + 6 * toStep] = (a1 - b2 + half) >> shift;
  to[toBegin + 2 * toStep] = (a2 + b1 + half) >> shift;
  to[toBegin + 5 * toStep] = (a2 - b1 + half) >> shift;
  to[toBegin + 3 * toStep] = (a3 + b0 + half) >> shift;
  to[toBegin + 4 * toStep] = (a3 - b0 + half) >> shift;
}
