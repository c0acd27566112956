// AssemblyScript: the inner loops of boosting over raw pointers (bytes) into the imported memory. Built into boosting.wasm.ts by
// `node tools/wasm/build.ts`; plain-kernels.ts does the same steps in TypeScript and must give the same bits.
//
// A histogram cell is two 64-bit integers: the sum of gradients; and, in one word, the number of rows above `bits` bits of the sum of
// hessians. Gradients and hessians of a row are 32-bit integers side by side. Integer sums do not depend on their order.
// A feature's entry in `info` is four 32-bit integers: first cell, number of cells, 1 when training rows miss it, spare.

const CELL: usize = 4; // log2 of a cell's bytes
const TOUCH: usize = 64;

// @ts-ignore: decorators on functions are AssemblyScript
@inline function bump(cell: usize, v: v128, offset: usize): void {
  v128.store(cell + offset, i64x2.add(v128.load(cell + offset), v));
}

// @ts-ignore
@inline function addRange(bins: usize, stride: usize, wide: usize, narrow: usize, order: usize, begin: usize, end: usize, gradients: usize, histogram: usize, one: v128): void {
  const wide8 = wide & ~7;
  const narrow8 = narrow & ~7;
  const narrowHistogram = histogram + (wide << 12);
  const last = order + (end << 2);
  for (let at = order + (begin << 2); at < last; at += 4) {
    const row: usize = load<u32>(at);
    const v = i64x2.add(v128.load_ext<i32>(gradients + (row << 3)), one);
    const base = bins + row * stride;
    let h = histogram;
    let f: usize = 0;
    for (; f < wide8; f += 8) {
      const b = load<u64>(base + f);
      let a = h + (<usize>(b << 4) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a), v));
      a = h + (<usize>(b >> 4) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 4096), v), 4096);
      a = h + (<usize>(b >> 12) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 8192), v), 8192);
      a = h + (<usize>(b >> 20) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 12288), v), 12288);
      a = h + (<usize>(b >> 28) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 16384), v), 16384);
      a = h + (<usize>(b >> 36) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 20480), v), 20480);
      a = h + (<usize>(b >> 44) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 24576), v), 24576);
      a = h + (<usize>(b >> 52) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 28672), v), 28672);
      h += 32768;
    }
    for (; f < wide; f++) {
      bump(h + (<usize>load<u8>(base + f) << CELL), v, 0);
      h += 4096;
    }
    if (narrow == 0) continue;
    const thin = base + wide;
    h = narrowHistogram;
    for (f = 0; f < narrow8; f += 8) {
      const b = load<u64>(thin + f);
      let a = h + (<usize>(b << 4) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a), v));
      a = h + (<usize>(b >> 4) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 512), v), 512);
      a = h + (<usize>(b >> 12) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 1024), v), 1024);
      a = h + (<usize>(b >> 20) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 1536), v), 1536);
      a = h + (<usize>(b >> 28) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 2048), v), 2048);
      a = h + (<usize>(b >> 36) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 2560), v), 2560);
      a = h + (<usize>(b >> 44) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 3072), v), 3072);
      a = h + (<usize>(b >> 52) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a, 3584), v), 3584);
      h += 4096;
    }
    for (; f < narrow; f++) {
      bump(h + (<usize>load<u8>(thin + f) << CELL), v, 0);
      h += 512;
    }
  }
}

/** Adds the rows `order[begin, end)` to the histogram of every feature. Answers a number that means nothing. */
export function addRows(bins: usize, stride: usize, wide: usize, narrow: usize, order: usize, begin: usize, end: usize, gradients: usize, histogram: usize, bits: u32): u32 {
  if (end <= begin) return 0;
  const one = i64x2.replace_lane(i64x2.splat(0), 1, <i64>1 << <i64>bits);
  const span = <usize>load<u32>(order + ((end - 1) << 2)) - <usize>load<u32>(order + (begin << 2));
  if (span * 2 < (end - begin) * 3) {
    addRange(bins, stride, wide, narrow, order, begin, end, gradients, histogram, one);
    return 0;
  }
  // scattered rows: reading one byte of each first keeps many waits for memory in flight, which WASM cannot ask for otherwise
  let sink: u32 = 0;
  for (let from = begin; from < end; from += TOUCH) {
    const to = min(end, from + TOUCH);
    for (let at = from; at < to; at++) {
      const row: usize = load<u32>(order + (at << 2));
      sink += <u32>load<u8>(bins + row * stride) + <u32>load<u8>(gradients + (row << 3));
    }
    addRange(bins, stride, wide, narrow, order, from, to, gradients, histogram, one);
  }
  return sink;
}

