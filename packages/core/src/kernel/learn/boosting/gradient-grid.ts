/**
 * The grid that gradients and hessians of a round are rounded to, powers of two: a histogram sums integers, whose sums are exact in any order,
 * so that neither the number of threads nor the kernel changes a bit. The grid is as fine as 31 bits a row and the sums' bits allow.
 */
export interface GradientGrid {
  readonly gradient: number;
  readonly hessian: number;
}

/** Bounds of the values of all rows: the largest, and the sum, of absolute gradients and of hessians. */
export interface GradientBounds {
  readonly largestGradient: number;
  readonly gradients: number;
  readonly largestHessian: number;
  readonly hessians: number;
}

const ROW_BITS = 30;
/** Bits of a sum of gradients: with what rounding adds, doubles hold it exactly. */
const GRADIENT_BITS = 51;

/** Multipliers for gradients and hessians within the bounds; `bits` is the width of a sum of hessians. */
export function gradientGrid(bounds: GradientBounds, bits: number): GradientGrid {
  return {
    gradient: power(bounds.largestGradient, bounds.gradients, GRADIENT_BITS),
    hessian: power(bounds.largestHessian, bounds.hessians, bits - 1),
  };
}

function power(largest: number, sum: number, sumBits: number): number {
  if (!(largest > 0)) return 1;
  const exponent = Math.min(ROW_BITS - Math.ceil(Math.log2(largest)), sumBits - Math.ceil(Math.log2(sum)));
  return 2 ** Math.max(-400, Math.min(400, exponent));
}

/** Rounds the gradients and hessians of a round to integers on their grid, side by side. */
export function toGrid(gradients: Float64Array, hessians: Float64Array, into: Int32Array, bits: number): GradientGrid {
  let largestGradient = 0;
  let sum = 0;
  let largestHessian = 0;
  let hessianSum = 0;
  for (let row = 0; row < gradients.length; row++) {
    const g = Math.abs(gradients[row] as number);
    const h = hessians[row] as number;
    if (g > largestGradient) largestGradient = g;
    if (h > largestHessian) largestHessian = h;
    sum += g;
    hessianSum += h;
  }
  const grid = gradientGrid({ largestGradient, gradients: sum, largestHessian, hessians: hessianSum }, bits);
  for (let row = 0; row < gradients.length; row++) {
    into[2 * row] = Math.floor((gradients[row] as number) * grid.gradient + 0.5);
    into[2 * row + 1] = Math.floor((hessians[row] as number) * grid.hessian + 0.5);
  }
  return grid;
}
