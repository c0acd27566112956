import { type Signal, signalOf } from "./signal.ts";
import { checkConfidence, checkCount, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface AdwinOptions {
  /** Chance of a false cut; 0.002. */
  readonly delta?: number;
  /** Values between two looks for a change; 32. */
  readonly clock?: number;
  /** Buckets of one size before two of them merge; 5. */
  readonly maxBuckets?: number;
  /** Least values on either side of a cut; 5. */
  readonly minWindowLength?: number;
  /** Values before the first look; 10. */
  readonly gracePeriod?: number;
}

/** Buckets of 2^level values each, the oldest first. */
interface Level {
  readonly totals: number[];
  readonly squares: number[];
}

interface State {
  width: number;
  total: number;
  /** Σ (x − mean)² of the window. */
  squares: number;
  ticks: number;
  levels: Level[];
}

/**
 * Adaptive windowing (Bifet & Gavaldà 2007): keeps the longest window whose parts have one mean, in buckets that grow with age, O(log n) of them; a drift is
 * where an older part is cut off. Takes any numbers and knows no warnings. Step by step as River's `drift.ADWIN`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example
 * const adwin = new Adwin();
 * adwin.update(3) // => { warning: false, drift: false }
 * adwin.mean // => 3
 */
export class Adwin extends StreamDetector<"adwin", Required<AdwinOptions>, State> {
  constructor({ delta = 0.002, clock = 32, maxBuckets = 5, minWindowLength = 5, gracePeriod = 10 }: AdwinOptions = {}) {
    super("adwin", { delta, clock, maxBuckets, minWindowLength, gracePeriod }, fresh());
    checkConfidence("adwin", "delta", delta);
    checkCount("adwin", "clock", clock, 1);
    checkCount("adwin", "maxBuckets", maxBuckets, 1);
    checkCount("adwin", "minWindowLength", minWindowLength, 1);
    checkCount("adwin", "gracePeriod", gracePeriod, 1);
  }

  static fromJSON(json: DetectorJson<"adwin", AdwinOptions, State>): Adwin {
    const detector = new Adwin(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  /** Values in the window. */
  get width(): number {
    return this.state.width;
  }

  /** Mean of the window; 0 where it is empty. */
  get mean(): number {
    return this.state.width === 0 ? 0 : this.state.total / this.state.width;
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(value: number): Signal {
    const { clock, gracePeriod } = this.options;
    const state = this.state;
    insert(state, value);
    merge(state.levels, this.options.maxBuckets);
    state.ticks++;
    if (state.ticks % clock !== 0 || state.width <= gracePeriod) return signalOf(false, false);
    let drift = false;
    while (this.#differs()) {
      dropOldest(state);
      drift = true;
    }
    return signalOf(false, drift);
  }

  /** Whether some cut, the oldest first, leaves two parts whose means differ too much. */
  #differs(): boolean {
    const { width, total, squares, levels } = this.state;
    const least = this.options.minWindowLength;
    const confidence = Math.log((2 * Math.log(width)) / this.options.delta);
    let [before, after] = [0, width];
    let [totalBefore, totalAfter] = [0, total];
    for (let level = levels.length - 1; level >= 0; level--) {
      const { totals } = levels[level] as Level;
      for (let k = 0; k < totals.length; k++) {
        before += 2 ** level;
        after -= 2 ** level;
        totalBefore += totals[k] as number;
        totalAfter -= totals[k] as number;
        if (level === 0 && k === totals.length - 1) return false;
        if (before < least || after < least) continue;
        const m = 1 / (before - least + 1) + 1 / (after - least + 1);
        const bound = Math.sqrt(2 * m * (squares / width) * confidence) + (2 / 3) * confidence * m;
        if (Math.abs(totalBefore / before - totalAfter / after) > bound) return true;
      }
    }
    return false;
  }
}

function fresh(): State {
  return { width: 0, total: 0, squares: 0, ticks: 0, levels: [{ totals: [], squares: [] }] };
}

function insert(state: State, value: number): void {
  const newest = state.levels[0] as Level;
  newest.totals.push(value);
  newest.squares.push(0);
  state.width++;
  if (state.width > 1) {
    const distance = value - state.total / (state.width - 1);
    state.squares += ((state.width - 1) * distance * distance) / state.width;
  }
  state.total += value;
}

/** Where a level holds too many buckets, its two oldest become one of the next. */
function merge(levels: Level[], most: number): void {
  for (let level = 0; level < levels.length; level++) {
    const { totals, squares } = levels[level] as Level;
    if (totals.length !== most + 1) return;
    const size = 2 ** level;
    const [first, second] = totals.splice(0, 2) as [number, number];
    const [squaresFirst, squaresSecond] = squares.splice(0, 2) as [number, number];
    const distance = first / size - second / size;
    const between = size * 0.5 * distance * distance;
    if (level + 1 === levels.length) levels.push({ totals: [], squares: [] });
    const next = levels[level + 1] as Level;
    next.totals.push(first + second);
    next.squares.push(squaresFirst + squaresSecond + between);
  }
}

function dropOldest(state: State): void {
  const level = state.levels.length - 1;
  const { totals, squares } = state.levels[level] as Level;
  const size = 2 ** level;
  const total = totals.shift() as number;
  state.width -= size;
  state.total -= total;
  const distance = total / size - state.total / state.width;
  state.squares -= (squares.shift() as number) + (size * state.width * distance * distance) / (size + state.width);
  if (totals.length === 0) state.levels.pop();
}
