// AssemblyScript: the inner loops of random forests over raw pointers (bytes) into the imported memory. Built into forest.wasm.ts by
// `node tools/wasm/build.ts`; plain-forest-kernels.ts does the same steps in TypeScript and must give the same bits: a tree is grown by one
// thread, so sums of doubles are taken in one order.
//
// A row of a node is 16 bytes in the order of `order`: weight times number and weight, as doubles; or class, a 32-bit integer, and, 8 bytes
// on, weight. A histogram cell is two doubles for numbers, a double per class for classes. The words of `task` are named in forest-kernels.ts.

// @ts-ignore: decorators on functions are AssemblyScript
@inline function word(task: usize, at: usize): usize {
  return <usize>load<u32>(task + (at << 2));
}

/**
 * Bins of `count` values: how many of the 255 ascending borders (padded by infinities) are less; `missing` for NaN. Rows are `stride` bytes apart at `bins`. Widens
 * the range of values of each bin.
 */
export function binValues(values: usize, count: usize, borders: usize, missing: u32, bins: usize, stride: usize, lows: usize, highs: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const v = load<f64>(values + (at << 3));
    if (v != v) {
      store<u8>(bins + at * stride, <u8>missing);
      continue;
    }
    let p: usize = <usize>(load<f64>(borders + (127 << 3)) < v) << 7;
    p += <usize>(load<f64>(borders + ((p + 63) << 3)) < v) << 6;
    p += <usize>(load<f64>(borders + ((p + 31) << 3)) < v) << 5;
    p += <usize>(load<f64>(borders + ((p + 15) << 3)) < v) << 4;
    p += <usize>(load<f64>(borders + ((p + 7) << 3)) < v) << 3;
    p += <usize>(load<f64>(borders + ((p + 3) << 3)) < v) << 2;
    p += <usize>(load<f64>(borders + ((p + 1) << 3)) < v) << 1;
    p += <usize>(load<f64>(borders + (p << 3)) < v);
    store<u8>(bins + at * stride, <u8>p);
    const low = lows + (p << 3), high = highs + (p << 3);
    if (v < load<f64>(low)) store<f64>(low, v);
    if (v > load<f64>(high)) store<f64>(high, v);
  }
}

// @ts-ignore
@inline function rotate(x: u32, by: u32): u32 {
  return (x << by) | (x >>> (32 - by));
}

/** xoshiro128**, as `Random` of core. */
function nextBits(state: usize): u32 {
  const s1 = load<u32>(state, 4);
  const result = rotate(s1 * 5, 7) * 9;
  const s2 = load<u32>(state, 8) ^ load<u32>(state);
  const s3 = load<u32>(state, 12) ^ s1;
  store<u32>(state, s1 ^ s2, 4);
  store<u32>(state, load<u32>(state) ^ s3);
  store<u32>(state, s2 ^ (s1 << 9), 8);
  store<u32>(state, rotate(s3, 11), 12);
  return result;
}

// the best split of the node that is searched
let best: f64 = 0;
let feature: i32 = -1;
let bin: i32 = 0;
let threshold: f64 = 0;
let missingLeft: u32 = 0;

