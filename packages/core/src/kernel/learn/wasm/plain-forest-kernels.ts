import { midway } from "../boosting/thresholds.ts";
import { type ForestKernels, WORD } from "./forest-kernels.ts";

/** The kernels of forests in TypeScript, for where WebAssembly or its SIMD is missing; see forest.as for what each does. */
export function plainForestKernels(buffer: ArrayBuffer | SharedArrayBuffer): ForestKernels {
  const u8 = new Uint8Array(buffer);
  const u32 = new Uint32Array(buffer);
  const f32 = new Float32Array(buffer);
  const f64 = new Float64Array(buffer);
  const word = (at: number): number => u32[at] as number;
  const double = (at: number): number => f64[at] as number;
  const add = (at: number, value: number): void => {
    f64[at] = (f64[at] as number) + value;
  };

  let best = 0;
  let feature = -1;
  let bin = 0;
  let threshold = 0;
  let missingLeft = 0;

  const offer = (a2: number, b2: number, hl: number, hr: number, f: number, at: number, cut: number, left: number): void => {
    if (!(hl > 0 && hr > 0 && a2 * hr + b2 * hl > best * (hl * hr))) return;
    const score = a2 / hl + b2 / hr;
    if (!(score > best)) return;
    best = score;
    feature = f;
    bin = at;
    threshold = cut;
    missingLeft = left;
  };

  const total = (classes: number, sums: number, payload: number, begin: number, end: number): boolean => {
    let same = true;
    const first = payload + 2 * begin;
    if (classes === 0) {
      const g = double(first);
      const h = double(first + 1);
      let [sumG, sumH] = [g, h];
      for (let at = first + 2; at < payload + 2 * end; at += 2) {
        sumG += double(at);
        sumH += double(at + 1);
        if (double(at) * h !== g * double(at + 1)) same = false;
      }
      f64[sums] = sumG;
      f64[sums + 1] = sumH;
      return same;
    }
    f64.fill(0, sums, sums + classes);
    for (let at = first; at < payload + 2 * end; at += 2) {
      add(sums + word(2 * at), double(at + 1));
      if (word(2 * at) !== word(2 * first)) same = false;
    }
    return same;
  };

  /** The node's task as places in the arrays. */
  const taskOf = (task: number) => {
    const at = (name: number): number => word((task >>> 2) + name);
    return {
      rows: at(WORD.ROWS),
      stride: at(WORD.STRIDE),
      info: at(WORD.INFO) >>> 2,
      features: at(WORD.FEATURES) >>> 2,
      featureCount: at(WORD.FEATURE_COUNT),
      wanted: at(WORD.WANTED),
      order: at(WORD.ORDER) >>> 2,
      payload: at(WORD.PAYLOAD) >>> 3,
      cells: at(WORD.CELLS) >>> 3,
      seen: at(WORD.SEEN),
      counts: at(WORD.COUNTS) >>> 2,
      classes: at(WORD.CLASSES),
      minRows: at(WORD.MIN_LEAF),
      random: at(WORD.RANDOM) >>> 2,
      lows: at(WORD.LOWS) >>> 3,
      highs: at(WORD.HIGHS) >>> 3,
      out: at(WORD.OUT) >>> 3,
      drawn: at(WORD.DRAWN),
      sums: at(WORD.SUMS) >>> 3,
      otherOrder: at(WORD.OTHER_ORDER) >>> 2,
      otherPayload: at(WORD.OTHER_PAYLOAD) >>> 3,
      bins: at(WORD.BINS),
      values: at(WORD.VALUES) >>> 2,
      valueCount: at(WORD.VALUE_BYTES) >>> 2,
    };
  };
  type Task = ReturnType<typeof taskOf>;

  /** Sums by class or of numbers on the left, started empty or with what lies at `from`. */
  const leftSide = ({ classes, sums }: Task, from: number | null) => {
    const left = sums + classes;
    const side = { g: 0, h: 0, hr: 0, a2: 0, b2: 0 };
    if (classes === 0) {
      side.g = from === null ? 0 : double(from);
      side.h = from === null ? 0 : double(from + 1);
      return side;
    }
    for (let k = 0; k < classes; k++) {
      const l = from === null ? 0 : double(from + k);
      const r = double(sums + k) - l;
      f64[left + k] = l;
      side.h += l;
      side.hr += r;
      side.a2 += l * l;
      side.b2 += r * r;
    }
    return side;
  };

  const searchBorders = (task: Task, f: number, begin: number, end: number): boolean => {
    const { order, payload, cells, seen, counts, classes, minRows, sums } = task;
    const column = task.rows + f;
    const missing = word(task.info + 2 * f) - 1;
    const lows = task.lows + 256 * f;
    const highs = task.highs + 256 * f;
    const size = classes === 0 ? 2 : classes;
    for (let i = begin; i < end; i++) {
      const b = u8[column + word(order + i) * task.stride] as number;
      const row = payload + 2 * i;
      if (classes === 0) {
        add(cells + 2 * b, double(row));
        add(cells + 2 * b + 1, double(row + 1));
      } else add(cells + b * size + word(2 * row), double(row + 1));
      u8[seen + b] = 1;
      u32[counts + b] = word(counts + b) + 1;
    }
    const hasMissing = u8[seen + missing] as number;
    const missingCell = cells + missing * size;
    const n = end - begin;
    let occupied = 0;
    for (let direction = 0; direction <= hasMissing; direction++) {
      let previous = -1;
      let lefts = direction === 1 ? word(counts + missing) : 0;
      const side = leftSide(task, direction === 1 ? missingCell : null);
      const fits = (): boolean => previous >= 0 && (minRows <= 1 || (lefts >= minRows && n - lefts >= minRows));
      const tryCut = (cut: number): void => {
        const missingSide = hasMissing === 1 ? direction : 2;
        if (classes !== 0) offer(side.a2, side.b2, side.h, side.hr, f, previous, cut, missingSide);
        else {
          const gr = double(sums) - side.g;
          offer(side.g * side.g, gr * gr, side.h, double(sums + 1) - side.h, f, previous, cut, missingSide);
        }
      };
      for (let b = 0; b < missing; b++) {
        if (u8[seen + b] === 0) continue;
        if (fits()) tryCut(midway(double(highs + previous), double(lows + b)));
        const cell = cells + b * size;
        if (classes === 0) {
          side.g += double(cell);
          side.h += double(cell + 1);
        } else {
          const left = sums + classes;
          for (let k = 0; k < classes; k++) {
            const d = double(cell + k);
            if (d === 0) continue;
            const l = double(left + k);
            const r = double(sums + k) - l;
            side.a2 += d * (l + l + d);
            side.b2 -= d * (r + r - d);
            side.h += d;
            side.hr -= d;
            f64[left + k] = l + d;
          }
        }
        lefts += word(counts + b);
        previous = b;
        occupied++;
      }
      if (direction < hasMissing && fits()) tryCut(Number.POSITIVE_INFINITY);
    }
    f64.fill(0, cells, cells + (missing + 1) * size);
    u8.fill(0, seen, seen + missing + 1);
    u32.fill(0, counts, counts + missing + 1);
    return hasMissing === 1 ? occupied === 0 : occupied <= 1;
  };

  const searchDrawn = (task: Task, f: number, begin: number, end: number): boolean => {
    const { order, payload, classes, minRows, sums } = task;
    const column = task.rows + f;
    const missing = word(task.info + 2 * f) - 1;
    const lows = task.lows + 256 * f;
    const highs = task.highs + 256 * f;
    let [low, high, gaps] = [256, -1, 0];
    for (let i = begin; i < end; i++) {
      const b = u8[column + word(order + i) * task.stride] as number;
      if (b === missing) gaps++;
      else {
        low = Math.min(low, b);
        high = Math.max(high, b);
      }
    }
    if (high < 0 || (low === high && gaps === 0)) return true;
    let at = low;
    let cut = Number.POSITIVE_INFINITY;
    let missingGoesLeft = 0;
    if (low < high) {
      let [from, to] = [double(lows + low), double(highs + high)];
      if (low === 0 || high === missing - 1) {
        const values = task.values + f * task.valueCount;
        let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        for (let i = begin; i < end; i++) {
          const row = word(order + i);
          const b = u8[column + row * task.stride] as number;
          if (b !== low && b !== high) continue;
          const value = f32[values + row] as number;
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
        from = Math.max(from, least);
        to = Math.min(to, most);
      }
      from = Math.max(from, -Number.MAX_VALUE);
      to = Math.min(to, Number.MAX_VALUE);
      const u = nextBits(u32, task.random) / 4294967296;
      const drawn = from * (1 - u) + to * u;
      if (gaps > 0) missingGoesLeft = nextBits(u32, task.random) >>> 31;
      let below = 0;
      for (let step = 128; step >= 1; step >>>= 1) if (double(highs + below + step - 1) <= drawn) below += step;
      at = Math.max(low, Math.min(below, high) - 1);
      const next = double(lows + at + 1);
      cut = drawn;
      if (!(double(highs + at) <= drawn && drawn < next)) {
        if (drawn >= next && at + 1 < high && drawn - next > double(highs + at + 1) - drawn) at++;
        cut = midway(double(highs + at), double(lows + at + 1));
      }
    }
    const left = sums + classes;
    const whole = begin + ((end - begin) & ~3);
    // four sums in turn, as forest.as takes them
    const parts = [0, 0, 0, 0, 0, 0, 0, 0];
    let lefts = 0;
    if (classes > 0) f64.fill(0, left, left + classes);
    for (let i = begin; i < end; i++) {
      const b = u8[column + word(order + i) * task.stride] as number;
      if (!(b === missing ? missingGoesLeft === 1 : b <= at)) continue;
      lefts++;
      const row = payload + 2 * i;
      if (classes > 0) add(left + word(2 * row), double(row + 1));
      else {
        const part = i < whole ? 2 * ((i - begin) & 3) : 0;
        parts[part] = (parts[part] as number) + double(row);
        parts[part + 1] = (parts[part + 1] as number) + double(row + 1);
      }
    }
    const [g, h] = [0, 1].map((of) => {
      const [a, b, c, d] = [parts[of], parts[of + 2], parts[of + 4], parts[of + 6]] as [number, number, number, number];
      return a + b + (c + d);
    }) as [number, number];
    if (lefts < minRows || end - begin - lefts < minRows) return false;
    if (classes === 0) {
      const gr = double(sums) - g;
      offer(g * g, gr * gr, h, double(sums + 1) - h, f, at, cut, gaps > 0 ? missingGoesLeft : 2);
    } else {
      const side = leftSide(task, left);
      offer(side.a2, side.b2, side.h, side.hr, f, at, cut, gaps > 0 ? missingGoesLeft : 2);
    }
    return false;
  };

  return {
    name: "js",
    binValues(values, count, borders, missing, bins, stride, lows, highs) {
      for (let at = 0; at < count; at++) {
        const value = double((values >>> 3) + at);
        if (Number.isNaN(value)) {
          u8[bins + at * stride] = missing;
          continue;
        }
        let p = 0;
        for (let step = 128; step >= 1; step >>>= 1) if (double((borders >>> 3) + p + step - 1) < value) p += step;
        u8[bins + at * stride] = p;
        const low = (lows >>> 3) + p;
        const high = (highs >>> 3) + p;
        if (value < double(low)) f64[low] = value;
        if (value > double(high)) f64[high] = value;
      }
    },
    searchNode(address, begin, end, mayPart) {
      const task = taskOf(address);
      const { features, featureCount, wanted, out } = task;
      feature = -1;
      best = -1;
      const same = total(task.classes, task.sums, task.payload, begin, end);
      if (mayPart !== 0 && !same) {
        let useful = false;
        for (let at = 0; at < featureCount && (at < wanted || !useful); at++) {
          const other = at + Math.floor((nextBits(u32, task.random) * (featureCount - at)) / 4294967296);
          const f = word(features + other);
          u32[features + other] = word(features + at);
          u32[features + at] = f;
          const constant = task.drawn !== 0 ? searchDrawn(task, f, begin, end) : searchBorders(task, f, begin, end);
          if (!constant) useful = true;
        }
      }
      f64.set([feature, bin, threshold, missingLeft, best], out);
    },
    partNode(address, begin, end, f, at, left) {
      const { rows: bins, stride, info, order, payload, otherOrder, otherPayload } = taskOf(address);
      const missing = word(info + 2 * f) - 1;
      let lefts = begin;
      let rights = 0;
      for (let i = begin; i < end; i++) {
        const row = word(order + i);
        const b = u8[bins + f + row * stride] as number;
        const goesLeft = b === missing ? left === 1 : b <= at;
        const [rows, place, to] = goesLeft ? [order, payload, lefts++] : [otherOrder, otherPayload, rights++];
        u32[rows + to] = row;
        f64[place + 2 * to] = double(payload + 2 * i);
        f64[place + 2 * to + 1] = double(payload + 2 * i + 1);
      }
      u32.copyWithin(order + lefts, otherOrder, otherOrder + rights);
      f64.copyWithin(payload + 2 * lefts, otherPayload, otherPayload + 2 * rights);
      return lefts - begin;
    },
  };
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/** xoshiro128**, as `Random` of core, with its state in memory. */
function nextBits(u32: Uint32Array, state: number): number {
  const s1 = u32[state + 1] as number;
  const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
  const s2 = (u32[state + 2] as number) ^ (u32[state] as number);
  const s3 = (u32[state + 3] as number) ^ s1;
  u32[state + 1] = s1 ^ s2;
  u32[state] = (u32[state] as number) ^ s3;
  u32[state + 2] = s2 ^ (s1 << 9);
  u32[state + 3] = rotate(s3, 11);
  return result;
}
