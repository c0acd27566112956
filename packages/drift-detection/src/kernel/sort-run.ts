const INSERTION_UP_TO = 48;

/** Sorts `values[from…to)` in place, ascending; runs of which one value is the greater part are cheap. */
export function sortRun(values: Float64Array, from: number, to: number): void {
  const length = to - from;
  if (length < 2) return;
  if (length <= INSERTION_UP_TO) {
    insertionSort(values, from, to);
    return;
  }
  const run = values.subarray(from, to);
  const middle = run[length >> 1] as number;
  let equal = 0;
  for (let i = 0; i < length; i++) if (run[i] === middle) equal++;
  if (equal * 2 < length) {
    run.sort();
    return;
  }
  let rest = 0; // everything else to the front, sorted, then spread around the block of equal values
  for (let i = 0; i < length; i++) {
    const x = run[i] as number;
    if (x !== middle) run[rest++] = x;
  }
  const others = run.subarray(0, rest).sort();
  let below = 0;
  while (below < rest && (others[below] as number) < middle) below++;
  run.copyWithin(below + equal, below, rest);
  run.fill(middle, below, below + equal);
}

function insertionSort(values: Float64Array, from: number, to: number): void {
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
