import { compileGraph, GraphBuilder, stringValue } from "@mlops/core/onnx";
import { aq, makeTable, markSplit } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FittedImputer, Imputer } from "./imputer.ts";
import { restoreTransformer } from "./kernels.ts";
import { medianOf } from "./median.ts";
import { MinMaxScaler } from "./min-max-scaler.ts";
import { MissingIndicator } from "./missing-indicator.ts";
import { OneHotEncoder } from "./one-hot-encoder.ts";
import { OrdinalEncoder } from "./ordinal-encoder.ts";
import { Passthrough } from "./passthrough.ts";
import { StandardScaler } from "./standard-scaler.ts";

const table = makeTable({
  x: [1, 3, null, Number.NaN],
  plan: ["pro", "basic", null, "pro"],
  flag: [true, false, true, null],
  empty: [null, null, null, null],
  huge: [1, Number.POSITIVE_INFINITY, 2, 3],
});
const thrown = (work: () => unknown): MLOpsError => {
  try {
    work();
  } catch (error) {
    if (MLOpsError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("every transformer", () => {
  const transformers = [
    new Imputer({ strategy: "mode" }),
    new MinMaxScaler(),
    new MissingIndicator(),
    new OneHotEncoder(),
    new OrdinalEncoder(),
    new Passthrough(),
    new StandardScaler(),
  ];

  it.each(transformers)("$type: fits, freezes, and comes back from JSON", (transformer) => {
    const fitted = transformer.fit(table, ["x", "flag"]);
    expect(Object.isFrozen(fitted)).toBe(true);
    expect(fitted.columns).toEqual(["x", "flag"]);
    const restored = restoreTransformer(JSON.parse(JSON.stringify(fitted)));
    expect(restored).toBeInstanceOf(fitted.constructor);
    expect(restored.transform(table).objects()).toEqual(fitted.transform(table).objects());
  });

  it.each(transformers)("$type: refuses missing, repeated and empty columns and other splits", (transformer) => {
    expect(thrown(() => transformer.fit(table, ["y"])).code).toBe("COLUMN_MISSING");
    expect(thrown(() => transformer.fit(table, ["x", "x"])).code).toBe("COLUMN_DUPLICATE");
    expect(thrown(() => transformer.fit(makeTable({ x: [] }), ["x"])).code).toBe("TABLE_EMPTY");
    expect(thrown(() => transformer.fit(markSplit(makeTable({ x: [1] }), "validation"), ["x"])).code).toBe("NOT_TRAINING_SPLIT");
    expect(thrown(() => transformer.fit(table, ["x"]).transform(makeTable({ y: [1] }))).code).toBe("COLUMN_MISSING");
  });

  it.each(transformers)("$type: keeps the other columns and their place", (transformer) => {
    const fitted = transformer.fit(table, ["flag"]);
    const names = fitted.transform(table).columnNames();
    expect(names.slice(0, 2)).toEqual(["x", "plan"]);
    expect(names.slice(-2)).toEqual(["empty", "huge"]);
  });
});

describe("Imputer", () => {
  it("keeps kinds: mode of booleans and texts, constants of the column's own kind", () => {
    const mode = new Imputer({ strategy: "mode" }).fit(table, ["plan", "flag"]);
    expect(mode.value).toEqual({ plan: "pro", flag: true });
    expect(mode.transform(table).array("flag")).toEqual([true, false, true, true]);
    expect(new Imputer({ strategy: "mean" }).fit(table, ["flag"]).value.flag).toBeCloseTo(2 / 3, 15);
    expect(new Imputer({ strategy: "constant", value: "none yet" }).fit(table, ["plan"]).transform(table).array("plan")).toEqual([
      "pro",
      "basic",
      "none yet",
      "pro",
    ]);
    expect(new Imputer({ strategy: "constant", value: 0 }).fit(table, ["empty"]).transform(table).array("empty")).toEqual([0, 0, 0, 0]);
  });

  it("refuses what it cannot learn from", () => {
    for (const strategy of ["mean", "median", "mode"] as const) {
      expect(thrown(() => new Imputer({ strategy }).fit(table, ["empty"])).message).toMatch(/"empty".*no training row has a value/);
    }
    expect(thrown(() => new Imputer({ strategy: "mean" }).fit(table, ["huge"])).message).toMatch(/infinite/);
    expect(thrown(() => new Imputer().fit(makeTable({ h: [Number.POSITIVE_INFINITY] }), ["h"])).message).toMatch(/infinite/);
    expect(thrown(() => new Imputer().fit(table, ["plan"])).hint).toMatch(/mode or constant/);
    expect(thrown(() => new Imputer({ strategy: "constant", value: "a" }).fit(table, ["x"])).code).toBe("COLUMN_TYPE");
    expect(thrown(() => new Imputer({ strategy: "constant" })).code).toBe("PARAMETER_INVALID");
    expect(thrown(() => new Imputer({ strategy: "constant", value: Number.POSITIVE_INFINITY })).code).toBe("PARAMETER_INVALID");
  });

  it("lowers numbers alone, and says that texts cannot leave a graph", () => {
    const fitted = new Imputer().fit(table, ["x"]);
    const graph = new GraphBuilder();
    graph.output(fitted.lower(graph, { x: { value: graph.input("x", "double", ["N", 1]), type: "double" } }), "double", ["N", 1]);
    const run = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
    const [output] = Object.values(run.run({ x: { type: "double", shape: [2, 1], data: Float64Array.of(Number.NaN, 7) } }));
    expect(output).toMatchObject({ data: Float64Array.of(2, 7) });
    const texts = new Imputer({ strategy: "mode" }).fit(table, ["plan"]);
    expect(thrown(() => texts.lower(new GraphBuilder(), {})).code).toBe("NOT_SUPPORTED");
  });

  it("has typed access to what it learned", () => {
    expect(new Imputer().fit(table, ["x"])).toBeInstanceOf(FittedImputer);
    expect(new Imputer().fit(table, ["x"]).value.x).toBe(2);
  });
});

describe("scalers", () => {
  it("refuse texts, empty and infinite columns", () => {
    for (const scaler of [new StandardScaler(), new MinMaxScaler()]) {
      expect(thrown(() => scaler.fit(table, ["plan"])).code).toBe("COLUMN_TYPE");
      expect(thrown(() => scaler.fit(table, ["empty"])).message).toMatch(/no training row/);
      expect(thrown(() => scaler.fit(table, ["huge"])).message).toMatch(/infinite/);
    }
    expect(thrown(() => new StandardScaler().fit(makeTable({ h: [1e300, -1e300] }), ["h"])).message).toMatch(/too large/);
    expect(thrown(() => new MinMaxScaler({ min: 2, max: 1 })).code).toBe("PARAMETER_INVALID");
  });

  it("do not write to the table they are given", () => {
    const values = Float64Array.of(1, 2, 3);
    const own = makeTable({ x: values });
    new StandardScaler().fit(own, ["x"]).transform(own);
    new MinMaxScaler().fit(own, ["x"]).transform(own);
    new Imputer().fit(own, ["x"]).transform(own);
    expect(values).toEqual(Float64Array.of(1, 2, 3));
  });

  it("scale constants by 1", () => {
    const same = makeTable({ x: [0.1, 0.1, 0.1] });
    expect(new StandardScaler().fit(same, ["x"]).scale.x).toBe(1);
    expect(new MinMaxScaler({ min: 5, max: 6 }).fit(same, ["x"]).transform(same).array("x")).toEqual([5, 5, 5]);
  });
});

describe("encoders", () => {
  const rows = makeTable({ plan: ["pro", "free"], x: [3, 9] });

  it("refuse unknown categories where told to, naming row and value", () => {
    const oneHot = new OneHotEncoder({ unknown: "error" }).fit(table, ["plan", "x"]);
    expect(thrown(() => oneHot.transform(rows)).message).toMatch(/"plan".*"free" in row 1/);
    const ordinal = new OrdinalEncoder({ unknown: "error" }).fit(table, ["x"]);
    expect(thrown(() => ordinal.transform(rows)).message).toMatch(/"x".*"9" in row 1/);
    const whole = new OneHotEncoder({ unknown: "error" }).fit(makeTable({ plan: ["pro"], flag: [true] }), ["plan", "flag"]);
    expect(thrown(() => whole.transform(makeTable({ plan: ["pro"], flag: [false] }))).message).toMatch(/"false"/);
    expect(thrown(() => whole.transform(table)).message).toMatch(/"basic"|missing/);
    expect(thrown(() => whole.transform(makeTable({ plan: [null], flag: [true] }))).message).toMatch(
      /row 0 is missing, and no training row was/,
    );
  });

  it("check given categories against the column", () => {
    expect(thrown(() => new OrdinalEncoder({ categories: ["a"] }).fit(table, ["x"])).code).toBe("COLUMN_TYPE");
    expect(thrown(() => new OrdinalEncoder({ categories: ["pro"], unknown: "error" }).fit(table, ["plan"])).message).toMatch(
      /"basic" in row 1/,
    );
    expect(new OrdinalEncoder({ categories: [true, false] }).fit(table, ["flag"]).transform(table).array("flag")).toEqual([
      0,
      1,
      0,
      undefined,
    ]);
  });

  it("name the columns by their categories", () => {
    expect(new OneHotEncoder().fit(table, ["flag", "x"]).transform(table).columnNames().slice(0, 7)).toEqual([
      "x=1",
      "x=3",
      "x=<NA>",
      "plan",
      "flag=false",
      "flag=true",
      "flag=<NA>",
    ]);
    const clash = aq.table({ plan: ["a"], "plan=a": [1] });
    expect(thrown(() => new OneHotEncoder().fit(clash, ["plan"]).transform(clash)).code).toBe("COLUMN_DUPLICATE");
  });

  it("bound the number of columns", () => {
    const ids = makeTable({
      id: Array.from({ length: 1001 }, (_, row) => `u${row}`),
      x: Array.from({ length: 1001 }, () => Number.POSITIVE_INFINITY),
    });
    expect(thrown(() => new OneHotEncoder().fit(ids, ["id"])).hint).toMatch(/maxCategories/);
    expect(new OneHotEncoder({ maxCategories: 2 }).fit(ids, ["id"]).transform(ids).columnNames()).toEqual([
      "id=u999",
      "id=<infrequent>",
      "x",
    ]);
    expect(thrown(() => new OneHotEncoder().fit(ids, ["x"])).message).toMatch(/infinite/);
  });

  it("drop the only category: no column is left, in a graph neither", () => {
    const one = makeTable({ plan: ["a", "a"], x: [1, 2] });
    const fitted = new OneHotEncoder({ drop: "first" }).fit(one, ["plan"]);
    expect(fitted.transform(one).columnNames()).toEqual(["x"]);
    const graph = new GraphBuilder();
    expect(thrown(() => fitted.lower(graph, { plan: { value: graph.input("plan", "string", ["N", 1]), type: "string" } })).message).toMatch(
      /no column/,
    );
  });

  it("lower alone", () => {
    const fitted = new OneHotEncoder().fit(table, ["plan"]);
    const graph = new GraphBuilder();
    graph.output(fitted.lower(graph, { plan: { value: graph.input("plan", "string", ["N", 1]), type: "string" } }), "double", ["N", 3]);
    const run = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
    const [output] = Object.values(run.run({ plan: stringValue([3, 1], ["pro", "None", "free"]) }));
    expect(output).toMatchObject({ shape: [3, 3], data: Float64Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0) });
  });
});

describe("medianOf", () => {
  it("is the middle of the sorted values", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 5 })), { maxLength: 2000, size: "max" }), (values) => {
        const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
        const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? Number.NaN, sorted[sorted.length >> 1] ?? Number.NaN];
        const median = medianOf(Float64Array.from(values));
        if (low === high || sorted.length === 0) expect(median === low || Object.is(median, low)).toBe(true);
        else expect(Number.isNaN(median) || (median >= low && median <= high)).toBe(true);
        if (Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(high - low))
          expect(median).toBeCloseTo(low + (high - low) / 2, 9);
      }),
      { numRuns: 60 },
    );
  });
});
