import type { KMeansKernels } from "./k-means-kernels.ts";

/** The kernels of k-means in TypeScript, for where WebAssembly or its SIMD is missing; see k-means.as for what each does. */
export function plainKMeans(buffer: ArrayBuffer | SharedArrayBuffer): KMeansKernels {
  const u32 = new Uint32Array(buffer);
  const f64 = new Float64Array(buffer);
  const word = (at: number): number => u32[at] as number;
  const double = (at: number): number => f64[at] as number;

  return {
    pack(columns, apart, width, count, means, rows, stride) {
      for (let f = 0; f < width; f++) {
        const from = (columns + f * apart) >>> 3;
        const mean = double((means >>> 3) + f);
        let to = (rows >>> 3) + f;
        for (let at = 0; at < count; at++, to += stride >>> 3) f64[to] = double(from + at) - mean;
      }
    },
    doubtful(begin, end, labels, upper, lower, moves, drops, halves, list) {
      let to = list >>> 2;
      for (let row = begin; row < end; row++) {
        const label = word((labels >>> 2) + row);
        const u = double((upper >>> 3) + row) + double((moves >>> 3) + label);
        const l = double((lower >>> 3) + row) - double((drops >>> 3) + label);
        f64[(upper >>> 3) + row] = u;
        f64[(lower >>> 3) + row] = l;
        u32[to] = row;
        if (u > Math.max(l, double((halves >>> 3) + label))) to++;
      }
      return to - (list >>> 2);
    },
    assign(rows, stride, width, list, count, centres, norms, groups, labels, squares, upper, lower, slack, most, changes) {
      let changed = 0;
      for (let at = 0; at < count; at++) {
        const row = word((list >>> 2) + at);
        const from = (rows + row * stride) / 8;
        let best = Number.POSITIVE_INFINITY;
        let second = Number.POSITIVE_INFINITY;
        let nearest = 0;
        for (let k = 0; k < 4 * groups; k++) {
          let score = double((norms >>> 3) + k);
          let c = (centres >>> 3) + 4 * width * (k >>> 2) + (k & 3);
          for (let f = 0; f < width; f++, c += 4) score += double(from + f) * double(c);
          if (score < best) {
            second = best;
            best = score;
            nearest = k;
          } else if (score < second) second = score;
        }
        const square = double((squares >>> 3) + row);
        const rounding = slack * (square + most);
        f64[(upper >>> 3) + row] = Math.sqrt(Math.max(square + best, 0) + rounding);
        f64[(lower >>> 3) + row] = Math.sqrt(Math.max(square + second - rounding, 0));
        const label = (labels >>> 2) + row;
        const before = word(label);
        u32[label] = nearest;
        if (before === nearest) continue;
        u32[(changes >>> 2) + 2 * changed] = row;
        u32[(changes >>> 2) + 2 * changed + 1] = before;
        changed++;
      }
      return changed;
    },
    move(rows, stride, changes, count, labels, sums, totals) {
      const width = stride >>> 3;
      for (let at = changes >>> 2; at < (changes >>> 2) + 2 * count; at += 2) {
        const row = word(at);
        const before = word(at + 1);
        const now = word((labels >>> 2) + row);
        const from = rows / 8 + row * width;
        const taken = (sums >>> 3) + before * width;
        const given = (sums >>> 3) + now * width;
        for (let f = 0; f < width; f++) {
          f64[taken + f] = double(taken + f) - double(from + f);
          f64[given + f] = double(given + f) + double(from + f);
        }
        f64[(totals >>> 3) + before] = double((totals >>> 3) + before) - 1;
        f64[(totals >>> 3) + now] = double((totals >>> 3) + now) + 1;
      }
    },
    accumulate(rows, stride, count, labels, weights, sums, totals) {
      const width = stride >>> 3;
      for (let at = 0; at < count; at++) {
        const label = word((labels >>> 2) + at);
        const weight = weights === 0 ? 1 : double((weights >>> 3) + at);
        const total = (totals >>> 3) + label;
        f64[total] = double(total) + weight;
        const from = (rows + at * stride) / 8;
        const to = (sums >>> 3) + label * width;
        for (let f = 0; f < width; f++) f64[to + f] = double(to + f) + weight * double(from + f);
      }
    },
    distances(rows, stride, count, labels, centres, out) {
      const width = stride >>> 3;
      for (let at = 0; at < count; at++) {
        const from = (rows + at * stride) / 8;
        const to = (centres >>> 3) + (labels === 0 ? 0 : word((labels >>> 2) + at) * width);
        let even = 0;
        let odd = 0;
        for (let f = 0; f < width; f += 2) {
          const a = double(from + f) - double(to + f);
          const b = double(from + f + 1) - double(to + f + 1);
          even += a * a;
          odd += b * b;
        }
        f64[(out >>> 3) + at] = even + odd;
      }
    },
  };
}
