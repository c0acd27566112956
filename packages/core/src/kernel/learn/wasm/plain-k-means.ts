import type { KMeansKernels } from "./k-means-kernels.ts";

/** The kernels of k-means in TypeScript, for where WebAssembly or its SIMD is missing; see k-means.as for what each does. */
export function plainKMeans(buffer: ArrayBuffer | SharedArrayBuffer): KMeansKernels {
  const u32 = new Uint32Array(buffer);
  const f64 = new Float64Array(buffer);
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
    assign(rows, stride, width, count, centres, norms, groups, labels) {
      let changed = 0;
      for (let at = 0; at < count; at++) {
        const row = (rows + at * stride) >>> 3;
        let best = Number.POSITIVE_INFINITY;
        let nearest = 0;
        for (let k = 0; k < 4 * groups; k++) {
          let score = double((norms >>> 3) + k);
          let c = (centres >>> 3) + 4 * width * (k >>> 2) + (k & 3);
          for (let f = 0; f < width; f++, c += 4) score += double(row + f) * double(c);
          if (score < best) {
            best = score;
            nearest = k;
          }
        }
        const label = (labels >>> 2) + at;
        if (u32[label] !== nearest) changed++;
        u32[label] = nearest;
      }
      return changed;
    },
    accumulate(rows, stride, count, labels, weights, sums, totals) {
      const width = stride >>> 3;
      for (let at = 0; at < count; at++) {
        const label = u32[(labels >>> 2) + at] as number;
        const weight = weights === 0 ? 1 : double((weights >>> 3) + at);
        const total = (totals >>> 3) + label;
        f64[total] = double(total) + weight;
        const from = ((rows + at * stride) >>> 3) | 0;
        const to = (sums >>> 3) + label * width;
        for (let f = 0; f < width; f++) f64[to + f] = double(to + f) + weight * double(from + f);
      }
    },
    distances(rows, stride, count, labels, centres, out) {
      const width = stride >>> 3;
      for (let at = 0; at < count; at++) {
        const from = (rows + at * stride) >>> 3;
        const to = (centres >>> 3) + (labels === 0 ? 0 : (u32[(labels >>> 2) + at] as number) * width);
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
