import path from "node:path";
import { pythonOf, runJson } from "./processes.ts";

interface Fit {
  /** Seconds. */
  readonly cpu: number;
  /** Largest part of the gradient of the mean loss at the solution. */
  readonly gradient: number;
  readonly how: string;
}

/** What a process of ours or of scikit-learn measured of linear models of a million rows. */
interface Measured {
  readonly ridge: number;
  readonly coefficients: readonly number[];
  readonly logistic: readonly Fit[];
  readonly version: string;
}

export interface LinearFigures {
  readonly ridge: { readonly ours: number; readonly sklearn: number };
  /** By the gradient that both reached: ours, and the fastest of scikit-learn's solvers and layouts that reached it. */
  readonly logistic: readonly { readonly gradient: number; readonly ours: number; readonly sklearn: number; readonly how: string }[];
  readonly ratios: { readonly "logistic_1m/sklearn": number; readonly "ridge_1m/sklearn": number };
}

/** Ridge and logistic regression beside scikit-learn, turn by turn, by the least CPU time; the lesser ratio of two accuracies counts. */
export function measureLinear(folder: string, rounds: number): LinearFigures {
  const here = import.meta.dirname;
  let ridge = { ours: Number.POSITIVE_INFINITY, sklearn: Number.POSITIVE_INFINITY };
  const best = new Map<number, { ours: number; sklearn: number; how: string }>();
  for (let round = 0; round < rounds; round++) {
    const ours = runJson<Measured>(process.execPath, [path.join(here, "ours-linear.mjs"), folder, "3"]);
    const theirs = runJson<Measured>(pythonOf("sklearn"), [path.join(here, "peer_linear.py"), folder, "1"]);
    for (const [f, value] of ours.coefficients.entries())
      if (Math.abs(value - (theirs.coefficients[f] as number)) > 1e-9) throw new Error(`ridge: coefficient ${f} differs`);
    ridge = { ours: Math.min(ridge.ours, ours.ridge), sklearn: Math.min(ridge.sklearn, theirs.ridge) };
    for (const [at, gradient] of [1e-5, 1e-10].entries()) {
      const own = ours.logistic[at] as Fit;
      if (own.gradient > gradient) throw new Error(`logistic regression stopped at a gradient of ${own.gradient}`);
      const fastest = theirs.logistic.filter((fit) => fit.gradient <= gradient).sort((a, b) => a.cpu - b.cpu)[0];
      if (fastest === undefined) throw new Error(`scikit-learn reached no gradient of ${gradient}`);
      const former = best.get(gradient) ?? { ours: Number.POSITIVE_INFINITY, sklearn: Number.POSITIVE_INFINITY, how: "" };
      const { cpu, how } = fastest.cpu < former.sklearn ? fastest : { cpu: former.sklearn, how: former.how };
      best.set(gradient, { ours: Math.min(former.ours, own.cpu), sklearn: cpu, how });
    }
  }
  const logistic = [...best].map(([gradient, figures]) => ({ gradient, ...figures }));
  const least = Math.min(...logistic.map(({ ours, sklearn }) => sklearn / ours));
  const rounded = (ratio: number): number => Math.round(ratio * 1000) / 1000;
  return { ridge, logistic, ratios: { "logistic_1m/sklearn": rounded(least), "ridge_1m/sklearn": rounded(ridge.sklearn / ridge.ours) } };
}