/** Empties the cells of the features `list[from, to)`. */
export function clear(histogram: usize, list: usize, from: usize, to: usize, info: usize): void {
  for (let at = from; at < to; at++) {
    const entry = info + (<usize>load<u32>(list + (at << 2)) << 4);
    memory.fill(histogram + (<usize>load<u32>(entry) << CELL), 0, <usize>load<u32>(entry, 4) << CELL);
  }
}

/** Adds another histogram to `histogram`, or takes it away, for the features `list[from, to)`. */
export function combine(histogram: usize, other: usize, list: usize, from: usize, to: usize, info: usize, subtract: u32): void {
  const move = other - histogram;
  for (let at = from; at < to; at++) {
    const entry = info + (<usize>load<u32>(list + (at << 2)) << 4);
    let a = histogram + (<usize>load<u32>(entry) << CELL);
    const last = a + (<usize>load<u32>(entry, 4) << CELL);
    if (subtract) for (; a < last; a += 16) v128.store(a, i64x2.sub(v128.load(a), v128.load(a + move)));
    else for (; a < last; a += 16) v128.store(a, i64x2.add(v128.load(a), v128.load(a + move)));
  }
}

/** Writes the cells of feature `f` as doubles: sum of gradients, of hessians, number of rows; three numbers a cell. */
export function unpack(histogram: usize, f: usize, info: usize, bits: u32, out: usize): void {
  const entry = info + (f << 4);
  let a = histogram + (<usize>load<u32>(entry) << CELL);
  const last = a + (<usize>load<u32>(entry, 4) << CELL);
  const mask = (<u64>1 << <u64>bits) - 1;
  for (; a < last; a += 16) {
    const word = load<u64>(a, 8);
    store<f64>(out, <f64>load<i64>(a));
    store<f64>(out, <f64>(<i64>(word & mask)), 8);
    store<f64>(out, <f64>(<i64>(word >> <u64>bits)), 16);
    out += 24;
  }
}

// @ts-ignore
@inline function shrink(g: f64, l1: f64): f64 {
  return max<f64>(Math.abs(g) - l1, 0);
}

/**
 * The best split of a node with gradient G, hessian H and N rows over the features `list[from, to)`: writes gain, feature (-1 for none), bin, 1
 * when missing values go left, and the left side's sums to `out`. See findSplit in find-split.ts for the rule.
 */
export function findSplit(histogram: usize, list: usize, from: usize, to: usize, info: usize, bits: u32, G: f64, H: f64, N: f64, minRows: f64, minHessian: f64, l1: f64, l2: f64, floor: f64, out: usize): void {
  const shift = <u64>bits;
  const mask = (<u64>1 << shift) - 1;
  const own = shrink(G, l1) * shrink(G, l1) / (H + l2);
  let best = floor;
  let bound = best + own;
  let feature = -1, bin = 0, missingLeft = 0;
  let bestG: f64 = 0, bestH: f64 = 0, bestN: f64 = 0;
  const few = <i64>minRows, many = <i64>(N - minRows);
  for (let at = from; at < to; at++) {
    const f = load<u32>(list + (at << 2));
    const entry = info + (<usize>f << 4);
    const first = histogram + (<usize>load<u32>(entry) << CELL);
    const values: usize = <usize>load<u32>(entry, 4) - 1;
    const hasMissing: u32 = load<u32>(entry, 8) & 1;
    if (load<u32>(entry, 8) & 2) continue;
    for (let direction: u32 = 0; direction <= hasMissing; direction++) {
      let g: i64 = 0;
      let word: u64 = 0;
      if (direction) {
        g = load<i64>(first + (values << CELL));
        word = load<u64>(first + (values << CELL), 8);
      }
      // with missing values on the right, all values may go left
      const stop = first + ((hasMissing && !direction ? values : values - 1) << CELL);
      for (let cell = first; cell < stop; cell += 16) {
        const more = load<u64>(cell, 8);
        if (more == 0 && cell > first) continue; // an empty bin parts the rows as the bin before it
        g += load<i64>(cell);
        word += more;
        const n = <i64>(word >> shift);
        if (n < few) continue;
        if (n > many) break;
        const h = <f64>(<i64>(word & mask));
        const hr = H - h;
        if (h < minHessian) continue;
        if (hr < minHessian) break;
        const left = <f64>g;
        const a = shrink(left, l1), b = shrink(G - left, l1);
        const a2 = a * a, b2 = b * b;
        const dl = h + l2, dr = hr + l2;
        // the division is only worth it when it may change the answer
        if (a2 * dr + b2 * dl > bound * (dl * dr)) {
          const gain = a2 / dl + b2 / dr - own;
          if (gain > best) {
            best = gain;
            bound = best + own;
            feature = f;
            bin = <i32>((cell - first) >> CELL);
            missingLeft = direction;
            bestG = left;
            bestH = h;
            bestN = <f64>n;
          }
        }
      }
    }
  }
  store<f64>(out, best);
  store<f64>(out, <f64>feature, 8);
  store<f64>(out, <f64>bin, 16);
  store<f64>(out, <f64>missingLeft, 24);
  store<f64>(out, bestG, 32);
  store<f64>(out, bestH, 40);
  store<f64>(out, bestN, 48);
}

