import { argsort, Random } from "@mlops/core/stats";
import { DataError } from "@mlops/models";

/** Row numbers, ascending: what one model learns from, and what it then predicts. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** Rows divided at random into parts that differ by one row at most. @throws DataError `TOO_FEW_ROWS` */
export function plainFolds(rows: number, folds: number, seed: number): Fold[] {
  if (rows < folds) throw tooFew(rows, folds, `${folds} folds need a row each: lower folds, or give more rows`);
  const partOf = new Int32Array(rows);
  for (const [at, row] of new Random(seed).fork("folds").permutation(rows).entries()) partOf[row] = at % folds;
  return foldsOf(partOf, folds);
}

/**
 * As `plainFolds`, each class divided evenly. @param codes - the class of each row
 * @throws DataError `TOO_FEW_ROWS` for a class with fewer rows than folds
 */
export function stratifiedFolds(codes: Int32Array, classes: readonly unknown[], folds: number, seed: number): Fold[] {
  const random = new Random(seed).fork("folds");
  const partOf = new Int32Array(codes.length);
  let next = 0;
  for (const [code, label] of classes.entries()) {
    const rows = Uint32Array.from({ length: codes.length }, (_, row) => row).filter((row) => codes[row] === code);
    const hint = `class "${label}" has ${rows.length} rows, fewer than ${folds} folds: lower folds, or set method to plain`;
    if (rows.length < folds) throw tooFew(rows.length, folds, hint);
    for (const row of random.shuffle(rows)) partOf[row] = next++ % folds;
  }
  return foldsOf(partOf, folds);
}

/**
 * Rows of a group stay together; groups are dealt, largest first, to the part with the fewest rows.
 * @param groups - the group of each row @throws DataError `TOO_FEW_ROWS` for fewer groups than folds
 */
export function groupedFolds(groups: readonly string[], folds: number, seed: number): Fold[] {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (sizes.size < folds) throw tooFew(sizes.size, folds, `there are ${sizes.size} groups for ${folds} folds: lower folds`);
  const shuffled = new Random(seed).fork("folds").shuffle([...sizes.keys()].sort());
  const partOfGroup = new Map<string, number>();
  const filled = new Array<number>(folds).fill(0);
  for (const group of shuffled.sort((a, b) => (sizes.get(b) as number) - (sizes.get(a) as number))) {
    const part = filled.indexOf(Math.min(...filled));
    partOfGroup.set(group, part);
    filled[part] = (filled[part] as number) + (sizes.get(group) as number);
  }
  return foldsOf(
    Int32Array.from(groups, (group) => partOfGroup.get(group) as number),
    folds,
  );
}

/**
 * `folds + 1` stretches of time; each but the first is predicted from all rows before it. Rows of one moment stay together.
 * @param times - when each row was, in any unit @throws DataError `TOO_FEW_ROWS` for too few different moments
 */
export function timeFolds(times: Float64Array, folds: number): Fold[] {
  const order = argsort(times);
  const cuts: number[] = [];
  for (let part = 1; part <= folds; part++) {
    let cut = Math.max(cuts.at(-1) ?? 0, Math.floor((part * order.length) / (folds + 1)));
    while (cut > 0 && cut < order.length && times[order[cut] as number] === times[order[cut - 1] as number]) cut++;
    cuts.push(cut);
  }
  cuts.push(order.length);
  return Array.from({ length: folds }, (_, at) => {
    const [from, to] = [cuts[at] as number, cuts[at + 1] as number];
    const hint = `${folds} folds in time need ${folds + 1} stretches of different moments: lower folds`;
    if (from === 0 || from === to) throw tooFew(new Set(times).size, folds + 1, hint);
    return { train: order.slice(0, from).sort(), test: order.slice(from, to).sort() };
  });
}

function foldsOf(partOf: Int32Array, folds: number): Fold[] {
  const rows = Uint32Array.from({ length: partOf.length }, (_, row) => row);
  return Array.from({ length: folds }, (_, part) => ({
    train: rows.filter((row) => partOf[row] !== part),
    test: rows.filter((row) => partOf[row] === part),
  }));
}

function tooFew(actual: number, needed: number, hint: string): DataError {
  return new DataError({ code: "TOO_FEW_ROWS", actual, needed, hint });
}
