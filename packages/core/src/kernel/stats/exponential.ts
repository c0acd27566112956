const LN2_HIGH = 6.931471803691238e-1;
const LN2_LOW = 1.9082149292705877e-10;
const ROUND = 6755399441055744; // 1.5 · 2^52: adding and taking it away rounds to an integer
const HIGHEST = 709.782712893384;
const LOWEST = -745.1332191019411;
/** Between these powers of two lie all doubles that are not subnormal. */
const LEAST_POWER = -1022;
const LARGEST_POWER = 1023;

const POWERS = Float64Array.from({ length: LARGEST_POWER - LEAST_POWER + 1 }, (_, at) => 2 ** (at + LEAST_POWER));

/**
 * `e^x`, off by less than one unit in the last place, with the same bits in every engine, which `Math.exp` does not promise. NaN stays NaN.
 * @see fdlibm's e_exp.c: reduction to |r| <= ln 2 / 2, then a rational approximation; and e itself at 1.
 * @example exponential(1) // => 2.718281828459045
 */
export function exponential(x: number): number {
  if (!(x >= LOWEST && x <= HIGHEST)) return x > HIGHEST ? Number.POSITIVE_INFINITY : x < LOWEST ? 0 : x;
  if (x === 1) return Math.E;
  const k = x * Math.LOG2E + ROUND - ROUND;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  let p = -1.6533902205465252e-6 + t * 4.1381367970572385e-8;
  p = 6.613756321437934e-5 + t * p;
  p = -2.7777777777015593e-3 + t * p;
  p = 1.6666666666666602e-1 + t * p;
  const c = r - t * p;
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k < LEAST_POWER) return y * (POWERS[k + 1000 - LEAST_POWER] as number) * 2 ** -1000;
  if (k > LARGEST_POWER) return y * 2 * 2 ** LARGEST_POWER;
  return y * (POWERS[k - LEAST_POWER] as number);
}