/**
 * Parts the rows `order[begin, end)` by 256 bytes at `goes` (1: left) for their bins, which lie `stride` bytes apart from `column` on, keeping
 * their order: left ones to `left`, the others to `right` (byte addresses; `left` may be where the rows are). Answers how many went left.
 */
export function partition(column: usize, stride: usize, order: usize, begin: usize, end: usize, goes: usize, left: usize, right: usize): u32 {
  const start = left;
  const last = order + (end << 2);
  for (let at = order + (begin << 2); at < last; at += 4) {
    const row = load<u32>(at);
    const go: usize = load<u8>(goes + <usize>load<u8>(column + row * stride));
    // both writes happen, one address moves: no branch to mispredict
    store<u32>(left, row);
    store<u32>(right, row);
    left += go << 2;
    right += (1 - go) << 2;
  }
  return <u32>((left - start) >> 2);
}

/** As `partition` for thresholds: a row goes left when its bin is at most `bin`, or when it is `missing` and `missingLeft` is 1. */
export function partitionAt(column: usize, stride: usize, order: usize, begin: usize, end: usize, bin: u32, missing: u32, missingLeft: u32, left: usize, right: usize): u32 {
  const start = left;
  const last = order + (end << 2);
  for (let at = order + (begin << 2); at < last; at += 4) {
    const row = load<u32>(at);
    const b = <u32>load<u8>(column + row * stride);
    const isMissing = <u32>(b == missing);
    const go: usize = <usize>(<u32>(b <= bin) & (1 - isMissing) | (isMissing & missingLeft));
    store<u32>(left, row);
    store<u32>(right, row);
    left += go << 2;
    right += (1 - go) << 2;
  }
  return <u32>((left - start) >> 2);
}

/** Writes the bins of the rows [begin, end), `stride` bytes apart from `bins` on, side by side from `column` on. */
export function gather(bins: usize, stride: usize, begin: usize, end: usize, column: usize): void {
  for (let row = begin; row < end; row++) store<u8>(column + row, load<u8>(bins + row * stride));
}

export function copyBytes(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Adds `value` to the raw scores of the rows `order[begin, end)`. */
export function addToScores(scores: usize, order: usize, begin: usize, end: usize, value: f64): void {
  const last = order + (end << 2);
  for (let at = order + (begin << 2); at < last; at += 4) {
    const score = scores + (<usize>load<u32>(at) << 3);
    store<f64>(score, load<f64>(score) + value);
  }
}

/** Bins of `count` values: how many of the 255 ascending borders (padded by infinities) are less; `missing` for NaN. Bins are `stride` bytes apart from `bins` on. */
export function fillBins(values: usize, count: usize, borders: usize, missing: u32, bins: usize, stride: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const v = load<f64>(values + (at << 3));
    let p: usize = 0;
    if (v != v) p = missing;
    else {
      p += <usize>(load<f64>(borders + (127 << 3)) < v) << 7;
      p += <usize>(load<f64>(borders + ((p + 63) << 3)) < v) << 6;
      p += <usize>(load<f64>(borders + ((p + 31) << 3)) < v) << 5;
      p += <usize>(load<f64>(borders + ((p + 15) << 3)) < v) << 4;
      p += <usize>(load<f64>(borders + ((p + 7) << 3)) < v) << 3;
      p += <usize>(load<f64>(borders + ((p + 3) << 3)) < v) << 2;
      p += <usize>(load<f64>(borders + ((p + 1) << 3)) < v) << 1;
      p += <usize>(load<f64>(borders + (p << 3)) < v);
    }
    store<u8>(bins + at * stride, <u8>p);
  }
}

