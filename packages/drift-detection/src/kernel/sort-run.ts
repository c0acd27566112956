const INSERTION_UP_TO = 24;
/** Longer runs are the outer buckets, or a value that many rows share. */
const SPREAD_UP_TO = 8192;
const spread = new Float64Array(SPREAD_UP_TO);
const places = new Uint16Array(SPREAD_UP_TO + 1);

/**
 * Sorts `values[from…to)` in place, ascending. Runs of one value cost a look, and those that are spread evenly, as within a narrow bucket they nearly are, O(n): each value
 * goes near its place, neighbours are put right afterwards.
 */
export function sortRun(values: Float64Array, from: number, to: number): void {
  const length = to - from;
  if (length < 2) return;
  if (length > INSERTION_UP_TO) {
    let low = values[from] as number;
    let high = low;
    for (let i = from + 1; i < to; i++) {
      const x = values[i] as number;
      if (x < low) low = x;
      else if (x > high) high = x;
    }
    if (low === high) return;
    if (!spreadOut(values, from, to, low, high)) {
      sortAround(values.subarray(from, to));
      return;
    }
  }
  for (let i = from + 1; i < to; i++) {
    const x = values[i] as number;
    let j = i - 1;
    while (j >= from && (values[j] as number) > x) {
      values[j + 1] = values[j] as number;
      j--;
    }
    values[j + 1] = x;
  }
}

/** Puts each value near its place; false, with nothing moved, where the values are not spread evenly enough. */
function spreadOut(values: Float64Array, from: number, to: number, low: number, high: number): boolean {
  const length = to - from;
  const scale = (length - 1) / (high - low);
  if (length > SPREAD_UP_TO || !Number.isFinite(scale)) return false;
  places.fill(0, 0, length + 1);
  for (let i = from; i < to; i++) {
    const place = ((((values[i] as number) - low) * scale) | 0) + 1;
    places[place] = (places[place] as number) + 1;
  }
  let most = 0;
  for (let place = 1; place <= length; place++) {
    const count = places[place] as number;
    if (count > most) most = count;
    places[place] = (places[place - 1] as number) + count;
  }
  if (most > 48) return false;
  for (let i = from; i < to; i++) {
    const x = values[i] as number;
    const place = ((x - low) * scale) | 0;
    const at = places[place] as number;
    spread[at] = x;
    places[place] = at + 1;
  }
  for (let i = 0; i < length; i++) values[from + i] = spread[i] as number;
  return true;
}

/** Sorts a run; where one value is the greater part, only the others are sorted and put around it. */
function sortAround(run: Float64Array): void {
  const middle = run[run.length >> 1] as number;
  let equal = 0;
  for (let i = 0; i < run.length; i++) if (run[i] === middle) equal++;
  if (equal * 2 < run.length) {
    run.sort();
    return;
  }
  let rest = 0;
  for (let i = 0; i < run.length; i++) {
    const x = run[i] as number;
    if (x !== middle) run[rest++] = x;
  }
  const others = run.subarray(0, rest).sort();
  let below = 0;
  while (below < rest && (others[below] as number) < middle) below++;
  run.copyWithin(below + equal, below, rest);
  run.fill(middle, below, below + equal);
}
