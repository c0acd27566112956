import { GraphBuilder } from "@mlops/core/onnx";
import { aq, makeTable, markSplit } from "@mlops/core/table";
import type { FeatureOptions } from "@mlops/models";
import { ConfigError, DataError, MLOpsError, NotFittedError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import { FeatureTransformer, FittedFeatureTransformer, restoreFeatures } from "./feature-transformer.ts";

const train = aq.table({
  id: [11, 12, 13, 14],
  plan: ["pro", "basic", null, "pro"],
  tenure: [1, null, 5, 6],
  senior: [true, false, true, null],
  churn: [1, 0, 0, 1],
});
const base = { target: "churn", exclude: ["id"] } satisfies FeatureOptions;
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (MLOpsError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
};

describe("FeatureTransformer", () => {
  it("without steps leaves numbers as they are and makes texts ordinal codes", () => {
    const fitted = new FeatureTransformer(base).fit(train);
    expect(fitted.outputNames).toEqual(["plan", "tenure", "senior"]);
    expect(fitted.inputColumns).toEqual([
      { name: "plan", kind: "string", nullable: true },
      { name: "tenure", kind: "numeric", nullable: true },
      { name: "senior", kind: "boolean", nullable: true },
    ]);
    expect(fitted.toMatrix(train)).toEqual({
      rows: 4,
      names: ["plan", "tenure", "senior"],
      columns: [Float64Array.of(1, 0, Number.NaN, 1), Float64Array.of(1, Number.NaN, 5, 6), Float64Array.of(1, 0, 1, Number.NaN)],
    });
    expect(fitted.transform(train).objects()).toEqual([
      { plan: 1, tenure: 1, senior: true },
      { plan: 0, tenure: undefined, senior: false },
      { plan: undefined, tenure: 5, senior: true },
      { plan: 1, tenure: 6, senior: undefined },
    ]);
  });

  it("applies steps in order, outputs in the place of their column", () => {
    const fitted = new FeatureTransformer({
      ...base,
      transformers: [
        { type: "missing_indicator", columns: ["tenure"] },
        { type: "impute", strategy: "mean" },
        { type: "standard_scale", columns: ["tenure"] },
        { type: "one_hot" },
        { type: "impute", strategy: "mode", columns: "boolean" },
      ],
    }).fit(train);
    expect(fitted.outputNames).toEqual(["plan=basic", "plan=pro", "plan=<NA>", "tenure", "tenure_missing", "senior"]);
    expect(Object.keys(fitted.transformers)).toEqual(["missing_indicator", "impute", "standard_scale", "one_hot", "impute_2"]);
    expect(fitted.transform(aq.table({ senior: [null], tenure: [4], plan: ["free"] })).objects()).toEqual([
      { "plan=basic": 0, "plan=pro": 0, "plan=<NA>": 0, tenure: 0, tenure_missing: 0, senior: true },
    ]);
  });

  it("takes the features that are named, in that order, and honours filters", () => {
    const fitted = new FeatureTransformer({ features: ["tenure", "plan"] }).fit(train.filter((row: { id: number }) => row.id > 11));
    expect(fitted.outputNames).toEqual(["tenure", "plan"]);
    expect(fitted.transform(train.orderby(aq.desc("id"))).array("tenure")).toEqual([6, 5, undefined, 1]);
  });

  it("leaves out steps whose selector matches nothing", () => {
    const numbers = makeTable({ x: [1, 2] });
    const fitted = new FeatureTransformer({ transformers: [{ type: "one_hot" }, { type: "passthrough" }] }).fit(numbers);
    expect(Object.keys(fitted.transformers)).toEqual(["passthrough"]);
  });

  it("keeps its call order: transform needs fit, and fit fits the receiver too", () => {
    const transformer = new FeatureTransformer(base);
    expect(transformer.transformers).toEqual({});
    expect(() => transformer.transform(train)).toThrow(NotFittedError);
    const fitted = transformer.fit(train);
    expect(fitted).toBeInstanceOf(FeatureTransformer);
    expect(Object.isFrozen(fitted)).toBe(true);
    expect(transformer.transform(train).objects()).toEqual(fitted.transform(train).objects());
    expect(Object.keys(transformer.transformers)).toEqual(["ordinal"]);
    const other = fitted.fit(train.slice(0, 1));
    expect(other.inputColumns[0]?.nullable).toBe(false);
    expect(fitted.inputColumns[0]?.nullable).toBe(true);
    expect(fitted.fitTransform(train).objects()).toEqual(fitted.transform(train).objects());
    expect(fitted.logger.name).toBe("feature_transformer");
  });

  it("learns from the training split only", () => {
    const test = markSplit(makeTable({ x: [1, 2] }), "test");
    expect(code(() => new FeatureTransformer({}).fit(test))).toBe("NOT_TRAINING_SPLIT");
    expect(
      new FeatureTransformer({})
        .fit(markSplit(makeTable({ x: [1, 2] }), "train"))
        .transform(test)
        .numRows(),
    ).toBe(2);
  });

  it("refuses configurations that contradict themselves, before any data", () => {
    const make = (options: unknown) => () => new FeatureTransformer(options as FeatureOptions);
    expect(make({ transformers: [{ type: "scale" }] })).toThrow(ConfigError);
    expect(make({ features: ["a"], target: "a" })).toThrow(/target "a"/);
    expect(make({ features: ["a"], exclude: ["a"] })).toThrow(/excluded/);
    expect(make({ features: ["a", "a"] })).toThrow(/twice/);
    expect(make({ transformers: [{ type: "impute", strategy: "constant", value: "nan" }] })).toThrow(/missing value/);
    expect(make({ transformers: [{ type: "ordinal", categories: ["None"] }] })).toThrow(/missing value/);
  });

  it("says what is wrong with a table", () => {
    const fit = (options: FeatureOptions, table = train) => code(() => new FeatureTransformer(options).fit(table));
    expect(fit({ features: ["tenur"] })).toBe("COLUMN_MISSING");
    expect(fit({ exclude: ["ids"] })).toBe("COLUMN_MISSING");
    expect(fit({ exclude: train.columnNames() })).toBe("PARAMETER_INVALID");
    expect(fit({ transformers: [{ type: "impute", columns: ["tenur"] }] })).toBe("COLUMN_MISSING");
    expect(fit({ transformers: [{ type: "impute", columns: ["tenure", "tenure"] }] })).toBe("COLUMN_DUPLICATE");
    expect(fit({ transformers: [{ type: "missing_indicator" }, { type: "missing_indicator" }] })).toBe("COLUMN_DUPLICATE");
    expect(fit({ transformers: [{ type: "impute", columns: "all" }] })).toBe("COLUMN_TYPE");
    expect(fit({}, train.slice(0, 0))).toBe("TABLE_EMPTY");
    expect(fit({}, aq.table({ at: [new Date(0)] }))).toBe("COLUMN_TYPE");
    expect(() => new FeatureTransformer({ features: ["tenur"] }).fit(train)).toThrow(DataError);
  });

  it("checks raw columns again at transform", () => {
    const fitted = new FeatureTransformer(base).fit(train);
    expect(code(() => fitted.transform(aq.table({ plan: ["pro"], tenure: [1] })))).toBe("COLUMN_MISSING");
    expect(code(() => fitted.transform(aq.table({ plan: [1], tenure: [1], senior: [true] })))).toBe("COLUMN_TYPE");
    // Nothing but missing values has no type of its own, and numbers stand in for booleans.
    const vague = aq.table({ plan: [null], tenure: [null], senior: [1] });
    expect(fitted.toMatrix(vague).columns).toEqual([Float64Array.of(Number.NaN), Float64Array.of(Number.NaN), Float64Array.of(1)]);
  });

  it("reads texts that mean missing as missing", () => {
    const texts = makeTable({ t: ["b", "nan", "", "a", null, "None"] });
    const fitted = new FeatureTransformer({}).fit(texts);
    expect(fitted.toMatrix(texts).columns[0]).toEqual(Float64Array.of(1, Number.NaN, Number.NaN, 0, Number.NaN, Number.NaN));
  });
});

describe("FittedFeatureTransformer", () => {
  const fitted = new FeatureTransformer({ ...base, transformers: [{ type: "impute" }, { type: "one_hot" }] }).fit(train);
  const json = () => JSON.parse(JSON.stringify(fitted)) as Record<string, unknown>;

  it("comes back from JSON the same", () => {
    const restored = restoreFeatures(json());
    expect(restored).toBeInstanceOf(FittedFeatureTransformer);
    expect(restored.config).toEqual(fitted.config);
    expect(restored.inputColumns).toEqual(fitted.inputColumns);
    expect(JSON.stringify(restored)).toBe(JSON.stringify(fitted));
    expect(structuredClone(fitted.toJSON())).toEqual(fitted.toJSON());
  });

  it("names the module that restores it", async () => {
    const module = (await import(/* @vite-ignore */ fitted.restoreModule)) as { restoreFeatures: typeof restoreFeatures };
    expect(module.restoreFeatures(json()).outputNames).toEqual(fitted.outputNames);
  });

  it.each<[string, (state: Record<string, unknown>) => unknown]>([
    ["no object", () => [1]],
    ["another type", (state) => ({ ...state, type: "other" })],
    ["another version", (state) => ({ ...state, version: 2 })],
    ["no version", (state) => ({ ...state, version: "1" })],
    ["no steps", (state) => ({ ...state, steps: {} })],
    ["an unknown step", (state) => ({ ...state, steps: [{ type: "toString" }] })],
    ["a step without a name", (state) => ({ ...state, steps: [null] })],
    ["columns without kind", (state) => ({ ...state, inputs: [{ name: "x" }] })],
    ["names that are no texts", (state) => ({ ...state, nullable: [1] })],
    ["config that is no object", (state) => ({ ...state, config: 3 })],
    [
      "a fill value lost",
      (state) => ({ ...state, steps: [{ type: "impute", inputs: [{ name: "x", kind: "numeric" }], strategy: "mean", value: {} }] }),
    ],
    ["an unknown strategy", (state) => ({ ...state, steps: [{ type: "impute", inputs: [], strategy: "best", value: {} }] })],
    [
      "categories of another kind",
      (state) => ({
        ...state,
        steps: [{ type: "ordinal", inputs: [{ name: "x", kind: "string" }], unknown: "encode", categories: { x: [1] } }],
      }),
    ],
    [
      "categories that are no list",
      (state) => ({
        ...state,
        steps: [{ type: "one_hot", inputs: [{ name: "x", kind: "string" }], unknown: "ignore", categories: { x: 1 } }],
      }),
    ],
  ])("refuses a state with %s", (_, change) => {
    expect(code(() => restoreFeatures(change(json())))).toBe("FILE_MALFORMED");
  });

  it("wants a graph input of the right type for each raw column", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", "double", ["N", 1]);
    expect(() => fitted.lower(graph, {})).toThrow(/"plan" has no input/);
    expect(() => fitted.lower(graph, { plan: { value: x, type: "double" } })).toThrow(/"plan" is double, not string/);
  });
});