/** Adds the distinct values among `count` ones to an ascending table of 256 doubles padded by infinities, NaN aside; answers their number, or `most + 1`. */
export function distinct(values: usize, count: usize, table: usize, known: u32, most: u32): u32 {
  for (let at: usize = 0; at < count; at++) {
    const v = load<f64>(values + (at << 3));
    if (v != v) continue;
    let p: usize = <usize>(load<f64>(table + (127 << 3)) < v) << 7;
    p += <usize>(load<f64>(table + ((p + 63) << 3)) < v) << 6;
    p += <usize>(load<f64>(table + ((p + 31) << 3)) < v) << 5;
    p += <usize>(load<f64>(table + ((p + 15) << 3)) < v) << 4;
    p += <usize>(load<f64>(table + ((p + 7) << 3)) < v) << 3;
    p += <usize>(load<f64>(table + ((p + 3) << 3)) < v) << 2;
    p += <usize>(load<f64>(table + ((p + 1) << 3)) < v) << 1;
    p += <usize>(load<f64>(table + (p << 3)) < v);
    const place = table + (p << 3);
    if (p < <usize>known && load<f64>(place) == v) continue;
    if (known == most) return most + 1;
    memory.copy(place + 8, place, (<usize>known - p) << 3);
    store<f64>(place, v);
    known++;
  }
  return known;
}

// @ts-ignore
@inline function ordered(bits: u64): u64 {
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
}

/** Sorts `count` doubles ascending, no NaN among them; `scratch` holds as many, `counts` 6 times 2048 32-bit integers. */
export function sortValues(values: usize, count: usize, scratch: usize, counts: usize): void {
  memory.fill(counts, 0, 6 << 13);
  for (let at: usize = 0; at < count; at++) {
    const key = ordered(load<u64>(values + (at << 3)));
    store<u64>(values + (at << 3), key);
    for (let digit: usize = 0; digit < 6; digit++) {
      const slot = counts + (digit << 13) + ((<usize>(key >> <u64>(11 * digit)) & 2047) << 2);
      store<u32>(slot, load<u32>(slot) + 1);
    }
  }
  let source = values, target = scratch;
  for (let digit: usize = 0; digit < 6; digit++) {
    const table = counts + (digit << 13);
    const shift = <u64>(11 * digit);
    let sum: u32 = 0;
    let one = false;
    for (let slot = table; slot < table + 8192; slot += 4) {
      const n = load<u32>(slot);
      if (<usize>n == count) one = true;
      store<u32>(slot, sum);
      sum += n;
    }
    if (one) continue; // all keys share this digit
    for (let at: usize = 0; at < count; at++) {
      const key = load<u64>(source + (at << 3));
      const slot = table + ((<usize>(key >> shift) & 2047) << 2);
      const place = load<u32>(slot);
      store<u32>(slot, place + 1);
      store<u64>(target + (<usize>place << 3), key);
    }
    const swap = source;
    source = target;
    target = swap;
  }
  for (let at: usize = 0; at < count; at++) {
    const key = load<u64>(source + (at << 3));
    store<u64>(values + (at << 3), key ^ (key >> 63 ? 0x8000000000000000 : 0xffffffffffffffff));
  }
}

// @ts-ignore
@inline function exp2(x: v128): v128 {
  x = f64x2.max(f64x2.min(x, f64x2.splat(700)), f64x2.splat(-700));
  const magic = f64x2.splat(6755399441055744.0); // 1.5 · 2^52: adding it rounds to an integer
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), magic);
  const k = f64x2.sub(shifted, magic);
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  let p = f64x2.splat(2.505210838544172e-8);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.755731922398589e-7));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.7557319223985893e-6));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.48015873015873e-5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.984126984126984e-4));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.388888888888889e-3));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(8.333333333333333e-3));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(4.1666666666666664e-2));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.16666666666666666));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  // the low bits of `shifted` are the integer k: moved into the exponent they are 2^k
  const power = i64x2.shl(i64x2.add(i64x2.sub(shifted, i64x2.splat(0x4338000000000000)), i64x2.splat(1023)), 52);
  return f64x2.mul(p, power);
}

