import { type CompiledGraph, compileGraph, GraphBuilder, MISSING_STRINGS, rawInput, stringValue, type TensorValue } from "@mlops/core/onnx";
import { booleanColumn, type ColumnTable, columnOf, makeTable, numericColumn, stringColumn, toFloat64 } from "@mlops/core/table";
import type { FeatureOptions } from "@mlops/models";
import { MLOpsError } from "@mlops/models/errors";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FeatureTransformer, type FittedFeatureTransformer, restoreFeatures } from "./feature-transformer.ts";

type Step = NonNullable<FeatureOptions["transformers"]>[number];
interface Row {
  x: number | null;
  k: number | null;
  flag: boolean | null;
  plan: string | null;
  city: string | null;
}

const gappy = <V>(values: fc.Arbitrary<V>) => fc.option(values, { freq: 4 });
const row = (plans: readonly string[]): fc.Arbitrary<Row> =>
  fc.record({
    x: gappy(fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constant(Number.NaN))),
    k: gappy(fc.integer({ min: -1, max: 3 })),
    flag: gappy(fc.boolean()),
    plan: gappy(fc.constantFrom(...plans)),
    city: gappy(fc.constantFrom("Rome", "Zürich", "Ōsaka", "None", "a b")),
  });
// Every column has a value to learn from.
const whole: Row = { x: 1.5, k: 2, flag: true, plan: "b", city: "Rome" };
const train = fc.array(row(["a", "b", "c", ...MISSING_STRINGS]), { maxLength: 25 }).map((rows) => [...rows, whole]);
const test = fc.array(row(["a", "b", "c", "new", "nan", ""]), { minLength: 1, maxLength: 25 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant("impute" as const), strategy: fc.constantFrom("mean" as const, "median" as const) }),
  fc.record({
    type: fc.constant("impute" as const),
    strategy: fc.constant("mode" as const),
    columns: fc.constantFrom("all" as const, "string" as const, "boolean" as const),
  }),
  fc.constantFrom<Step[]>(
    { type: "impute", strategy: "constant", value: -3, columns: "numeric" },
    { type: "impute", strategy: "constant", value: "unheard of", columns: "string" },
    { type: "impute", strategy: "constant", value: "a", columns: "string" },
    { type: "impute", strategy: "constant", value: false, columns: "boolean" },
    { type: "passthrough" },
  ),
  fc.record({
    type: fc.constant("one_hot" as const),
    columns: fc.constantFrom("string" as const, "numeric" as const, "boolean" as const, "all" as const),
    drop: fc.constantFrom("none" as const, "first" as const),
    maxCategories: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
    minFrequency: fc.option(fc.constantFrom(2, 0.2), { nil: undefined }),
  }),
  fc.record({ type: fc.constant("ordinal" as const), columns: fc.constantFrom("string" as const, "numeric" as const, "all" as const) }),
  fc.constant<Step>({ type: "ordinal", categories: ["c", "a"] }),
  fc.record({
    type: fc.constant("standard_scale" as const),
    columns: fc.constantFrom("numeric" as const, "boolean" as const),
    withMean: fc.boolean(),
    withStd: fc.boolean(),
  }),
  fc.record({ type: fc.constant("min_max_scale" as const), min: fc.constantFrom(-1, 0), max: fc.constantFrom(1, 7), clip: fc.boolean() }),
  fc.record({ type: fc.constant("missing_indicator" as const), features: fc.constantFrom("missing_only" as const, "all" as const) }),
);

function tableOf(rows: readonly Row[]): ColumnTable {
  const bits = (key: keyof Row) => {
    const validity = new Uint8Array((rows.length + 7) >> 3);
    rows.forEach((value, i) => {
      if (value[key] !== null) validity[i >> 3] = (validity[i >> 3] as number) | (1 << (i & 7));
    });
    return validity;
  };
  const numbers = (key: "x" | "k") =>
    numericColumn(
      Float64Array.from(rows, (value) => value[key] ?? 0),
      bits(key),
      key === "k",
    );
  const texts = (key: "plan" | "city") => {
    const dictionary = [...new Set(rows.flatMap((value) => value[key] ?? []))];
    return stringColumn(
      Int32Array.from(rows, (value) => (value[key] === null ? -1 : dictionary.indexOf(value[key]))),
      dictionary,
    );
  };
  const flags = booleanColumn(
    Uint8Array.from(rows, ({ flag }) => Number(flag)),
    bits("flag"),
  );
  return makeTable({ x: numbers("x"), plan: texts("plan"), flag: flags, k: numbers("k"), city: texts("city") });
}

