import { GraphBuilder, MISSING_STRINGS, rawInput, stringValue, type TensorValue } from "@mlops/core/onnx";
import { makeTable } from "@mlops/core/table";
import { type FeatureOptions, FeatureTransformer } from "@mlops/feature-engineering";
import { expect, it } from "vitest";
import { type GraphCase, runByOnnxruntime } from "./onnxruntime.ts";

type Steps = NonNullable<FeatureOptions["transformers"]>;

/** Steps that read columns together refuse missing values. */
const FILLED: Steps = [{ type: "impute" }, { type: "impute", strategy: "mode", columns: "all" }];

/** Every step, alone and in chains; each on texts, numbers, whole numbers and booleans with missing values. */
const CONFIGURATIONS: readonly Steps[] = [
  [],
  [{ type: "impute" }],
  [{ type: "impute", strategy: "mean", columns: ["x", "k", "flag"] }],
  [{ type: "impute", strategy: "mode", columns: "all" }],
  [{ type: "impute", strategy: "constant", value: "unheard of", columns: "string" }, { type: "one_hot" }],
  [{ type: "impute", strategy: "constant", value: "a", columns: ["plan"] }, { type: "missing_indicator" }],
  [{ type: "impute", strategy: "constant", value: false, columns: "boolean" }],
  [{ type: "one_hot" }],
  [{ type: "one_hot", columns: "all", drop: "first" }],
  [{ type: "one_hot", columns: ["k", "plan", "flag"], maxCategories: 3 }],
  [{ type: "one_hot", columns: ["k", "city"], minFrequency: 0.25 }],
  [{ type: "ordinal", columns: "all" }],
  [
    { type: "ordinal", columns: ["plan"], categories: ["c", "a"] },
    { type: "ordinal", columns: ["k"], categories: [3, 1] },
  ],
  [{ type: "ordinal", columns: ["flag"], categories: [true] }],
  [{ type: "standard_scale" }],
  [
    { type: "standard_scale", columns: ["k"], withMean: false },
    { type: "standard_scale", columns: ["x", "flag"], withStd: false },
  ],
  [{ type: "min_max_scale" }],
  [{ type: "min_max_scale", min: -2, max: 2, clip: true }],
  [{ type: "missing_indicator" }, { type: "impute" }, { type: "standard_scale" }, { type: "one_hot" }],
  [{ type: "one_hot" }, { type: "standard_scale" }, { type: "passthrough" }, { type: "impute", columns: ["x", "k"] }],
  [
    { type: "ordinal" },
    { type: "missing_indicator", features: "all" },
    { type: "impute", columns: "all" },
    { type: "min_max_scale", clip: true },
  ],
  [...FILLED, { type: "pca" }],
  [...FILLED, { type: "min_max_scale", clip: true }, { type: "pca", columns: ["x", "k", "flag"], components: 2, whiten: true, keep: true }],
  [...FILLED, { type: "k_means", columns: ["k", "flag"], clusters: 4 }],
  [...FILLED, { type: "k_means", columns: ["x", "k"], clusters: 3, keep: true }, { type: "one_hot", columns: ["k_means"] }],
  [...FILLED, { type: "min_max_scale", clip: true }, { type: "k_means", clusters: 5, output: "distances" }],
].map((steps) => steps as Steps);

const pick = <V>(values: readonly V[], at: number): V => values[at % values.length] as V;
const times = <V>(rows: number, make: (row: number) => V): V[] => Array.from({ length: rows }, (_, row) => make(row));

const ROWS = 60;
const train = makeTable({
  x: times(ROWS, (row) => (row % 7 === 3 ? null : row % 11 === 5 ? Number.NaN : Math.sin(row) * 10 ** ((row % 9) - 4))),
  plan: times(ROWS, (row) => pick(["a", "b", null, "c", "a", "nan", "a"], row * row)),
  flag: times(ROWS, (row) => pick([true, false, null, true, true], row)),
  k: times(ROWS, (row) => pick([3, 1, 1, null, 2, -1, 1], row * row + (row >> 2))),
  city: times(ROWS, (row) => pick(["Rome", "Zürich", "Ōsaka", "a b"], row * row + (row % 5))),
});
const test = {
  x: times(40, (row) => pick([null, 0, -0, 1e300, -12.5, 0.1, Number.NaN, 3], row)),
  plan: times(40, (row) => pick(["a", "new", null, "c", "", "b", "<NA>"], row)),
  flag: times(40, (row) => pick([null, true, false], row)),
  k: times(40, (row) => pick([1, 2, 3, null, 99, -1], row)),
  city: times(40, (row) => pick(["Rome", "Ōsaka", null, "Osaka", "None"], row)),
};

function feed(name: keyof typeof test, type: "double" | "string"): TensorValue {
  const values: readonly (string | number | boolean | null)[] = test[name];
  const shape = [values.length];
  if (type === "double") return { type, shape, data: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) };
  const texts = values.map((text, row) => (text === null ? pick(MISSING_STRINGS, row) : String(text)));
  return stringValue(shape, texts);
}

it("onnxruntime gives the features that transform gives", () => {
  const table = makeTable(test);
  const cases = CONFIGURATIONS.map((transformers) => {
    const fitted = new FeatureTransformer({ transformers }).fit(train);
    const graph = new GraphBuilder("features");
    const inputs: Record<string, { value: string; type: "double" | "string" }> = {};
    const fed: Record<string, TensorValue> = {};
    for (const { name, kind } of fitted.inputColumns) {
      const input = rawInput(graph, { name, type: kind === "string" ? "string" : "double", required: false }, false);
      inputs[name] = { value: input.name, type: input.type };
      fed[name] = feed(name as keyof typeof test, input.type);
    }
    graph.output(fitted.lower(graph, inputs), "double", ["N", fitted.outputNames.length]);
    const judged: GraphCase = { model: graph.build({ producer: "interop", producerVersion: "1" }), inputs: fed };
    return { transformers, judged, matrix: fitted.toMatrix(table) };
  });
  const answers = runByOnnxruntime(cases.map(({ judged }) => judged));
  cases.forEach(({ transformers, matrix }, index) => {
    const [output] = Object.values(answers[index] ?? {});
    const what = JSON.stringify(transformers);
    expect(output?.shape, what).toEqual([matrix.rows, matrix.names.length]);
    let worst = 0;
    matrix.columns.forEach((column, c) => {
      column.forEach((expected, row) => {
        const actual = output?.data[row * matrix.names.length + c] ?? null;
        const place = `${what}: ${matrix.names[c]} row ${row}`;
        if (Number.isNaN(expected)) expect(actual, place).toBeNull();
        else worst = Math.max(worst, Math.abs((actual as number) - expected) / Math.max(1, Math.abs(expected)));
      });
    });
    expect(worst, what).toBeLessThanOrEqual(1e-12);
  });
});
