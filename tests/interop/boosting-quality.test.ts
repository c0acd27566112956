import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ClassificationTarget, Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { auc } from "@mlops/core/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const python = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(root, ".venv/judge/bin/python");

interface Reference {
  readonly names: string[];
  readonly train: number;
  readonly test: number;
  readonly auc: number;
}

function rowsOf(file: string, names: string[], rows: number): { x: Matrix; y: ClassificationTarget } {
  const bytes = readFileSync(file);
  const values = new Float64Array(new Uint8Array(bytes).buffer);
  const columns = names.map((_, f) => values.slice(f * rows, (f + 1) * rows));
  const codes = Int32Array.from(values.subarray(names.length * rows));
  return { x: { rows, names, columns }, y: { kind: "classification", codes, classes: [0, 1] } };
}

describe("boosting of the employment data", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "boosting-"));
  let reference: Reference;

  beforeAll(() => {
    execFileSync(python, [path.join(import.meta.dirname, "boosting-reference.py"), folder]);
    reference = JSON.parse(readFileSync(path.join(folder, "reference.json"), "utf8")) as Reference;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("ranks rows it has not seen as well as scikit-learn's HistGradientBoosting, gaps included", () => {
    const train = rowsOf(path.join(folder, "train.bin"), reference.names, reference.train);
    const test = rowsOf(path.join(folder, "test.bin"), reference.names, reference.test);
    const [, scores] = new GradientBoosting().fit(train.x, train.y).predictProbability(test.x) as [Float64Array, Float64Array];
    const own = auc(test.y.codes, scores).value;
    expect(reference.auc).toBeGreaterThan(0.89);
    expect(Math.abs((own ?? 0) - reference.auc), `ours ${own}, scikit-learn's ${reference.auc}`).toBeLessThan(0.002);
  });
});
