import { compileGraph, GraphBuilder } from "@mlops/core/onnx";
import { makeTable, markSplit } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import { FeatureTransformer } from "./feature-transformer.ts";
import { KMeansTransformer } from "./k-means-transformer.ts";
import { restoreTransformer } from "./kernels.ts";
import { PcaTransformer } from "./pca-transformer.ts";

const table = makeTable({
  id: ["a", "b", "c", "d", "e"],
  x: [0, 1, 2, 10, 11],
  flag: [true, false, true, false, true],
  y: [1, 1, 3, 9, 12],
  gaps: [1, null, 2, 3, 4],
  huge: [1, 2, 3, Number.POSITIVE_INFINITY, 4],
  same: [7, 7, 7, 7, 7],
});

function thrown(work: () => unknown): MLOpsError {
  try {
    work();
  } catch (error) {
    if (MLOpsError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe.each([
  ["pca", new PcaTransformer(), ["pca_0", "pca_1"]],
  ["pca that keeps columns", new PcaTransformer({ components: 1, whiten: true, keep: true, prefix: "axis" }), ["axis_0"]],
  ["labels", new KMeansTransformer({ clusters: 2 }), ["k_means"]],
  ["distances", new KMeansTransformer({ clusters: 3, output: "distances", prefix: "to", nInit: 2 }), ["to_0", "to_1", "to_2"]],
] as const)("%s", (_, transformer, made) => {
  it("takes the place of the first column, and comes back from JSON", () => {
    const fitted = transformer.fit(table, ["x", "y"]);
    expect(Object.isFrozen(fitted)).toBe(true);
    const kept = transformer.keep;
    const expected = ["id", ...(kept ? ["x"] : []), ...made, "flag", ...(kept ? ["y"] : []), "gaps", "huge", "same"];
    expect(fitted.transform(table).columnNames()).toEqual(expected);
    const restored = restoreTransformer(JSON.parse(JSON.stringify(fitted)));
    expect(restored).toBeInstanceOf(fitted.constructor);
    expect(restored.transform(table).objects()).toEqual(fitted.transform(table).objects());
    for (const model of [{}, 3, { ...fitted.model.toJSON(), features: [1] }])
      expect(thrown(() => restoreTransformer({ ...fitted.toJSON(), model })).code).toBe("FILE_MALFORMED");
  });

  it("refuses what it cannot read", () => {
    const fitted = transformer.fit(table, ["x", "y"]);
    for (const refused of [() => transformer.fit(table, ["x", "gaps"]), () => fitted.transform(makeTable({ x: [1], y: [null] }))])
      expect(thrown(refused)).toMatchObject({ code: "VALUE_INVALID", hint: expect.stringContaining("impute") });
    expect(thrown(() => transformer.fit(table, ["x", "huge"])).message).toMatch(/"huge"/);
    expect(thrown(() => transformer.fit(table, ["id", "x"]))).toMatchObject({ code: "COLUMN_TYPE", hint: "encode texts first" });
    expect(thrown(() => transformer.fit(table, ["x", "x"])).code).toBe("COLUMN_DUPLICATE");
    expect(thrown(() => transformer.fit(makeTable({ x: [], y: [] }), ["x", "y"])).code).toBe("TABLE_EMPTY");
    expect(thrown(() => transformer.fit(makeTable({ x: [1], y: [2] }), ["x", "y"])).code).toBe("TOO_FEW_ROWS");
    expect(thrown(() => transformer.fit(markSplit(makeTable({ x: [1, 2] }), "test"), ["x" as never])).code).toBe("NOT_TRAINING_SPLIT");
    expect(thrown(() => fitted.transform(makeTable({ x: [1] }))).code).toBe("COLUMN_MISSING");
  });

  it("gives missing values in a graph where a value is missing", () => {
    const fitted = transformer.fit(table, ["x", "y"]);
    const graph = new GraphBuilder();
    const inputs = Object.fromEntries(
      ["x", "y"].map((name) => [name, { value: graph.input(name, "double", ["N", 1]), type: "double" as const }]),
    );
    const width = fitted.inputs.flatMap((input) => fitted.outputs(input)).length;
    graph.output(fitted.lower(graph, inputs), "double", ["N", width]);
    const tensor = (...values: number[]) => ({ type: "double" as const, shape: [2, 1], data: Float64Array.from(values) });
    const run = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
    const [output] = Object.values(run.run({ x: tensor(1, 2), y: tensor(5, Number.NaN) }));
    const data = [...(output as { data: Float64Array }).data];
    expect(data.slice(0, width).every(Number.isFinite)).toBe(true);
    for (const name of made) {
      const place = fitted.inputs.flatMap((input) => fitted.outputs(input)).findIndex((one) => one.name === name);
      expect(data[width + place]).toBeNaN();
    }
  });
});

it("columns that do not vary have no principal component, and do not move clusters", () => {
  const places = new PcaTransformer({ components: 0.999 }).fit(table, ["x", "same"]);
  expect(places.outputNames).toEqual(["pca_0"]);
  const labels = new KMeansTransformer({ clusters: 2 }).fit(table, ["x", "same"]).transform(table).array("k_means") as number[];
  expect(labels.map((label) => label === labels[0])).toEqual([true, true, true, false, false]);
  expect(thrown(() => new KMeansTransformer({ clusters: 2 }).fit(table, ["same"])).message).toMatch(/only 1 of its rows differ/);
});

it("runs by configuration, with what other steps made", () => {
  const fitted = new FeatureTransformer({
    exclude: ["id", "huge"],
    transformers: [
      { type: "impute" },
      { type: "standard_scale", columns: ["x", "y", "gaps"] },
      { type: "k_means", clusters: 2, columns: ["x", "y"], keep: true },
      { type: "one_hot", columns: ["k_means"] },
      { type: "pca", components: 1, columns: ["x", "y", "gaps"] },
    ],
  }).fit(table);
  expect(fitted.outputNames).toEqual(["pca_0", "k_means=0", "k_means=1", "flag", "same"]);
  expect(
    thrown(() => new FeatureTransformer({ transformers: [{ type: "pca", components: 9, columns: ["x", "y"] }] }).fit(table)).message,
  ).toMatch(/at most 2/);
  const twice = new FeatureTransformer({
    transformers: [
      { type: "pca", columns: ["x"] },
      { type: "pca", columns: ["y"] },
    ],
  });
  expect(thrown(() => twice.fit(table)).code).toBe("COLUMN_DUPLICATE");
});
