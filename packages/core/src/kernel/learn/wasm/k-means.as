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

/**
 * Lists the rows [begin, end) whose nearest centre may have changed: `upper` bounds a row's distance to its own centre, `lower` the one to any other. Both
 * follow the `moves` of the centre and the `drops`, the farthest move of any other; `halves` is half the distance to the next centre. Answers how many.
 */
export function doubtful(begin: usize, end: usize, labels: usize, upper: usize, lower: usize, moves: usize, drops: usize, halves: usize, list: usize): u32 {
  let to = list;
  for (let row = begin; row < end; row++) {
    const label = <usize>load<u32>(labels + (row << 2)) << 3;
    const u = load<f64>(upper + (row << 3)) + load<f64>(moves + label);
    const l = load<f64>(lower + (row << 3)) - load<f64>(drops + label);
    store<f64>(upper + (row << 3), u);
    store<f64>(lower + (row << 3), l);
    store<u32>(to, <u32>row);
    // the address alone depends on the comparison: no branch to mispredict
    to += <usize>(u > max<f64>(l, load<f64>(halves + label))) << 2;
  }
  return <u32>((to - list) >> 2);
}

const TOUCH: usize = 32;

// @ts-ignore: decorators on functions are AssemblyScript
@inline function touch(rows: usize, stride: usize, list: usize, count: usize, scratch: usize): void {
  // rows apart are waited for together, not one after the other: WebAssembly has no prefetch
  let bits: u64 = 0;
  for (let at: usize = 0; at < count; at++) {
    const row = rows + <usize>load<u32>(list + (at << 2)) * stride;
    for (let byte: usize = 0; byte < stride; byte += 64) bits ^= load<u64>(row + byte);
    bits ^= load<u64>(row + stride - 8);
  }
  store<u64>(scratch, bits);
}

// @ts-ignore
@inline function settle(best: v128, second: v128, place: v128, row: usize, labels: usize, squares: usize, upper: usize, lower: usize, slack: f64, most: f64): u32 {
  const b0 = f64x2.extract_lane(best, 0), b1 = f64x2.extract_lane(best, 1);
  const p0 = <u32>i64x2.extract_lane(place, 0), p1 = <u32>i64x2.extract_lane(place, 1);
  const odd = b1 < b0 || (b1 == b0 && p1 < p0);
  const nearest = odd ? p1 : p0;
  const next = min<f64>(max<f64>(b0, b1), min<f64>(f64x2.extract_lane(second, 0), f64x2.extract_lane(second, 1)));
  const square = load<f64>(squares + (row << 3));
  const rounding = slack * (square + most);
  store<f64>(upper + (row << 3), sqrt<f64>(max<f64>(square + (odd ? b1 : b0), 0) + rounding));
  store<f64>(lower + (row << 3), sqrt<f64>(max<f64>(square + next - rounding, 0)));
  const label = labels + (row << 2);
  const before = load<u32>(label);
  store<u32>(label, nearest);
  return before;
}

/**
 * Labels the `count` listed rows by the least `norm + Σ x · c`, the first of equal ones; c is -2 times a centre. Centres come in `groups` of four, value after
 * value: four of the first column, four of the second. `squares` are the rows' squared lengths; what rounding may be wrong by, `slack` of a row's square and
 * the centres' `most`, goes into the new bounds. Answers how many labels changed, and leaves those rows and their labels before in `changes`.
 */