/** Gradients and hessians of log loss as integers, for the rows [begin, end), begin even: codes are bytes, `weights` is 0 or doubles. */
export function logLoss(scores: usize, codes: usize, weights: usize, gradients: usize, begin: usize, end: usize, gradientScale: f64, hessianScale: f64): void {
  const one = f64x2.splat(1), least = f64x2.splat(1e-16);
  const gs = f64x2.splat(gradientScale), hs = f64x2.splat(hessianScale);
  for (let row = begin; row < end; row += 2) {
    const p = f64x2.div(one, f64x2.add(one, exp2(f64x2.neg(v128.load(scores + (row << 3))))));
    let g = f64x2.sub(p, f64x2.convert_low_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load16_lane(codes + row, i32x4.splat(0), 0)))));
    let h = f64x2.max(f64x2.mul(p, f64x2.sub(one, p)), least);
    if (weights) {
      const w = v128.load(weights + (row << 3));
      g = f64x2.mul(g, w);
      h = f64x2.mul(h, w);
    }
    const gi = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(g, gs)));
    const hi = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(h, hs)));
    v128.store(gradients + (row << 3), v128.shuffle<i32>(gi, hi, 0, 4, 1, 5));
  }
}

/**
 * Ranks of `count` values among `known` ascending thresholds: how many are less. Missing values rank below all at `low`, above all at `high`.
 */
export function rankValues(values: usize, count: usize, thresholds: usize, known: u32, low: usize, high: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const v = load<f64>(values + (at << 3));
    let base = thresholds;
    let n = known;
    while (n > 1) {
      const half = n >> 1;
      base += load<f64>(base + (<usize>(half - 1) << 3)) < v ? <usize>half << 3 : 0;
      n -= half;
    }
    const rank = <u32>((base - thresholds) >> 3) + <u32>(load<f64>(base) < v);
    const missing = v != v;
    store<u32>(low + (at << 2), missing ? 0 : rank);
    store<u32>(high + (at << 2), missing ? 0x7fffffff : rank);
  }
}

// @ts-ignore
@inline function step(node: usize, codes: usize): usize {
  // the sign bit of rank - code is 1 where the value lies above the threshold
  return <usize>load<u32>(node, 8) + (((load<i32>(node, 4) - load<i32>(codes + load<u32>(node))) >>> 31) << 4);
}

/**
 * Adds the leaves that `count` rows (rounded up to 8) reach in each tree to the scores of its output. A node is four 32-bit integers: where its
 * feature's ranks begin among the codes, rank of its threshold, address of its left child, spare; the children lie side by side, a leaf is its
 * own left child and no code exceeds its rank. The value of the node at `nodes + 16 i` is at `values + 8 i`.
 */
export function walkTrees(nodes: usize, values: usize, roots: usize, trees: u32, outputs: u32, codes: usize, count: usize, scores: usize, scoreBytes: usize): void {
  let output: u32 = 0;
  for (let tree: u32 = 0; tree < trees; tree++) {
    const root: usize = load<u32>(roots + (<usize>tree << 2));
    const sums = scores + <usize>output * scoreBytes;
    for (let at: usize = 0; at < count; at += 8) {
      const row = codes + (at << 2);
      let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
      // eight rows step down together, so that the waits for memory overlap, until all are at leaves
      for (;;) {
        const a2 = step(a, row), b2 = step(b, row + 4), c2 = step(c, row + 8), d2 = step(d, row + 12);
        const e2 = step(e, row + 16), f2 = step(f, row + 20), g2 = step(g, row + 24), h2 = step(h, row + 28);
        const moved = (a ^ a2) | (b ^ b2) | (c ^ c2) | (d ^ d2) | (e ^ e2) | (f ^ f2) | (g ^ g2) | (h ^ h2);
        a = a2;
        b = b2;
        c = c2;
        d = d2;
        e = e2;
        f = f2;
        g = g2;
        h = h2;
        if (moved == 0) break;
      }
      const sum = sums + (at << 3);
      store<f64>(sum, load<f64>(sum) + load<f64>(values + ((a - nodes) >> 1)));
      store<f64>(sum, load<f64>(sum, 8) + load<f64>(values + ((b - nodes) >> 1)), 8);
      store<f64>(sum, load<f64>(sum, 16) + load<f64>(values + ((c - nodes) >> 1)), 16);
      store<f64>(sum, load<f64>(sum, 24) + load<f64>(values + ((d - nodes) >> 1)), 24);
      store<f64>(sum, load<f64>(sum, 32) + load<f64>(values + ((e - nodes) >> 1)), 32);
      store<f64>(sum, load<f64>(sum, 40) + load<f64>(values + ((f - nodes) >> 1)), 40);
      store<f64>(sum, load<f64>(sum, 48) + load<f64>(values + ((g - nodes) >> 1)), 48);
      store<f64>(sum, load<f64>(sum, 56) + load<f64>(values + ((h - nodes) >> 1)), 56);
    }
    output = output + 1 == outputs ? 0 : output + 1;
  }
}
