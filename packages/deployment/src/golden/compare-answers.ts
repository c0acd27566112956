import { type Cell, compareOutputs } from "@mlops/core/bundle";
import type { GoldenParity } from "@mlops/core/stage";
import { fromValues, makeTable } from "@mlops/core/table";
import type { GoldenRequest } from "./golden-request.ts";

/** Answers by output column beside what the golden rows must give; a column that is missing counts as unequal. */
export function compareAnswers(request: GoldenRequest, answers: Readonly<Record<string, readonly Cell[]>>): GoldenParity {
  const { expected, rows, skipped, tolerance } = request;
  const fitting = Object.entries(answers).filter(([, cells]) => cells.length === rows);
  const table = makeTable(Object.fromEntries(fitting.map(([name, cells]) => [name, fromValues(cells, name)])));
  return { ...compareOutputs(table, expected, tolerance), rows, skipped };
}

/** What is wrong with a parity, in words. */
export function parityProblem({ maxError, tolerance, labelsEqual }: GoldenParity): string {
  return `largest error ${maxError} (allowed ${tolerance}), labels ${labelsEqual ? "equal" : "differ"}`;
}
