import type { Code } from './code';

/**
 * Functions of four float32 at once. Each takes the local with x and leaves the result on the stack. Errors in units in
 * the last place: exp and log 1, softplus 2, sigmoid, sin and cos 3, tanh and erf 6. Infinities and NaN are as in the
 * exact function.
 */

const polynomial = (code: Code, x: number, [first, ...rest]: readonly number[]): Code => {
  code.get(code.constant(first!));
  for (const coefficient of rest) code.get(x).get(code.constant(coefficient)).multiplyAdd();
  return code;
};

/** x · factor + the vector on the stack. */
const plus = (code: Code, x: number, factor: number): Code => {
  const sum = code.local('v128');
  return code.set(sum).get(x).get(code.constant(factor)).get(sum).multiplyAdd();
};

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** eˣ = 2ⁿ·eʳ with r within ±ln 2 / 2. Source: Cephes, expf.c. */
export function exp(code: Code, x: number): void {
  const [n, r, power, half] = code.locals('v128', 4);
  // in this order of operands NaN stays NaN
  code.get(x).get(code.constant(-104)).op('f32x4.pmax').get(code.constant(89)).op('f32x4.pmin').set(r);
  code.get(r).get(code.constant(Math.LOG2E)).op('f32x4.mul', 'f32x4.nearest').set(n);
  code.get(n).get(code.constant(-LN2_HIGH)).get(r).multiplyAdd().set(r);
  code.get(n).get(code.constant(-LN2_LOW)).get(r).multiplyAdd().set(r);
  polynomial(
    code,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  code.get(r).get(r).op('f32x4.mul').get(r).multiplyAdd().get(code.constant(1)).op('f32x4.add');
  // 2ⁿ as two factors: n goes from −150 to 128, an exponent from −126 to 127
  code.get(n).op('i32x4.trunc_sat_f32x4_s').tee(power).shift('i32x4.shr_s', 1).set(half);
  exponent(code.get(half)).op('f32x4.mul');
  exponent(code.get(power).get(half).op('i32x4.sub')).op('f32x4.mul');
}
const exponent = (code: Code): Code => code.get(code.constant(127, 'i32')).op('i32x4.add').shift('i32x4.shl', 23);

/** log x = e·ln 2 + log m with m from √½ to √2. Source: Cephes, logf.c. */
export function log(code: Code, x: number): void {
  const [e, m, z, tiny, y] = code.locals('v128', 5);
  code.get(x).get(code.constant(1.17549435e-38)).op('f32x4.lt').set(tiny);
  code
    .get(x)
    .get(code.constant(2 ** 23))
    .op('f32x4.mul')
    .get(x)
    .get(tiny)
    .op('v128.bitselect')
    .set(m);
  code.get(m).shift('i32x4.shr_u', 23).get(code.constant(126, 'i32')).op('i32x4.sub');
  code.get(tiny).get(code.constant(23, 'i32')).op('v128.and', 'i32x4.sub', 'f32x4.convert_i32x4_s').set(e);
  code.get(m).get(code.constant(0x007fffff, 'i32')).op('v128.and');
  code.get(code.constant(0.5)).op('v128.or').set(m);
  code.get(m).get(code.constant(Math.SQRT1_2)).op('f32x4.lt').set(tiny);
  code.get(e).get(tiny).get(code.constant(1)).op('v128.and', 'f32x4.sub').set(e);
  code.get(m).get(code.constant(1)).op('f32x4.sub').get(tiny).get(m).op('v128.and', 'f32x4.add').set(m);
  code.get(m).get(m).op('f32x4.mul').set(z);
  polynomial(
    code,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  code.get(m).op('f32x4.mul').get(z).op('f32x4.mul');
  plus(code, e, LN2_LOW);
  plus(code, z, -0.5).get(m).op('f32x4.add');
  plus(code, e, LN2_HIGH).set(y);
  // ∞ stays, 0 gives −∞, negative numbers and NaN give NaN
  code.get(code.constant(Infinity)).get(y).get(x).get(code.constant(Infinity)).op('f32x4.eq', 'v128.bitselect').set(y);
  code.get(code.constant(-Infinity)).get(y).get(x).get(code.constant(0)).op('f32x4.eq', 'v128.bitselect').set(y);
  code.get(y).get(code.constant(Number.NaN)).get(x).get(code.constant(0)).op('f32x4.ge', 'v128.bitselect');
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(code: Code, x: number): void {
  const negative = code.local('v128');
  code.get(code.constant(1)).get(x).op('f32x4.neg').set(negative);
  exp(code, negative);
  code.get(code.constant(1)).op('f32x4.add', 'f32x4.div');
}

/** x·p(x²) / q(x²) between ±8, beyond which it is ±1. Source: Eigen, generic_fast_tanh_float. */
export function tanh(code: Code, x: number): void {
  const [c, z] = code.locals('v128', 2);
  code.get(x).get(code.constant(-7.9988117)).op('f32x4.pmax');
  code.get(code.constant(7.9988117)).op('f32x4.pmin').tee(c).get(c).op('f32x4.mul').set(z);
  polynomial(
    code,
    z,
    [
      -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
      6.37261928875436e-4, 4.89352455891786e-3,
    ],
  );
  code.get(c).op('f32x4.mul');
  polynomial(code, z, [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3]);
  code.op('f32x4.div').get(x);
  code.get(x).op('f32x4.abs').get(code.constant(0.0004)).op('f32x4.gt', 'v128.bitselect');
}

/** log(1 + eˣ) = max(x, 0) + log(1 + u), u = e^−|x|; the rounding error of 1 + u is added back. */
export function softplus(code: Code, x: number): void {
  const [u, w] = code.locals('v128', 2);
  code.get(x).op('f32x4.abs', 'f32x4.neg').set(u);
  exp(code, u);
  code.tee(u).get(code.constant(1)).op('f32x4.add').set(w);
  log(code, w);
  code.get(u).get(w).get(code.constant(1)).op('f32x4.sub', 'f32x4.sub').get(w).op('f32x4.div', 'f32x4.add');
  code.get(x).get(code.constant(0)).op('f32x4.pmax', 'f32x4.add');
}

/** x·p(x²) / q(x²) between ±4. Source: XLA, ErfImpl32. */
export function erf(code: Code, x: number): void {
  const [c, z] = code.locals('v128', 2);
  code.get(x).get(code.constant(-4)).op('f32x4.pmax').get(code.constant(4)).op('f32x4.pmin').tee(c);
  code.get(c).op('f32x4.mul').set(z);
  polynomial(
    code,
    z,
    [
      -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
      -2.95459980854025e-3, -1.60960333262415e-2,
    ],
  );
  code.get(c).op('f32x4.mul');
  polynomial(
    code,
    z,
    [-1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2],
  );
  code.op('f32x4.div');
}

/** π/2 in parts. The product of each of the first three with a whole number below 2¹³ is exact. */
const HALF_PI = [1.5703125, 4.837512969970703e-4, 7.549533620476723e-8, 2.563344151594519e-12];
/** For larger angles these products are rounded. */
const LARGEST_ANGLE = 8192;

/**
 * sin (x + quarters · π/2): ± sin r or ± cos r, by the quadrant of x, with r within ±π/4. `large` leaves the result on
 * the stack if an angle is too large for that. Source: Cephes, sinf.c.
 */
function sinAfter(quarters: 0 | 1, code: Code, x: number, large: () => void): void {
  const [n, r, z, cosine, quadrant, y] = code.locals('v128', 6);
  code
    .get(x)
    .get(code.constant(2 / Math.PI))
    .op('f32x4.mul', 'f32x4.nearest')
    .set(n);
  code.get(x).set(r);
  for (const part of HALF_PI) code.get(n).get(code.constant(-part)).get(r).multiplyAdd().set(r);
  code.get(n).op('i32x4.trunc_sat_f32x4_s').get(code.constant(quarters, 'i32')).op('i32x4.add').set(quadrant);
  code.get(r).get(r).op('f32x4.mul').set(z);
  polynomial(code, z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5, 1]).set(cosine);
  polynomial(code, z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
  code.get(z).op('f32x4.mul').get(r).get(r).multiplyAdd().set(y);
  code.get(cosine).get(y).get(quadrant).shift('i32x4.shl', 31).shift('i32x4.shr_s', 31).op('v128.bitselect');
  code.get(quadrant).shift('i32x4.shr_u', 1).shift('i32x4.shl', 31).op('v128.xor').set(y);
  code
    .get(x)
    .op('f32x4.abs')
    .get(code.constant(LARGEST_ANGLE))
    .op('f32x4.gt', 'v128.any_true')
    .if(() => {
      large();
      code.set(y);
    });
  code.get(y);
}
export const cos = (code: Code, x: number, large: () => void): void => sinAfter(1, code, x, large);
export function sin(code: Code, x: number, large: () => void): void {
  sinAfter(0, code, x, large);
  code
    .get(x)
    .get(x)
    .op('f32x4.abs')
    .get(code.constant(2 ** -12))
    .op('f32x4.gt', 'v128.bitselect'); // −0 stays −0
}
