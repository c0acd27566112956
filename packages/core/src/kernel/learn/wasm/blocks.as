// AssemblyScript: the inner loops of linear models over raw pointers (bytes) into the imported memory. Built into blocks.wasm.ts by
// `node tools/wasm/build.ts`; plain-block-kernels.ts does the same steps in TypeScript and must give the same bits.
//
// A block holds an even number of rows of columns in groups of three: a group has, for each pair of rows, the pair of the first column, of the
// second and of the third. Groups lie `group` bytes apart; columns that fill up the last group are 0. Sums run in two lanes, of even and of odd
// rows, which are added at the end of a block.

// @ts-ignore: decorators on functions are AssemblyScript
@inline function bump(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** Packs a group of three columns, `stride` bytes apart at `raw`, as `(value - shift) · scale`; their shifts and scales lie side by side. */
export function pack(raw: usize, stride: usize, pairs: usize, shifts: usize, scales: usize, into: usize): void {
  const s = v128.load64_splat(shifts), t = v128.load64_splat(shifts, 8), u = v128.load64_splat(shifts, 16);
  const a = v128.load64_splat(scales), b = v128.load64_splat(scales, 8), c = v128.load64_splat(scales, 16);
  const last = raw + (pairs << 4);
  const second = stride, third = stride << 1;
  for (; raw < last; raw += 16, into += 48) {
    v128.store(into, f64x2.mul(f64x2.sub(v128.load(raw), s), a));
    v128.store(into, f64x2.mul(f64x2.sub(v128.load(raw + second), t), b), 16);
    v128.store(into, f64x2.mul(f64x2.sub(v128.load(raw + third), u), c), 32);
  }
}

/** Writes the block times one weight per row to `into`. */
export function weigh(block: usize, group: usize, groups: usize, pairs: usize, weights: usize, into: usize): void {
  const move = into - block;
  for (let g: usize = 0; g < groups; g++) {
    let w = weights;
    let p = block + g * group;
    const last = p + pairs * 48;
    for (; p < last; p += 48, w += 16) {
      const v = v128.load(w);
      v128.store(p + move, f64x2.mul(v128.load(p), v));
      v128.store(p + move, f64x2.mul(v128.load(p, 16), v), 16);
      v128.store(p + move, f64x2.mul(v128.load(p, 32), v), 32);
    }
  }
}

/** Adds `Σ left_i · right_j`, j <= i, to the lower triangle of the square of `3 · groups` doubles at `out`; what lies above it is arbitrary. */
export function gram(left: usize, right: usize, group: usize, groups: usize, pairs: usize, out: usize): void {
  const line = groups * 24;
  const bytes = pairs * 48;
  for (let i: usize = 0; i < groups; i++) {
    for (let j: usize = 0; j <= i; j++) {
      let p = left + i * group, q = right + j * group;
      const last = p + bytes;
      let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a, k = a;
      for (; p < last; p += 48, q += 48) {
        const x = v128.load(p), y = v128.load(p, 16), z = v128.load(p, 32);
        let v = v128.load(q);
        a = f64x2.add(a, f64x2.mul(x, v));
        d = f64x2.add(d, f64x2.mul(y, v));
        g = f64x2.add(g, f64x2.mul(z, v));
        v = v128.load(q, 16);
        b = f64x2.add(b, f64x2.mul(x, v));
        e = f64x2.add(e, f64x2.mul(y, v));
        h = f64x2.add(h, f64x2.mul(z, v));
        v = v128.load(q, 32);
        c = f64x2.add(c, f64x2.mul(x, v));
        f = f64x2.add(f, f64x2.mul(y, v));
        k = f64x2.add(k, f64x2.mul(z, v));
      }
      let at = out + 3 * i * line + j * 24;
      bump(at, a);
      bump(at + 8, b);
      bump(at + 16, c);
      at += line;
      bump(at, d);
      bump(at + 8, e);
      bump(at + 16, f);
      at += line;
      bump(at, g);
      bump(at + 8, h);
      bump(at + 16, k);
    }
  }
}

/** `out = Σ_c factor_c · column_c` for each row of the block. */
export function scores(block: usize, group: usize, groups: usize, pairs: usize, factors: usize, out: usize): void {
  const last = out + (pairs << 4);
  for (let at = out; at < last; at += 16) v128.store(at, f64x2.splat(0));
  for (let g: usize = 0; g < groups; g++, factors += 24) {
    const a = v128.load64_splat(factors), b = v128.load64_splat(factors, 8), c = v128.load64_splat(factors, 16);
    let p = block + g * group;
    for (let at = out; at < last; at += 16, p += 48) {
      let sum = f64x2.add(v128.load(at), f64x2.mul(v128.load(p), a));
      sum = f64x2.add(sum, f64x2.mul(v128.load(p, 16), b));
      v128.store(at, f64x2.add(sum, f64x2.mul(v128.load(p, 32), c)));
    }
  }
}

/** Adds `Σ vector · column_c` to the double of each column at `out`. */
export function products(block: usize, group: usize, groups: usize, pairs: usize, vector: usize, out: usize): void {
  const last = vector + (pairs << 4);
  for (let g: usize = 0; g < groups; g++, out += 24) {
    let p = block + g * group;
    let a = f64x2.splat(0), b = a, c = a;
    for (let at = vector; at < last; at += 16, p += 48) {
      const v = v128.load(at);
      a = f64x2.add(a, f64x2.mul(v128.load(p), v));
      b = f64x2.add(b, f64x2.mul(v128.load(p, 16), v));
      c = f64x2.add(c, f64x2.mul(v128.load(p, 32), v));
    }
    bump(out, a);
    bump(out + 8, b);
    bump(out + 16, c);
  }
}

// @ts-ignore
@inline function exponential(x: v128): v128 {
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

// @ts-ignore
@inline function plusOver(p: v128, power: v128, odd: f64): v128 {
  return f64x2.add(f64x2.mul(p, power), f64x2.splat(1 / odd));
}

/** log(1 + e) for e in [0, 1]: twice the series of atanh at e / (2 + e), which is at most 1/3. */
// @ts-ignore
@inline function logOnePlus(e: v128): v128 {
  const t = f64x2.div(e, f64x2.add(f64x2.splat(2), e));
  const square = f64x2.mul(t, t);
  const fourth = f64x2.mul(square, square);
  // two sums of every other term: neither waits for the other
  let p = f64x2.splat(1.0 / 33.0);
  p = plusOver(p, fourth, 29);
  p = plusOver(p, fourth, 25);
  p = plusOver(p, fourth, 21);
  p = plusOver(p, fourth, 17);
  p = plusOver(p, fourth, 13);
  p = plusOver(p, fourth, 9);
  p = plusOver(p, fourth, 5);
  p = plusOver(p, fourth, 1);
  let q = f64x2.splat(1.0 / 31.0);
  q = plusOver(q, fourth, 27);
  q = plusOver(q, fourth, 23);
  q = plusOver(q, fourth, 19);
  q = plusOver(q, fourth, 15);
  q = plusOver(q, fourth, 11);
  q = plusOver(q, fourth, 7);
  q = plusOver(q, fourth, 3);
  p = f64x2.add(p, f64x2.mul(q, square));
  return f64x2.mul(f64x2.add(t, t), p);
}

// @ts-ignore
@inline function total(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Log loss of log-odds against targets 0 and 1: writes the weighted first and second derivative of each row, answers the weighted sum. */
export function logistic(odds: usize, targets: usize, weights: usize, pairs: usize, first: usize, second: usize): f64 {
  const one = f64x2.splat(1), zero = f64x2.splat(0);
  let loss = zero;
  for (let at: usize = 0; at < pairs << 4; at += 16) {
    const z = v128.load(odds + at), w = v128.load(weights + at);
    const positive = f64x2.gt(v128.load(targets + at), zero);
    const e = exponential(f64x2.neg(f64x2.abs(z)));
    const large = f64x2.div(one, f64x2.add(one, e));
    const small = f64x2.mul(e, large);
    const up = f64x2.ge(z, zero);
    const p = v128.bitselect(large, small, up), q = v128.bitselect(small, large, up);
    v128.store(first + at, f64x2.mul(w, v128.bitselect(f64x2.neg(q), p, positive)));
    v128.store(second + at, f64x2.mul(w, f64x2.mul(p, q)));
    const wrong = f64x2.max(zero, v128.bitselect(f64x2.neg(z), z, positive));
    loss = f64x2.add(loss, f64x2.mul(w, f64x2.add(logOnePlus(e), wrong)));
  }
  return total(loss);
}

/** Poisson loss `e^score - target · score`: writes the weighted first and second derivative of each row, answers the weighted sum. */
export function poisson(logs: usize, targets: usize, weights: usize, pairs: usize, first: usize, second: usize): f64 {
  let loss = f64x2.splat(0);
  for (let at: usize = 0; at < pairs << 4; at += 16) {
    const z = v128.load(logs + at), w = v128.load(weights + at), y = v128.load(targets + at);
    const mean = exponential(z);
    v128.store(first + at, f64x2.mul(w, f64x2.sub(mean, y)));
    v128.store(second + at, f64x2.mul(w, mean));
    loss = f64x2.add(loss, f64x2.mul(w, f64x2.sub(mean, f64x2.mul(y, z))));
  }
  return total(loss);
}

/**
 * Softmax over `outputs` arrays of scores, `stride` bytes apart, in place. For each row writes `Σ e^(score - largest)` to `sums` and the largest
 * score less that of the row's own class (`codes`: 32-bit) to `excess`.
 */
export function softmax(scores: usize, stride: usize, outputs: usize, pairs: usize, codes: usize, sums: usize, excess: usize): void {
  for (let at: usize = 0; at < pairs << 4; at += 16) {
    const begin = scores + at;
    const last = begin + outputs * stride;
    let largest = v128.load(begin);
    for (let p = begin + stride; p < last; p += stride) largest = f64x2.max(largest, v128.load(p));
    const own = codes + (at >> 1);
    const one = load<f64>(begin + <usize>load<u32>(own) * stride), other = load<f64>(begin + <usize>load<u32>(own, 4) * stride, 8);
    v128.store(excess + at, f64x2.sub(largest, f64x2.replace_lane(f64x2.splat(one), 1, other)));
    let sum = f64x2.splat(0);
    for (let p = begin; p < last; p += stride) {
      const power = exponential(f64x2.sub(v128.load(p), largest));
      v128.store(p, power);
      sum = f64x2.add(sum, power);
    }
    v128.store(sums + at, sum);
    for (let p = begin; p < last; p += stride) v128.store(p, f64x2.div(v128.load(p), sum));
  }
}

/** `weight · (probability - 1 where the row's class is k)`. */
export function residual(probabilities: usize, codes: usize, k: u32, weights: usize, pairs: usize, out: usize): void {
  for (let at: usize = 0; at < pairs << 4; at += 8) {
    const p = load<f64>(probabilities + at);
    store<f64>(out + at, load<f64>(weights + at) * (load<u32>(codes + (at >> 1)) == k ? p - 1 : p));
  }
}

/** `weight · p · (1 - p)` of one class, or `weight · p · -q` of two. */
export function curvature(p: usize, q: usize, same: u32, weights: usize, pairs: usize, out: usize): void {
  const one = f64x2.splat(same ? 1 : 0);
  for (let at: usize = 0; at < pairs << 4; at += 16) {
    const own = f64x2.mul(v128.load(weights + at), v128.load(p + at));
    v128.store(out + at, f64x2.mul(own, f64x2.sub(one, v128.load(q + at))));
  }
}
