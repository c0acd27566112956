import { bundleFiles, readBundle } from "@mlops/core/bundle";
import { targetOf } from "@mlops/core/estimator";
import { GradientBoosting, LogisticRegression } from "@mlops/core/learn";
import { makeTable } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph.ts";
import { bundleSpec, type SpecInput, toleranceOf } from "./bundle-spec.ts";
import { identityFeatures } from "./identity-features.ts";
import { checkParity } from "./parity.ts";

const rows = 200;
const table = makeTable({
  x: Array.from({ length: rows }, (_, i) => (i % 9 === 4 ? null : i === 5 ? Number.POSITIVE_INFINITY : Math.sin(i))),
  y: Array.from({ length: rows }, (_, i) => i % 17),
});
const features = identityFeatures(table);
const labels = Array.from({ length: rows }, (_, i) => (i % 17 > 8 ? "yes" : "no"));
const model = new GradientBoosting({ iterations: 5 }).fit(features.toMatrix(table), targetOf(labels, { kind: "classification" }));

const input = (more: Partial<SpecInput> = {}): SpecInput => ({
  built: buildGraph({ name: "g", features, model, version: "1" }),
  model,
  features,
  rows: table,
  goldenRows: 20,
  seed: 1,
  target: "churn",
  parameters: { iterations: 5 },
  metrics: { auc: 0.9, f1: null },
  profile: { rows },
  version: "1.0.0",
  ...more,
});

describe("bundleSpec", () => {
  it("draws golden rows by seed, in the table's order, and shows the first five", () => {
    const spec = bundleSpec(input());
    expect(spec.goldenRows.data).toHaveLength(20);
    expect(bundleSpec(input())).toEqual(spec);
    expect(bundleSpec(input({ seed: 2 })).goldenRows.data).not.toEqual(spec.goldenRows.data);
    expect(spec.inputExample).toEqual({ columns: ["x", "y"], data: spec.goldenRows.data.slice(0, 5) });
    const places = spec.goldenRows.data.map(([x]) =>
      typeof x === "number" ? Array.from({ length: rows }, (_, i) => Math.sin(i)).indexOf(x) : null,
    );
    const known = places.filter((place) => place !== null);
    expect(known).toEqual([...known].sort((a, b) => a - b));
  });

  it("expects what the model says, label and every probability", () => {
    const { goldenRows } = bundleSpec(input());
    expect(Object.keys(goldenRows.outputs)).toEqual(["label", "probability_no", "probability_yes"]);
    const { label, probability_no: no, probability_yes: yes } = goldenRows.outputs as Record<string, (string | number)[]>;
    expect(label).toEqual(yes?.map((value, row) => ((value as number) > (no?.[row] as number) ? "yes" : "no")));
    expect(goldenRows.tolerance).toBe(1e-6);
    expect(["ridge", "gradient_boosting", "random_forest", "extra_trees"].map((name) => toleranceOf(name))).toEqual([
      1e-12, 1e-6, 1e-6, 1e-6,
    ]);
  });

  it("takes all rows where there are few, and none that JSON cannot hold", () => {
    const { goldenRows } = bundleSpec(input({ goldenRows: 1000 }));
    expect(goldenRows.data).toHaveLength(rows - 1);
    expect(goldenRows.data.filter(([x]) => x === null)).toHaveLength(22);
    expect(bundleSpec(input({ goldenRows: 7 })).goldenRows.data.flat()).not.toContain(Number.POSITIVE_INFINITY);
  });

  it("says what the model is", () => {
    expect(bundleSpec(input()).metadata).toEqual({
      task: "classification",
      estimator: "gradient_boosting",
      target: "churn",
      features: ["x", "y"],
      classes: ["no", "yes"],
      parameters: { iterations: 5 },
      metrics: { auc: 0.9, f1: null },
      versions: { "@mlops/model-training": "1.0.0" },
    });
  });
});

describe("checkParity", () => {
  const parityOf = async (given: SpecInput, spec = bundleSpec(given)) =>
    checkParity({ bundle: await readBundle(bundleFiles(spec)), spec, model: given.model, features, rows: given.rows, seed: 1 });

  it("compares golden rows and a larger sample", async () => {
    expect(await parityOf(input())).toMatchObject({ rows: 20 + rows, labelsEqual: true, ok: true, tolerance: 1e-6 });
  });

  it("names numbers that are off, and labels that differ", async () => {
    const finite = makeTable({ x: [1, 2, 3, 4], y: [1, 2, 3, 4] });
    const fit = (target: string[]) => new LogisticRegression().fit(features.toMatrix(finite), targetOf(target, { kind: "classification" }));
    const [one, other] = [fit(["a", "a", "b", "b"]), fit(["b", "b", "a", "a"])];
    const built = buildGraph({ name: "g", features, model: one, version: "1" });
    const differing = input({ built, model: other, rows: finite });
    await expect(parityOf(differing)).rejects.toMatchObject({ code: "PARITY_BROKEN", message: expect.stringContaining("labels differ") });
    const spec = bundleSpec(input({ built, model: one, rows: finite }));
    const shifted = { ...spec, goldenRows: { ...spec.goldenRows, outputs: { probability_a: [0, 0, 0, 0] } } };
    await expect(parityOf(input({ built, model: one, rows: finite }), shifted)).rejects.toMatchObject({
      code: "PARITY_BROKEN",
      message: expect.stringMatching(/largest difference 0\.\d+, allowed 1e-12/),
    });
  });
});
