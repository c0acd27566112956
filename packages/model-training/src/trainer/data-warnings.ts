import type { Matrix, Target } from "@mlops/core/estimator";

/** What is odd about the training rows but no error: one sentence each. */
export function dataWarnings(x: Matrix, y: Target): string[] {
  const warnings: string[] = [];
  if (y.kind === "regression" && y.values.every((value) => value === y.values[0])) warnings.push("the target is constant");
  for (const [k, name] of x.names.entries()) {
    const column = x.columns[k] as Float64Array;
    let known = 0;
    let infinite = 0;
    let varies = false;
    let first = Number.NaN;
    for (const value of column) {
      if (Number.isNaN(value)) continue;
      if (known++ === 0) first = value;
      else if (value !== first) varies = true;
      if (Math.abs(value) === Number.POSITIVE_INFINITY) infinite++;
    }
    if (known === 0) warnings.push(`feature "${name}" has no value in any training row`);
    else if (!varies && known === column.length && column.length > 1) warnings.push(`feature "${name}" is constant`);
    if (infinite > 0) warnings.push(`feature "${name}" is infinite in ${infinite} rows`);
  }
  return warnings;
}
