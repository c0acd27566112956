import type { BlockKernels } from "./block-kernels.ts";
import { plainExponential } from "./plain-exponential.ts";

/** 1/33, 1/29, … 1 and 1/31, 1/27, … 1/3: every other term of the series of atanh. */
const EVEN = Float64Array.from({ length: 9 }, (_, at) => 1 / (33 - 4 * at));
const ODD = Float64Array.from({ length: 8 }, (_, at) => 1 / (31 - 4 * at));

/** log(1 + e) for e in [0, 1], by the very steps of the WebAssembly kernel. */
function logOnePlus(e: number): number {
  const t = e / (2 + e);
  const square = t * t;
  const fourth = square * square;
  let p = EVEN[0] as number;
  for (let at = 1; at < EVEN.length; at++) p = p * fourth + (EVEN[at] as number);
  let q = ODD[0] as number;
  for (let at = 1; at < ODD.length; at++) q = q * fourth + (ODD[at] as number);
  return (t + t) * (p + q * square);
}

/** The kernels of linear models in TypeScript, for where WebAssembly or its SIMD is missing; see blocks.as for what each does. */
export function plainBlockKernels(buffer: ArrayBuffer | SharedArrayBuffer): BlockKernels {
  const f64 = new Float64Array(buffer);
  const u32 = new Uint32Array(buffer);

  const place = (block: number, group: number, column: number): number =>
    ((block + Math.floor(column / 3) * group) >>> 3) + 2 * (column % 3);

  return {
    pack(raw, stride, pairs, shifts, scales, into) {
      for (let c = 0; c < 3; c++) {
        const from = (raw + c * stride) >>> 3;
        const shift = f64[(shifts >>> 3) + c] as number;
        const scale = f64[(scales >>> 3) + c] as number;
        let to = (into >>> 3) + 2 * c;
        for (let row = 0; row < 2 * pairs; row += 2, to += 6) {
          f64[to] = ((f64[from + row] as number) - shift) * scale;
          f64[to + 1] = ((f64[from + row + 1] as number) - shift) * scale;
        }
      }
    },
    weigh(block, group, groups, pairs, weights, into) {
      const move = (into - block) / 8;
      for (let g = 0; g < groups; g++) {
        let at = (block + g * group) >>> 3;
        for (let w = weights >>> 3; w < (weights >>> 3) + 2 * pairs; w += 2) {
          for (const end = at + 6; at < end; at += 2) {
            f64[at + move] = (f64[at] as number) * (f64[w] as number);
            f64[at + 1 + move] = (f64[at + 1] as number) * (f64[w + 1] as number);
          }
        }
      }
    },
    gram(left, right, group, groups, pairs, out) {
      const size = 3 * groups;
      for (let i = 0; i < size; i++) {
        const own = place(left, group, i);
        // the three columns of a group together: what lies above the diagonal is arbitrary
        for (let g = 0; 3 * g <= i; g++) {
          let e0 = 0;
          let o0 = 0;
          let e1 = 0;
          let o1 = 0;
          let e2 = 0;
          let o2 = 0;
          let q = (right + g * group) >>> 3;
          for (let p = own; p < own + 6 * pairs; p += 6, q += 6) {
            const even = f64[p] as number;
            const odd = f64[p + 1] as number;
            e0 += even * (f64[q] as number);
            o0 += odd * (f64[q + 1] as number);
            e1 += even * (f64[q + 2] as number);
            o1 += odd * (f64[q + 3] as number);
            e2 += even * (f64[q + 4] as number);
            o2 += odd * (f64[q + 5] as number);
          }
          const at = (out >>> 3) + i * size + 3 * g;
          f64[at] = (f64[at] as number) + (e0 + o0);
          f64[at + 1] = (f64[at + 1] as number) + (e1 + o1);
          f64[at + 2] = (f64[at + 2] as number) + (e2 + o2);
        }
      }
    },
    scores(block, group, groups, pairs, factors, out) {
      const first = out >>> 3;
      f64.fill(0, first, first + 2 * pairs);
      for (let c = 0; c < 3 * groups; c++) {
        const factor = f64[(factors >>> 3) + c] as number;
        let p = place(block, group, c);
        for (let at = first; at < first + 2 * pairs; at += 2, p += 6) {
          f64[at] = (f64[at] as number) + (f64[p] as number) * factor;
          f64[at + 1] = (f64[at + 1] as number) + (f64[p + 1] as number) * factor;
        }
      }
    },
    products(block, group, groups, pairs, vector, out) {
      for (let c = 0; c < 3 * groups; c++) {
        let even = 0;
        let odd = 0;
        let p = place(block, group, c);
        for (let v = vector >>> 3; v < (vector >>> 3) + 2 * pairs; v += 2, p += 6) {
          even += (f64[p] as number) * (f64[v] as number);
          odd += (f64[p + 1] as number) * (f64[v + 1] as number);
        }
        const at = (out >>> 3) + c;
        f64[at] = (f64[at] as number) + (even + odd);
      }
    },
    logistic(odds, targets, weights, pairs, first, second) {
      const lanes = [0, 0];
      for (let row = 0; row < 2 * pairs; row++) {
        const z = f64[(odds >>> 3) + row] as number;
        const w = f64[(weights >>> 3) + row] as number;
        const positive = (f64[(targets >>> 3) + row] as number) > 0;
        const e = plainExponential(-Math.abs(z));
        const large = 1 / (1 + e);
        const small = e * large;
        const p = z >= 0 ? large : small;
        const q = z >= 0 ? small : large;
        f64[(first >>> 3) + row] = w * (positive ? -q : p);
        f64[(second >>> 3) + row] = w * (p * q);
        lanes[row & 1] = (lanes[row & 1] as number) + w * (logOnePlus(e) + Math.max(0, positive ? -z : z));
      }
      return (lanes[0] as number) + (lanes[1] as number);
    },
    poisson(logs, targets, weights, pairs, first, second) {
      const lanes = [0, 0];
      for (let row = 0; row < 2 * pairs; row++) {
        const z = f64[(logs >>> 3) + row] as number;
        const w = f64[(weights >>> 3) + row] as number;
        const y = f64[(targets >>> 3) + row] as number;
        const mean = plainExponential(z);
        f64[(first >>> 3) + row] = w * (mean - y);
        f64[(second >>> 3) + row] = w * mean;
        lanes[row & 1] = (lanes[row & 1] as number) + w * (mean - y * z);
      }
      return (lanes[0] as number) + (lanes[1] as number);
    },
    softmax(scores, stride, outputs, pairs, codes, sums, excess) {
      const step = stride >>> 3;
      for (let row = 0; row < 2 * pairs; row++) {
        const begin = (scores >>> 3) + row;
        const last = begin + outputs * step;
        let largest = f64[begin] as number;
        for (let p = begin + step; p < last; p += step) largest = Math.max(largest, f64[p] as number);
        f64[(excess >>> 3) + row] = largest - (f64[begin + (u32[(codes >>> 2) + row] as number) * step] as number);
        let sum = 0;
        for (let p = begin; p < last; p += step) {
          const power = plainExponential((f64[p] as number) - largest);
          f64[p] = power;
          sum += power;
        }
        f64[(sums >>> 3) + row] = sum;
        for (let p = begin; p < last; p += step) f64[p] = (f64[p] as number) / sum;
      }
    },
    residual(probabilities, codes, k, weights, pairs, out) {
      for (let row = 0; row < 2 * pairs; row++) {
        const p = f64[(probabilities >>> 3) + row] as number;
        f64[(out >>> 3) + row] = (f64[(weights >>> 3) + row] as number) * (u32[(codes >>> 2) + row] === k ? p - 1 : p);
      }
    },
    curvature(p, q, same, weights, pairs, out) {
      for (let row = 0; row < 2 * pairs; row++) {
        const own = (f64[(weights >>> 3) + row] as number) * (f64[(p >>> 3) + row] as number);
        f64[(out >>> 3) + row] = own * ((same ? 1 : 0) - (f64[(q >>> 3) + row] as number));
      }
    },
  };
}
