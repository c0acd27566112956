// AssemblyScript: the inner loops of k-means over raw pointers (bytes) into the imported memory. Built into k-means.wasm.ts by
// `node tools/wasm/build.ts`; plain-k-means.ts does the same steps in TypeScript and must give the same bits.
//
// Rows lie row by row, `stride` bytes each: an even number of doubles, the last of an odd row 0, and four rows together are always readable.

/** Transposes `count` values (rounded up to 2) of `width` columns, `apart` bytes apart, into rows, less the mean of each column. `width` is even. */
export function pack(columns: usize, apart: usize, width: usize, count: usize, means: usize, rows: usize, stride: usize): void {
  for (let f: usize = 0; f < width; f += 2) {
    const even = columns + f * apart;
    const odd = even + apart;
    const m0 = v128.load64_splat(means + (f << 3));
    const m1 = v128.load64_splat(means + (f << 3), 8);
    let to = rows + (f << 3);
    for (let at: usize = 0; at < count; at += 2) {
      const a = f64x2.sub(v128.load(even + (at << 3)), m0);
      const b = f64x2.sub(v128.load(odd + (at << 3)), m1);
      v128.store(to, v128.shuffle<u64>(a, b, 0, 2));
      v128.store(to + stride, v128.shuffle<u64>(a, b, 1, 3));
      to += stride << 1;
    }
  }
}

// @ts-ignore: decorators on functions are AssemblyScript
@inline function better(score: v128, best: v128): v128 {
  return f64x2.lt(score, best);
}

// @ts-ignore
@inline function settle(best: v128, place: v128, label: usize): u32 {
  const b0 = f64x2.extract_lane(best, 0), b1 = f64x2.extract_lane(best, 1);
  const p0 = <u32>i64x2.extract_lane(place, 0), p1 = <u32>i64x2.extract_lane(place, 1);
  const nearest = b1 < b0 || (b1 == b0 && p1 < p0) ? p1 : p0;
  const changed = <u32>(load<u32>(label) != nearest);
  store<u32>(label, nearest);
  return changed;
}

/**
 * Labels `count` rows (rounded up to 4) by the least `norm + Σ x · c`, the first of equal ones; c is -2 times a centre. Centres come in `groups`
 * of four, value after value: four of the first column, four of the second. Answers how many labels changed.
 */
export function assign(rows: usize, stride: usize, width: usize, count: usize, centres: usize, norms: usize, groups: usize, labels: usize): u32 {
  let changed: u32 = 0;
  const end = width << 3;
  for (let at: usize = 0; at < count; at += 4) {
    const r0 = rows + at * stride, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
    const none = f64x2.splat(Infinity);
    let b0 = none, b1 = none, b2 = none, b3 = none;
    let p0 = i64x2.splat(0), p1 = p0, p2 = p0, p3 = p0;
    let c = centres;
    for (let group: usize = 0; group < groups; group++) {
      const left = v128.load(norms + (group << 5)), right = v128.load(norms + (group << 5), 16);
      let s0 = left, s1 = left, s2 = left, s3 = left;
      let t0 = right, t1 = right, t2 = right, t3 = right;
      for (let f: usize = 0; f < end; f += 8) {
        const u = v128.load(c), v = v128.load(c, 16);
        c += 32;
        let x = v128.load64_splat(r0 + f);
        s0 = f64x2.add(s0, f64x2.mul(x, u));
        t0 = f64x2.add(t0, f64x2.mul(x, v));
        x = v128.load64_splat(r1 + f);
        s1 = f64x2.add(s1, f64x2.mul(x, u));
        t1 = f64x2.add(t1, f64x2.mul(x, v));
        x = v128.load64_splat(r2 + f);
        s2 = f64x2.add(s2, f64x2.mul(x, u));
        t2 = f64x2.add(t2, f64x2.mul(x, v));
        x = v128.load64_splat(r3 + f);
        s3 = f64x2.add(s3, f64x2.mul(x, u));
        t3 = f64x2.add(t3, f64x2.mul(x, v));
      }
      const first = i64x2.add(i64x2.splat(group << 2), i64x2(0, 1));
      const second = i64x2.add(i64x2.splat(group << 2), i64x2(2, 3));
      let less = better(s0, b0);
      b0 = v128.bitselect(s0, b0, less);
      p0 = v128.bitselect(first, p0, less);
      less = better(t0, b0);
      b0 = v128.bitselect(t0, b0, less);
      p0 = v128.bitselect(second, p0, less);
      less = better(s1, b1);
      b1 = v128.bitselect(s1, b1, less);
      p1 = v128.bitselect(first, p1, less);
      less = better(t1, b1);
      b1 = v128.bitselect(t1, b1, less);
      p1 = v128.bitselect(second, p1, less);
      less = better(s2, b2);
      b2 = v128.bitselect(s2, b2, less);
      p2 = v128.bitselect(first, p2, less);
      less = better(t2, b2);
      b2 = v128.bitselect(t2, b2, less);
      p2 = v128.bitselect(second, p2, less);
      less = better(s3, b3);
      b3 = v128.bitselect(s3, b3, less);
      p3 = v128.bitselect(first, p3, less);
      less = better(t3, b3);
      b3 = v128.bitselect(t3, b3, less);
      p3 = v128.bitselect(second, p3, less);
    }
    const label = labels + (at << 2);
    changed += settle(b0, p0, label);
    if (at + 1 < count) changed += settle(b1, p1, label + 4);
    if (at + 2 < count) changed += settle(b2, p2, label + 8);
    if (at + 3 < count) changed += settle(b3, p3, label + 12);
  }
  return changed;
}

/** Adds each of `count` rows, times its weight, to the sum of its label, and the weight to the label's total; `weights` 0 is 1 each. */
export function accumulate(rows: usize, stride: usize, count: usize, labels: usize, weights: usize, sums: usize, totals: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const label: usize = load<u32>(labels + (at << 2));
    const total = totals + (label << 3);
    let from = rows + at * stride;
    const last = from + stride;
    let to = sums + label * stride;
    if (weights) {
      const weight = weights + (at << 3);
      const w = v128.load64_splat(weight);
      store<f64>(total, load<f64>(total) + load<f64>(weight));
      for (; from < last; from += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), f64x2.mul(w, v128.load(from))));
    } else {
      store<f64>(total, load<f64>(total) + 1);
      for (; from < last; from += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    }
  }
}

/** Squared distances of `count` rows, each to the centre of its label, or all to the first centre where `labels` is 0; centres lie as rows do. */
export function distances(rows: usize, stride: usize, count: usize, labels: usize, centres: usize, out: usize): void {
  for (let at: usize = 0; at < count; at++) {
    let from = rows + at * stride;
    const last = from + stride;
    let to = centres;
    if (labels) to += <usize>load<u32>(labels + (at << 2)) * stride;
    let sum = f64x2.splat(0);
    for (; from < last; from += 16, to += 16) {
      const d = f64x2.sub(v128.load(from), v128.load(to));
      sum = f64x2.add(sum, f64x2.mul(d, d));
    }
    store<f64>(out + (at << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}