/** The middle of two values, or the lower one where the middle cannot be told from the upper. */
// @ts-ignore
@inline function midway(low: f64, high: f64): f64 {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

/** Sums of the node: of weighted numbers and weights to `sums`, or of weights by class; answers 1 where all rows have one target. */
function total(task: usize, begin: usize, end: usize): u32 {
  const classes = word(task, 11), sums = word(task, 18);
  const first = word(task, 7) + (begin << 4), last = word(task, 7) + (end << 4);
  let same = true;
  if (classes == 0) {
    const g = load<f64>(first), h = load<f64>(first, 8);
    let sum = v128.load(first);
    for (let at = first + 16; at < last; at += 16) {
      sum = f64x2.add(sum, v128.load(at));
      if (load<f64>(at) * h != g * load<f64>(at, 8)) same = false;
    }
    v128.store(sums, sum);
    return <u32>same;
  }
  memory.fill(sums, 0, classes << 3);
  const one = load<u32>(first);
  for (let at = first; at < last; at += 16) {
    const k = load<u32>(at);
    const sum = sums + (<usize>k << 3);
    store<f64>(sum, load<f64>(sum) + load<f64>(at, 8));
    if (k != one) same = false;
  }
  return <u32>same;
}

/** Takes a split where it is better: squares of both sides, their weights, feature, last bin on the left, threshold, and 1 where missing values go left, 2 without any. */
// @ts-ignore
@inline function offer(a2: f64, b2: f64, hl: f64, hr: f64, f: i32, at: i32, cut: f64, left: u32): void {
  // the division is only worth it when it may change the answer
  if (hl > 0 && hr > 0 && a2 * hr + b2 * hl > best * (hl * hr)) {
    const score = a2 / hl + b2 / hr;
    if (score > best) {
      best = score;
      feature = f;
      bin = at;
      threshold = cut;
      missingLeft = left;
    }
  }
}

/** Tries every border of feature `f`; answers 1 where all rows have one value. */
function searchBorders(task: usize, f: u32, begin: usize, end: usize): u32 {
  const column = word(task, 0) + <usize>f, stride = word(task, 1);
  const info = word(task, 2) + (<usize>f << 3);
  const missing: usize = <usize>load<u32>(info) - 1;
  const order = word(task, 6), payload = word(task, 7), cells = word(task, 8), seen = word(task, 9), counts = word(task, 10);
  const classes = word(task, 11);
  const minRows = <u32>word(task, 12);
  const counting = minRows > 1;
  const lows = word(task, 14) + (<usize>f << 11), highs = word(task, 15) + (<usize>f << 11);
  const sums = word(task, 18);
  const cellBytes: usize = classes == 0 ? 16 : classes << 3;

  const lastRow = order + (end << 2);
  let row = payload + (begin << 4);
  if (classes == 0) {
    for (let at = order + (begin << 2); at < lastRow; at += 4, row += 16) {
      const b: usize = load<u8>(column + <usize>load<u32>(at) * stride);
      const cell = cells + (b << 4);
      v128.store(cell, f64x2.add(v128.load(cell), v128.load(row)));
      store<u8>(seen + b, 1);
    }
  } else {
    for (let at = order + (begin << 2); at < lastRow; at += 4, row += 16) {
      const b: usize = load<u8>(column + <usize>load<u32>(at) * stride);
      const cell = cells + b * cellBytes + (<usize>load<u32>(row) << 3);
      store<f64>(cell, load<f64>(cell) + load<f64>(row, 8));
      store<u8>(seen + b, 1);
    }
  }
  if (counting) {
    for (let at = order + (begin << 2); at < lastRow; at += 4) {
      const count = counts + (<usize>load<u8>(column + <usize>load<u32>(at) * stride) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
  }

  const hasMissing = <u32>load<u8>(seen + missing);
  store<u8>(seen + missing, 0);
  const missingCell = cells + missing * cellBytes;
  const missingCount: u32 = counting ? load<u32>(counts + (missing << 2)) : 0;
  const words = ((missing + 8) >> 3) << 3;
  const n = <u32>(end - begin);
  let occupied: u32 = 0;

  for (let direction: u32 = 0; direction <= hasMissing; direction++) {
    const final = direction == hasMissing;
    let previous: i32 = -1;
    let lefts: u32 = direction ? missingCount : 0;
    if (classes == 0) {
      const G = load<f64>(sums), H = load<f64>(sums, 8);
      let g: f64 = 0, h: f64 = 0;
      if (direction) {
        g = load<f64>(missingCell);
        h = load<f64>(missingCell, 8);
      }
      for (let w: usize = 0; w < words; w += 8) {
        let m = load<u64>(seen + w);
        if (final) store<u64>(seen + w, 0);
        for (; m != 0; m &= m - 1) {
          const b = w + <usize>(ctz(m) >> 3);
          if (previous >= 0 && (!counting || (lefts >= minRows && n - lefts >= minRows))) {
            const gr = G - g;
            offer(g * g, gr * gr, h, H - h, f, previous, midway(load<f64>(highs + (<usize>previous << 3)), load<f64>(lows + (b << 3))), hasMissing ? direction : 2);
          }
          const cell = cells + (b << 4);
          g += load<f64>(cell);
          h += load<f64>(cell, 8);
          if (counting) lefts += load<u32>(counts + (b << 2));
          if (final) {
            v128.store(cell, f64x2.splat(0));
            if (counting) store<u32>(counts + (b << 2), 0);
          }
          previous = <i32>b;
          occupied++;
        }
      }
      // with missing values on the right, all values may go left
      if (direction < hasMissing && previous >= 0 && (!counting || (lefts >= minRows && n - lefts >= minRows))) {
        const gr = G - g;
        offer(g * g, gr * gr, h, H - h, f, previous, Infinity, 0);
      }
    } else {
      const left = sums + (classes << 3);
      let hl: f64 = 0, hr: f64 = 0, a2: f64 = 0, b2: f64 = 0;
      for (let k: usize = 0; k < classes << 3; k += 8) {
        const l: f64 = direction ? load<f64>(missingCell + k) : 0;
        const r = load<f64>(sums + k) - l;
        store<f64>(left + k, l);
        hl += l;
        hr += r;
        a2 += l * l;
        b2 += r * r;
      }
      for (let w: usize = 0; w < words; w += 8) {
        let m = load<u64>(seen + w);
        if (final) store<u64>(seen + w, 0);
        for (; m != 0; m &= m - 1) {
          const b = w + <usize>(ctz(m) >> 3);
          if (previous >= 0 && (!counting || (lefts >= minRows && n - lefts >= minRows)))
            offer(a2, b2, hl, hr, f, previous, midway(load<f64>(highs + (<usize>previous << 3)), load<f64>(lows + (b << 3))), hasMissing ? direction : 2);
          const cell = cells + b * cellBytes;
          for (let k: usize = 0; k < classes << 3; k += 8) {
            const d = load<f64>(cell + k);
            if (d == 0) continue;
            const l = load<f64>(left + k);
            const r = load<f64>(sums + k) - l;
            a2 += d * (l + l + d);
            b2 -= d * (r + r - d);
            hl += d;
            hr -= d;
            store<f64>(left + k, l + d);
            if (final) store<f64>(cell + k, 0);
          }
          if (counting) {
            lefts += load<u32>(counts + (b << 2));
            if (final) store<u32>(counts + (b << 2), 0);
          }
          previous = <i32>b;
          occupied++;
        }
      }
      if (direction < hasMissing && previous >= 0 && (!counting || (lefts >= minRows && n - lefts >= minRows)))
        offer(a2, b2, hl, hr, f, previous, Infinity, 0);
    }
  }
  if (hasMissing) {
    memory.fill(missingCell, 0, cellBytes);
    store<u32>(counts + (missing << 2), 0);
    return <u32>(occupied == 0);
  }
  return <u32>(occupied <= 1);
}

// @ts-ignore
@inline function goesLeft(bin: usize, missing: u32, left: u32, last: i32): u32 {
  const b = <u32>load<u8>(bin);
  return b == missing ? left : <u32>(<i32>b <= last);
}

/** Tries one drawn threshold of feature `f`; answers 1 where all rows have one value. */
function searchDrawn(task: usize, f: u32, begin: usize, end: usize): u32 {
  const column = word(task, 0) + <usize>f, stride = word(task, 1);
  const info = word(task, 2) + (<usize>f << 3);
  const missing = load<u32>(info) - 1;
  const order = word(task, 6), bins = word(task, 21), random = word(task, 13);
  const classes = word(task, 11), sums = word(task, 18);
  const minRows = <u32>word(task, 12);
  const lows = word(task, 14) + (<usize>f << 11), highs = word(task, 15) + (<usize>f << 11);
  const n = <u32>(end - begin);
  let low: u32 = 256, high: i32 = -1, gaps: u32 = 0;
  if (load<u32>(info, 4)) {
    for (let at: usize = 0; at < <usize>n; at++) {
      const b = <u32>load<u8>(column + <usize>load<u32>(order + ((begin + at) << 2)) * stride);
      store<u8>(bins + at, <u8>b);
      if (b == missing) gaps++;
      else {
        low = min<u32>(low, b);
        high = max<i32>(high, <i32>b);
      }
    }
  } else {
    for (let at: usize = 0; at < <usize>n; at++) {
      const b = <u32>load<u8>(column + <usize>load<u32>(order + ((begin + at) << 2)) * stride);
      store<u8>(bins + at, <u8>b);
      low = min<u32>(low, b);
      high = max<i32>(high, <i32>b);
    }
  }
  if (high < 0 || (<i32>low == high && gaps == 0)) return 1;

  let at = <i32>low;
  let cut = Infinity;
  let missingGoesLeft: u32 = 0;
  if (<i32>low < high) {
    let from = load<f64>(lows + (<usize>low << 3)), to = load<f64>(highs + (<usize>high << 3));
    // the outermost bins are wide: what the node's own rows have there counts
    if (low == 0 || high == <i32>missing - 1) {
      const values = word(task, 22) + <usize>f * word(task, 23);
      let least: f64 = Infinity, most: f64 = -Infinity;
      for (let i: usize = 0; i < <usize>n; i++) {
        const b = <u32>load<u8>(bins + i);
        if (b != low && <i32>b != high) continue;
        const v = <f64>load<f32>(values + (<usize>load<u32>(order + ((begin + i) << 2)) << 2));
        least = min<f64>(least, v);
        most = max<f64>(most, v);
      }
      from = max<f64>(from, least);
      to = min<f64>(to, most);
    }
    from = max<f64>(from, -1.7976931348623157e308);
    to = min<f64>(to, 1.7976931348623157e308);
    const u = <f64>nextBits(random) / 4294967296;
    const drawn = from * (1 - u) + to * u;
    if (gaps) missingGoesLeft = nextBits(random) >>> 31;
    // the last bin that lies below the drawn value; above the bins stand infinities
    let below: usize = <usize>(load<f64>(highs + (127 << 3)) <= drawn) << 7;
    below += <usize>(load<f64>(highs + ((below + 63) << 3)) <= drawn) << 6;
    below += <usize>(load<f64>(highs + ((below + 31) << 3)) <= drawn) << 5;
    below += <usize>(load<f64>(highs + ((below + 15) << 3)) <= drawn) << 4;
    below += <usize>(load<f64>(highs + ((below + 7) << 3)) <= drawn) << 3;
    below += <usize>(load<f64>(highs + ((below + 3) << 3)) <= drawn) << 2;
    below += <usize>(load<f64>(highs + ((below + 1) << 3)) <= drawn) << 1;
    below += <usize>(load<f64>(highs + (below << 3)) <= drawn);
    at = max<i32>(<i32>low, min<i32>(<i32>below, high) - 1);
    const next = load<f64>(lows + (<usize>(at + 1) << 3));
    cut = drawn;
    if (!(load<f64>(highs + (<usize>at << 3)) <= drawn && drawn < next)) {
      // inside a bin: the nearer of its ends
      if (drawn >= next && at + 1 < high && drawn - next > load<f64>(highs + (<usize>(at + 1) << 3)) - drawn) at++;
      cut = midway(load<f64>(highs + (<usize>at << 3)), load<f64>(lows + (<usize>(at + 1) << 3)));
    }
  }

  let lefts: u32 = 0;
  const payload = word(task, 7) + (begin << 4);
  if (classes == 0) {
    // four sums in turn: an addition does not wait for the one before it
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    const whole = <usize>n & ~3;
    let i: usize = 0;
    for (; i < whole; i += 4) {
      const row = payload + (i << 4);
      const go0 = goesLeft(bins + i, missing, missingGoesLeft, at), go1 = goesLeft(bins + i + 1, missing, missingGoesLeft, at);
      const go2 = goesLeft(bins + i + 2, missing, missingGoesLeft, at), go3 = goesLeft(bins + i + 3, missing, missingGoesLeft, at);
      s0 = f64x2.add(s0, v128.and(v128.load(row), i64x2.splat(-<i64>go0)));
      s1 = f64x2.add(s1, v128.and(v128.load(row, 16), i64x2.splat(-<i64>go1)));
      s2 = f64x2.add(s2, v128.and(v128.load(row, 32), i64x2.splat(-<i64>go2)));
      s3 = f64x2.add(s3, v128.and(v128.load(row, 48), i64x2.splat(-<i64>go3)));
      lefts += go0 + go1 + go2 + go3;
    }
    for (; i < <usize>n; i++) {
      const go = goesLeft(bins + i, missing, missingGoesLeft, at);
      s0 = f64x2.add(s0, v128.and(v128.load(payload + (i << 4)), i64x2.splat(-<i64>go)));
      lefts += go;
    }
    const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
    if (lefts < minRows || n - lefts < minRows) return 0;
    const g = f64x2.extract_lane(sum, 0), h = f64x2.extract_lane(sum, 1);
    const gr = load<f64>(sums) - g;
    offer(g * g, gr * gr, h, load<f64>(sums, 8) - h, f, at, cut, gaps ? missingGoesLeft : 2);
    return 0;
  }
  const left = sums + (classes << 3);
  memory.fill(left, 0, classes << 3);
  for (let i: usize = 0; i < <usize>n; i++) {
    const go = goesLeft(bins + i, missing, missingGoesLeft, at);
    const row = payload + (i << 4);
    const sum = left + (<usize>load<u32>(row) << 3);
    if (go) store<f64>(sum, load<f64>(sum) + load<f64>(row, 8));
    lefts += go;
  }
  if (lefts < minRows || n - lefts < minRows) return 0;
  let hl: f64 = 0, hr: f64 = 0, a2: f64 = 0, b2: f64 = 0;
  for (let k: usize = 0; k < classes << 3; k += 8) {
    const l = load<f64>(left + k);
    const r = load<f64>(sums + k) - l;
    hl += l;
    hr += r;
    a2 += l * l;
    b2 += r * r;
  }
  offer(a2, b2, hl, hr, f, at, cut, gaps ? missingGoesLeft : 2);
  return 0;
}

/**
 * Sums a node's rows `[begin, end)` and, where it may be parted and its targets differ, finds its best split among features drawn one by one,
 * until enough are drawn and one of them is not constant. Writes feature (-1 for none), bin, threshold, 1 when missing values go left (2 without
 * any), and the score.
 */
export function searchNode(task: usize, begin: usize, end: usize, mayPart: u32): void {
  const out = word(task, 16);
  feature = -1;
  best = -1;
  const same = total(task, begin, end);
  if (mayPart && !same) {
    const list = word(task, 3), features = <u32>word(task, 4), wanted = <u32>word(task, 5), random = word(task, 13);
    const drawn = word(task, 17);
    let useful = false;
    for (let at: u32 = 0; at < features && (at < wanted || !useful); at++) {
      const other = at + <u32>((<u64>nextBits(random) * <u64>(features - at)) >> 32);
      const here = list + (<usize>at << 2), there = list + (<usize>other << 2);
      const f = load<u32>(there);
      store<u32>(there, load<u32>(here));
      store<u32>(here, f);
      const constant = drawn ? searchDrawn(task, f, begin, end) : searchBorders(task, f, begin, end);
      if (!constant) useful = true;
    }
  }
  store<f64>(out, <f64>feature);
  store<f64>(out, <f64>bin, 8);
  store<f64>(out, threshold, 16);
  store<f64>(out, <f64>missingLeft, 24);
  store<f64>(out, best, 32);
}

/** Reorders a node's rows `[begin, end)` so that those of bins up to `at`, and missing ones where `left` is 1, come first; answers their number. */
export function partNode(task: usize, begin: usize, end: usize, f: u32, at: u32, left: u32): u32 {
  const column = word(task, 0) + <usize>f, stride = word(task, 1);
  const missing = load<u32>(word(task, 2) + (<usize>f << 3)) - 1;
  const order = word(task, 6), payload = word(task, 7);
  const otherOrder = word(task, 19), otherPayload = word(task, 20);
  let lefts = begin;
  let rights: usize = 0;
  for (let i = begin; i < end; i++) {
    const row = load<u32>(order + (i << 2));
    const v = v128.load(payload + (i << 4));
    const b = <u32>load<u8>(column + <usize>row * stride);
    const go: usize = b == missing ? left : <u32>(b <= at);
    // both writes happen, one place moves: no branch to mispredict
    store<u32>(order + (lefts << 2), row);
    v128.store(payload + (lefts << 4), v);
    store<u32>(otherOrder + (rights << 2), row);
    v128.store(otherPayload + (rights << 4), v);
    lefts += go;
    rights += 1 - go;
  }
  memory.copy(order + (lefts << 2), otherOrder, rights << 2);
  memory.copy(payload + (lefts << 4), otherPayload, rights << 4);
  return <u32>(lefts - begin);
}

// @ts-ignore
@inline function step(node: usize, codes: usize): usize {
  // the sign bit of rank - code is 1 where the value lies above the threshold
  return <usize>load<u32>(node, 8) + (((load<i32>(node, 4) - load<i32>(codes + load<u32>(node))) >>> 31) << 4);
}

// @ts-ignore
@inline function addVector(leaf: usize, outputs: u32, sum: usize, scoreBytes: usize): void {
  let value: usize = load<u32>(leaf, 12);
  for (let k: u32 = 0; k < outputs; k++) {
    store<f64>(sum, load<f64>(sum) + load<f64>(value));
    value += 8;
    sum += scoreBytes;
  }
}

/**
 * Adds the vectors of the leaves that `count` rows (rounded up to 8) reach in each tree to the scores of all outputs. A node is four 32-bit integers,
 * as walkTrees of boosting.as reads them, and the last one of a leaf the address of its vector.
 */
export function walkVectors(roots: usize, trees: u32, outputs: u32, codes: usize, count: usize, scores: usize, scoreBytes: usize): void {
  for (let tree: u32 = 0; tree < trees; tree++) {
    const root: usize = load<u32>(roots + (<usize>tree << 2));
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
      const sum = scores + (at << 3);
      addVector(a, outputs, sum, scoreBytes);
      addVector(b, outputs, sum + 8, scoreBytes);
      addVector(c, outputs, sum + 16, scoreBytes);
      addVector(d, outputs, sum + 24, scoreBytes);
      addVector(e, outputs, sum + 32, scoreBytes);
      addVector(f, outputs, sum + 40, scoreBytes);
      addVector(g, outputs, sum + 48, scoreBytes);
      addVector(h, outputs, sum + 56, scoreBytes);
    }
  }
}
