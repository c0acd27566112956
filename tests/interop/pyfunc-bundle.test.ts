import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BundleSpec, compareOutputs, readBundle, writeBundle } from "@mlops/core/bundle";
import { makeTable } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleClassifier, sampleRegressor } from "../../packages/core/src/bundle/sample-bundle.ts";

const root = path.resolve(import.meta.dirname, "../..");
const python = process.env["MLOPS_JUDGE_PYTHON"] ?? path.join(root, ".venv/judge/bin/python");

type Columns = Record<string, (number | string | boolean | null)[]>;
interface Answer {
  readonly results: Record<string, Columns>;
  readonly info: Record<string, unknown> & { readonly example: Columns };
}

function predictByPyfunc(folder: string): Answer {
  const answer = execFileSync(python, [path.join(import.meta.dirname, "pyfunc.py"), folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(answer) as Answer;
}

describe.each<[string, BundleSpec, number]>([
  ["a classifier with every type of column", sampleClassifier(), 5],
  ["a model with one column", sampleRegressor(), 1],
])("%s, loaded by mlflow.pyfunc", (_, spec, columns) => {
  let home: string;
  let answer: Answer;
  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), "pyfunc-"));
    await writeBundle(path.join(home, "model"), spec, { modelId: "m-0123456789abcdef0123456789abcdef", runId: "run-1" });
    answer = predictByPyfunc(path.join(home, "model"));
  }, 120_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it("gives the golden rows' outputs whatever pandas holds them in", () => {
    const { absent, ...variants } = answer.results;
    expect(Object.keys(variants)).toHaveLength(9);
    for (const [name, outputs] of Object.entries(variants)) {
      const report = compareOutputs(makeTable(outputs), spec.goldenRows.outputs, spec.goldenRows.tolerance);
      expect({ name, ...report }).toMatchObject({ name, rows: spec.goldenRows.data.length, ok: true });
    }
    expect(Object.keys(absent as Columns)).toEqual(spec.signature.outputs.map(({ name }) => name));
  });

  it("scores absent optional columns as the bundle itself does", async () => {
    const bundle = await readBundle(path.join(home, "model"));
    const required = spec.signature.inputs.filter((column) => column.required).map(({ name }) => name);
    const table = makeTable(
      Object.fromEntries(
        required.map((name) => [name, spec.goldenRows.data.map((row) => row[spec.goldenRows.columns.indexOf(name)] ?? null)]),
      ),
    );
    const own = bundle.predict(table);
    const expected = Object.fromEntries(Object.entries(answer.results["absent"] as Columns));
    expect(compareOutputs(own, expected, 1e-12)).toMatchObject({ ok: true });
    expect(spec.signature.inputs).toHaveLength(columns);
  });

  it("carries its ids, signature, metadata and input example", () => {
    expect(answer.info).toMatchObject({
      model_id: "m-0123456789abcdef0123456789abcdef",
      run_id: "run-1",
      metadata: { task: spec.metadata.task, estimator: spec.metadata.estimator, target: spec.metadata.target },
      outputs: spec.signature.outputs.map(({ name, type }) => ({ name, type, required: true })),
    });
    const first = Object.fromEntries(Object.entries(spec.goldenRows.outputs).map(([name, cells]) => [name, cells.slice(0, 2)]));
    expect(compareOutputs(makeTable(answer.info.example), first, 1e-12)).toMatchObject({ rows: 2, ok: true });
  });
});
