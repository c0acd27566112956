import { type Kernels, NARROW, WIDE } from "./kernels.ts";
import { plainExponential } from "./plain-exponential.ts";

/** Numbers of a histogram cell: sum of gradients, sum of hessians, number of rows. All are integers that doubles hold exactly. */
const CELL = 3;
export const PLAIN_CELL_BYTES = 8 * CELL;
const ROUND = 6755399441055744; // 1.5 · 2^52: adding and taking it away rounds half to even

/** The kernels in TypeScript, for where WebAssembly or its SIMD is missing; see boosting.as for what each does. */
export function plainKernels(buffer: ArrayBuffer | SharedArrayBuffer): Kernels {
  const u8 = new Uint8Array(buffer);
  const i32 = new Int32Array(buffer);
  const u32 = new Uint32Array(buffer);
  const f64 = new Float64Array(buffer);
  const byte = (at: number): number => u8[at] as number;
  const word = (at: number): number => u32[at] as number;
  const double = (at: number): number => f64[at] as number;

  const add = (cell: number, g: number, h: number): void => {
    f64[cell] = (f64[cell] as number) + g;
    f64[cell + 1] = (f64[cell + 1] as number) + h;
    f64[cell + 2] = (f64[cell + 2] as number) + 1;
  };
  const entryOf = (list: number, at: number, info: number): number => (info >>> 2) + 4 * word((list >>> 2) + at);
  const below = (table: number, value: number): number => {
    let p = 0;
    for (let step = 128; step >= 1; step >>>= 1) if (double(table + p + step - 1) < value) p += step;
    return p;
  };

  return {
    name: "js",
    cellBytes: PLAIN_CELL_BYTES,
    addRows(bins, stride, wide, narrow, order, begin, end, gradients, histogram) {
      const first = order >>> 2;
      const pairs = gradients >>> 2;
      const base = histogram >>> 3;
      for (let at = begin; at < end; at++) {
        const row = u32[first + at] as number;
        const g = i32[pairs + 2 * row] as number;
        const h = i32[pairs + 2 * row + 1] as number;
        const from = bins + row * stride;
        let cell = base;
        for (let f = 0; f < wide; f++, cell += WIDE * CELL) add(cell + CELL * (u8[from + f] as number), g, h);
        for (let f = 0; f < narrow; f++, cell += NARROW * CELL) add(cell + CELL * (u8[from + wide + f] as number), g, h);
      }
    },
    clear(histogram, list, from, to, info) {
      for (let at = from; at < to; at++) {
        const entry = entryOf(list, at, info);
        const start = (histogram >>> 3) + CELL * word(entry);
        f64.fill(0, start, start + CELL * word(entry + 1));
      }
    },
    combine(histogram, other, list, from, to, info, subtract) {
      const move = (other - histogram) / 8;
      for (let at = from; at < to; at++) {
        const entry = entryOf(list, at, info);
        const start = (histogram >>> 3) + CELL * word(entry);
        const stop = start + CELL * word(entry + 1);
        for (let cell = start; cell < stop; cell++)
          f64[cell] = subtract ? double(cell) - double(cell + move) : double(cell) + double(cell + move);
      }
    },
    unpack(histogram, feature, info, _bits, out) {
      const entry = (info >>> 2) + 4 * feature;
      const start = (histogram >>> 3) + CELL * word(entry);
      f64.copyWithin(out >>> 3, start, start + CELL * word(entry + 1));
    },
    findSplit(histogram, list, from, to, info, _bits, G, H, N, minRows, minHessian, l1, l2, floor, out) {
      const shrink = (g: number): number => Math.max(Math.abs(g) - l1, 0);
      const own = (shrink(G) * shrink(G)) / (H + l2);
      let best = floor;
      let bound = best + own;
      const found = [-1, 0, 0, 0, 0, 0];
      for (let at = from; at < to; at++) {
        const entry = entryOf(list, at, info);
        const flags = word(entry + 2);
        if (flags & 2) continue;
        const first = (histogram >>> 3) + CELL * word(entry);
        const values = word(entry + 1) - 1;
        const hasMissing = flags & 1;
        for (let direction = 0; direction <= hasMissing; direction++) {
          const missing = first + CELL * values;
          let g = direction ? double(missing) : 0;
          let h = direction ? double(missing + 1) : 0;
          let n = direction ? double(missing + 2) : 0;
          const stop = first + CELL * (hasMissing && !direction ? values : values - 1);
          for (let cell = first; cell < stop; cell += CELL) {
            const more = double(cell + 2);
            if (more === 0 && cell > first) continue;
            g += double(cell);
            h += double(cell + 1);
            n += more;
            if (n < minRows) continue;
            if (n > N - minRows) break;
            const hr = H - h;
            if (h < minHessian) continue;
            if (hr < minHessian) break;
            const a = shrink(g);
            const b = shrink(G - g);
            const a2 = a * a;
            const b2 = b * b;
            const dl = h + l2;
            const dr = hr + l2;
            if (a2 * dr + b2 * dl > bound * (dl * dr)) {
              const gain = a2 / dl + b2 / dr - own;
              if (gain > best) {
                best = gain;
                bound = best + own;
                found[0] = word((list >>> 2) + at);
                found[1] = (cell - first) / CELL;
                found[2] = direction;
                found[3] = g;
                found[4] = h;
                found[5] = n;
              }
            }
          }
        }
      }
      f64[out >>> 3] = best;
      f64.set(found, (out >>> 3) + 1);
    },
    partition(column, stride, order, begin, end, goes, left, right) {
      let l = left >>> 2;
      let r = right >>> 2;
      for (let at = (order >>> 2) + begin; at < (order >>> 2) + end; at++) {
        const row = word(at);
        const go = byte(goes + byte(column + row * stride));
        u32[l] = row;
        u32[r] = row;
        l += go;
        r += 1 - go;
      }
      return l - (left >>> 2);
    },
    partitionAt(column, stride, order, begin, end, bin, missing, missingLeft, left, right) {
      let l = left >>> 2;
      let r = right >>> 2;
      for (let at = (order >>> 2) + begin; at < (order >>> 2) + end; at++) {
        const row = word(at);
        const b = byte(column + row * stride);
        const go = b === missing ? missingLeft : ((b - bin - 1) >>> 31) & 1;
        u32[l] = row;
        u32[r] = row;
        l += go;
        r += 1 - go;
      }
      return l - (left >>> 2);
    },
    gather(bins, stride, begin, end, column) {
      for (let row = begin; row < end; row++) u8[column + row] = byte(bins + row * stride);
    },
    copyBytes(to, from, bytes) {
      u8.copyWithin(to, from, from + bytes);
    },
    addToScores(scores, order, begin, end, value) {
      for (let at = (order >>> 2) + begin; at < (order >>> 2) + end; at++) {
        const score = (scores >>> 3) + word(at);
        f64[score] = double(score) + value;
      }
    },
    fillBins(values, count, borders, missing, bins, stride) {
      for (let at = 0; at < count; at++) {
        const value = double((values >>> 3) + at);
        const bin = Number.isNaN(value) ? missing : below(borders >>> 3, value);
        u8[bins + at * stride] = bin;
      }
    },
    distinct(values, count, table, known, most) {
      const first = table >>> 3;
      let size = known;
      for (let at = 0; at < count; at++) {
        const value = double((values >>> 3) + at);
        if (Number.isNaN(value)) continue;
        const p = below(first, value);
        if (p < size && double(first + p) === value) continue;
        if (size === most) return most + 1;
        f64.copyWithin(first + p + 1, first + p, first + size);
        f64[first + p] = value;
        size++;
      }
      return size;
    },
    sortValues(values, count) {
      f64.subarray(values >>> 3, (values >>> 3) + count).sort();
    },
    logLoss(scores, codes, weights, gradients, begin, end, gradientScale, hessianScale) {
      for (let row = begin; row < end; row++) {
        const p = 1 / (1 + plainExponential(-double((scores >>> 3) + row)));
        const weight = weights === 0 ? 1 : double((weights >>> 3) + row);
        const g = (p - byte(codes + row)) * weight;
        const h = Math.max(p * (1 - p), 1e-16) * weight;
        i32[(gradients >>> 2) + 2 * row] = g * gradientScale + ROUND - ROUND;
        i32[(gradients >>> 2) + 2 * row + 1] = h * hessianScale + ROUND - ROUND;
      }
    },
  };
}