export function assign(
  rows: usize, stride: usize, width: usize, list: usize, count: usize, centres: usize, norms: usize, groups: usize,
  labels: usize, squares: usize, upper: usize, lower: usize, slack: f64, most: f64, changes: usize,
): u32 {
  let changed = changes;
  const end = width << 3;
  // rows side by side the processor fetches by itself
  const sparse = count > 0 && <usize>(load<u32>(list + ((count - 1) << 2)) - load<u32>(list)) > count + (count >> 1);
  for (let at: usize = 0; at < count; at += 4) {
    if (sparse && (at & (TOUCH - 1)) == 0) touch(rows, stride, list + (at << 2), min<usize>(TOUCH, count - at), changed);
    const i0: usize = load<u32>(list + (at << 2));
    const i1: usize = at + 1 < count ? load<u32>(list + (at << 2), 4) : i0;
    const i2: usize = at + 2 < count ? load<u32>(list + (at << 2), 8) : i0;
    const i3: usize = at + 3 < count ? load<u32>(list + (at << 2), 12) : i0;
    const r0 = rows + i0 * stride, r1 = rows + i1 * stride, r2 = rows + i2 * stride, r3 = rows + i3 * stride;
    const none = f64x2.splat(Infinity);
    let b0 = none, b1 = none, b2 = none, b3 = none;
    let n0 = none, n1 = none, n2 = none, n3 = none;
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
      n0 = f64x2.pmin(n0, f64x2.pmax(s0, b0));
      p0 = v128.bitselect(first, p0, f64x2.lt(s0, b0));
      b0 = f64x2.pmin(b0, s0);
      n0 = f64x2.pmin(n0, f64x2.pmax(t0, b0));
      p0 = v128.bitselect(second, p0, f64x2.lt(t0, b0));
      b0 = f64x2.pmin(b0, t0);
      n1 = f64x2.pmin(n1, f64x2.pmax(s1, b1));
      p1 = v128.bitselect(first, p1, f64x2.lt(s1, b1));
      b1 = f64x2.pmin(b1, s1);
      n1 = f64x2.pmin(n1, f64x2.pmax(t1, b1));
      p1 = v128.bitselect(second, p1, f64x2.lt(t1, b1));
      b1 = f64x2.pmin(b1, t1);
      n2 = f64x2.pmin(n2, f64x2.pmax(s2, b2));
      p2 = v128.bitselect(first, p2, f64x2.lt(s2, b2));
      b2 = f64x2.pmin(b2, s2);
      n2 = f64x2.pmin(n2, f64x2.pmax(t2, b2));
      p2 = v128.bitselect(second, p2, f64x2.lt(t2, b2));
      b2 = f64x2.pmin(b2, t2);
      n3 = f64x2.pmin(n3, f64x2.pmax(s3, b3));
      p3 = v128.bitselect(first, p3, f64x2.lt(s3, b3));
      b3 = f64x2.pmin(b3, s3);
      n3 = f64x2.pmin(n3, f64x2.pmax(t3, b3));
      p3 = v128.bitselect(second, p3, f64x2.lt(t3, b3));
      b3 = f64x2.pmin(b3, t3);
    }
    const before0 = settle(b0, n0, p0, i0, labels, squares, upper, lower, slack, most);
    store<u32>(changed, <u32>i0);
    store<u32>(changed, before0, 4);
    changed += <usize>(load<u32>(labels + (i0 << 2)) != before0) << 3;
    if (at + 1 >= count) break;
    const before1 = settle(b1, n1, p1, i1, labels, squares, upper, lower, slack, most);
    store<u32>(changed, <u32>i1);
    store<u32>(changed, before1, 4);
    changed += <usize>(load<u32>(labels + (i1 << 2)) != before1) << 3;
    if (at + 2 >= count) break;
    const before2 = settle(b2, n2, p2, i2, labels, squares, upper, lower, slack, most);
    store<u32>(changed, <u32>i2);
    store<u32>(changed, before2, 4);
    changed += <usize>(load<u32>(labels + (i2 << 2)) != before2) << 3;
    if (at + 3 >= count) break;
    const before3 = settle(b3, n3, p3, i3, labels, squares, upper, lower, slack, most);
    store<u32>(changed, <u32>i3);
    store<u32>(changed, before3, 4);
    changed += <usize>(load<u32>(labels + (i3 << 2)) != before3) << 3;
  }
  return <u32>((changed - changes) >> 3);
}

/** Moves the `count` rows in `changes`, which weigh 1, from the sums of their labels before to those of their labels now. */
export function move(rows: usize, stride: usize, changes: usize, count: usize, labels: usize, sums: usize, totals: usize): void {
  for (const last = changes + (count << 3); changes < last; changes += 8) {
    const row: usize = load<u32>(changes);
    const before: usize = load<u32>(changes, 4);
    const now: usize = load<u32>(labels + (row << 2));
    let from = rows + row * stride;
    const end = from + stride;
    let taken = sums + before * stride, given = sums + now * stride;
    for (; from < end; from += 16, taken += 16, given += 16) {
      const x = v128.load(from);
      v128.store(taken, f64x2.sub(v128.load(taken), x));
      v128.store(given, f64x2.add(v128.load(given), x));
    }
    store<f64>(totals + (before << 3), load<f64>(totals + (before << 3)) - 1);
    store<f64>(totals + (now << 3), load<f64>(totals + (now << 3)) + 1);
  }
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
