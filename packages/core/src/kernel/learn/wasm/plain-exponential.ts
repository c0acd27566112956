const ROUND = 6755399441055744; // 1.5 · 2^52: adding it rounds to an integer
const LOWEST = -1010;

const POWERS = Float64Array.from({ length: 2 * -LOWEST + 1 }, (_, at) => 2 ** (at + LOWEST));

/** e^x, x held within ±700, by the very steps of the WebAssembly kernel, so that both give the same bits. About 1e-14 relative. */
export function plainExponential(value: number): number {
  const x = Math.max(Math.min(value, 700), -700);
  const k = x * Math.LOG2E + ROUND - ROUND;
  let r = x - k * 0.6931471803691238;
  r -= k * 1.9082149292705877e-10;
  let p = 2.505210838544172e-8;
  p = p * r + 2.755731922398589e-7;
  p = p * r + 2.7557319223985893e-6;
  p = p * r + 2.48015873015873e-5;
  p = p * r + 1.984126984126984e-4;
  p = p * r + 1.388888888888889e-3;
  p = p * r + 8.333333333333333e-3;
  p = p * r + 4.1666666666666664e-2;
  p = p * r + 0.16666666666666666;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * (POWERS[k - LOWEST] as number);
}