function graphOf(fitted: FittedFeatureTransformer): CompiledGraph {
  const graph = new GraphBuilder("features");
  const inputs = fitted.inputColumns.map(({ name, kind, nullable }) => {
    const { name: value, type } = rawInput(graph, { name, type: kind === "string" ? "string" : "double", required: !nullable }, false);
    return [name, { value, type }] as const;
  });
  graph.output(fitted.lower(graph, Object.fromEntries(inputs)), "double", ["N", fitted.outputNames.length]);
  return compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
}

function feed(table: ColumnTable, fitted: FittedFeatureTransformer): Record<string, TensorValue> {
  const shape = [table.numRows()];
  return Object.fromEntries(
    fitted.inputColumns.map(({ name, kind }) => {
      const column = columnOf(table, name);
      if (kind !== "string") return [name, { type: "double", shape, data: toFloat64(column) }];
      // A missing text arrives in any of its spellings.
      const texts = Array.from(
        column as Iterable<string | undefined>,
        (text, i) => text ?? (MISSING_STRINGS[i % MISSING_STRINGS.length] as string),
      );
      return [name, stringValue(shape, texts)];
    }),
  );
}

const REFUSED = ["COLUMN_DUPLICATE", "VALUE_INVALID", "TOO_FEW_ROWS"];

function fitOrSkip(transformers: Step[], rows: readonly Row[]): FittedFeatureTransformer {
  try {
    return new FeatureTransformer({ transformers }).fit(tableOf(rows));
  } catch (error) {
    // Two indicators of one column, a column with no category left to learn from, fewer rows than clusters: refused, and tested elsewhere.
    fc.pre(!(MLOpsError.isInstance(error) && REFUSED.includes(error.code)));
    throw error;
  }
}

/** The steps fitted on some rows give others the same numbers as a table, a matrix, a graph, and after JSON. */
function expectParity(transformers: Step[], trainRows: readonly Row[], testRows: readonly Row[]): void {
  const fitted = fitOrSkip(transformers, trainRows);
  fc.pre(fitted.outputNames.length > 0);
  const table = tableOf(testRows);
  const matrix = fitted.toMatrix(table);
  expect(matrix.names).toEqual(fitted.outputNames);

  const shown = fitted.transform(table);
  expect(shown.columnNames()).toEqual(fitted.outputNames);
  matrix.names.forEach((name, i) => {
    expect([...toFloat64(columnOf(shown, name))]).toEqual([...(matrix.columns[i] as Float64Array)]);
  });

  const restored = restoreFeatures(JSON.parse(JSON.stringify(fitted))).toMatrix(table);
  expect(restored).toEqual(matrix);

  const [output] = Object.values(graphOf(fitted).run(feed(table, fitted)));
  expect(output?.shape).toEqual([testRows.length, fitted.outputNames.length]);
  const values = (output as { data: Float64Array }).data;
  matrix.columns.forEach((column, c) => {
    column.forEach((expected, r) => {
      const actual = values[r * matrix.names.length + c] as number;
      const equal = Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
      if (!equal) expect.fail(`${matrix.names[c]} row ${r}: graph ${actual}, matrix ${expected}`);
    });
  });
}

it("gives the same numbers as a table, a matrix, a graph, and after JSON", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 4 }), train, test, expectParity), { numRuns: 400, seed: 20241123 });
});

it("gives the same numbers where a step reads columns together", () => {
  const naming = { keep: fc.boolean(), columns: fc.constantFrom<("numeric" | string[])[]>("numeric", ["k", "x"], ["flag", "x"]) };
  const joint: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ type: fc.constant("pca" as const), components: fc.constantFrom(undefined, 1, 0.9), whiten: fc.boolean(), ...naming }),
    fc.record({
      type: fc.constant("k_means" as const),
      clusters: fc.integer({ min: 1, max: 4 }),
      output: fc.constantFrom("label" as const, "distances" as const),
      seed: fc.nat(9),
      ...naming,
    }),
  );
  const filled: Step[] = [{ type: "impute" }, { type: "impute", columns: "all", strategy: "mode" }];
  const after: fc.Arbitrary<Step[]> = fc.constantFrom<Step[][]>([], [{ type: "standard_scale" }], [{ type: "one_hot", columns: "all" }]);
  fc.assert(
    fc.property(joint, after, train, test, (one, more, trainRows, testRows) => {
      expectParity([...filled, one, ...more], trainRows, testRows);
    }),
    { numRuns: 300, seed: 20261126 },
  );
});

it("gives the training rows the same features in fitTransform as in transform", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), train, (transformers, rows) => {
      fitOrSkip(transformers, rows);
      const table = tableOf(rows);
      const before = columnOf(table, "x");
      const copy = [...before];
      const transformer = new FeatureTransformer({ transformers });
      const made = transformer.fitTransform(table);
      expect(made.objects()).toEqual(transformer.transform(table).objects());
      expect([...before]).toEqual(copy);
    }),
    { numRuns: 100, seed: 7 },
  );
});
