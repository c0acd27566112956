import { readFileSync } from "node:fs";
import { makeTable } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { Imputer } from "./imputer.ts";
import { MinMaxScaler } from "./min-max-scaler.ts";
import { MissingIndicator } from "./missing-indicator.ts";
import { OneHotEncoder, type OneHotEncoderOptions } from "./one-hot-encoder.ts";
import { OrdinalEncoder } from "./ordinal-encoder.ts";
import { StandardScaler } from "./standard-scaler.ts";
import type { FittedTransformer } from "./transformer.ts";

type Numbers = (number | null)[];

interface Golden {
  train: Record<string, Numbers>;
  test: Record<string, Numbers>;
  trainText: string[];
  testText: string[];
  trainGappy: (string | null)[];
  testGappy: (string | null)[];
  impute: Record<"mean" | "median" | "mode" | "constant", Numbers[]>;
  imputeText: { mode: string[]; constant: string[] };
  standard: { withMean: boolean; withStd: boolean; columns: Numbers[] }[];
  minMax: { min: number; max: number; clip: boolean; columns: Numbers[] }[];
  missing: boolean[][];
  oneHot: { options: OneHotEncoderOptions; columns: Numbers[] }[];
  oneHotMissing: Numbers[];
  oneHotNumbers: Numbers[];
  ordinal: Numbers;
  ordinalGiven: Numbers;
  ordinalNumbers: Numbers;
}

const golden = JSON.parse(readFileSync(new URL("__golden__/sklearn.json", import.meta.url), "utf8")) as Golden;
const train = makeTable(golden.train);
const test = makeTable(golden.test);
const names = Object.keys(golden.train);
const trainText = makeTable({ text: golden.trainText, gappy: golden.trainGappy });
const testText = makeTable({ text: golden.testText, gappy: golden.testGappy });

function columnsOf(fitted: FittedTransformer, table: ReturnType<typeof makeTable>): unknown[][] {
  const outputs = fitted.inputs.flatMap((input) => fitted.outputs(input));
  const made = fitted.transform(table);
  return outputs.map(({ name }) => Array.from(made.array(name) as unknown[], (value) => value ?? null));
}

function expectClose(actual: readonly unknown[][], expected: readonly (readonly unknown[])[]): void {
  expect(actual).toHaveLength(expected.length);
  let worst = 0;
  for (const [c, column] of expected.entries()) {
    expect(actual[c]).toHaveLength(column.length);
    for (const [row, value] of column.entries()) {
      const own = actual[c]?.[row];
      if (value === null) expect(own, `column ${c} row ${row}`).toBeNull();
      else worst = Math.max(worst, Math.abs((own as number) - (value as number)) / Math.max(1, Math.abs(value as number)));
    }
  }
  expect(worst).toBeLessThanOrEqual(1e-12);
}

describe("equal to scikit-learn", () => {
  it.each(["mean", "median", "mode"] as const)("Imputer %s", (strategy) => {
    expectClose(columnsOf(new Imputer({ strategy }).fit(train, names), test), golden.impute[strategy]);
  });

  it("Imputer constant", () => {
    expectClose(columnsOf(new Imputer({ strategy: "constant", value: -7.5 }).fit(train, names), test), golden.impute.constant);
  });

  it("Imputer of texts", () => {
    expect(columnsOf(new Imputer({ strategy: "mode" }).fit(trainText, ["gappy"]), testText)[0]).toEqual(golden.imputeText.mode);
    const constant = new Imputer({ strategy: "constant", value: "gone" }).fit(trainText, ["gappy"]);
    expect(columnsOf(constant, testText)[0]).toEqual(golden.imputeText.constant);
  });

  it.each(golden.standard)("StandardScaler mean $withMean std $withStd", ({ columns, ...options }) => {
    // Standardising 1e9 ± 1 amplifies the last digit of the mean: 1e-7 / 1 is what doubles allow there.
    const fitted = new StandardScaler(options).fit(train, names);
    const made = columnsOf(fitted, test);
    const offset = names.indexOf("offset");
    expectClose(
      made.filter((_, column) => column !== offset),
      columns.filter((_, column) => column !== offset),
    );
    columns[offset]?.forEach((value, row) => {
      const own = made[offset]?.[row] as number | null;
      if (value === null) expect(own).toBeNull();
      else expect(Math.abs((own as number) - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-6);
    });
  });

  it.each(golden.minMax)("MinMaxScaler to $min…$max clip $clip", ({ columns, ...options }) => {
    const made = columnsOf(new MinMaxScaler(options).fit(train, names), test);
    const offset = names.indexOf("offset");
    expectClose(
      made.filter((_, column) => column !== offset),
      columns.filter((_, column) => column !== offset),
    );
    columns[offset]?.forEach((value, row) => {
      const own = made[offset]?.[row] as number | null;
      if (value === null) expect(own).toBeNull();
      else expect(Math.abs((own as number) - value)).toBeLessThan(1e-6);
    });
  });

  it("MissingIndicator", () => {
    const fitted = new MissingIndicator().fit(train, names);
    expect(fitted.marked).toEqual(["gaps", "offset", "whole"]);
    const made = fitted.transform(test);
    expect(fitted.marked.map((name) => Array.from(made.array(`${name}_missing`) as number[], (value) => value === 1))).toEqual(
      golden.missing,
    );
  });

  it.each(golden.oneHot)("OneHotEncoder $options", ({ options, columns }) => {
    expectClose(columnsOf(new OneHotEncoder(options).fit(trainText, ["text"]), testText), columns);
  });

  it("OneHotEncoder with missing values and with numbers", () => {
    expectClose(columnsOf(new OneHotEncoder().fit(trainText, ["gappy"]), testText), golden.oneHotMissing);
    expectClose(columnsOf(new OneHotEncoder().fit(train, ["whole"]), test), golden.oneHotNumbers);
  });

  it("OrdinalEncoder", () => {
    expectClose(columnsOf(new OrdinalEncoder().fit(trainText, ["gappy"]), testText), [golden.ordinal]);
    expectClose(columnsOf(new OrdinalEncoder({ categories: ["c d", "a", "b"] }).fit(trainText, ["text"]), testText), [golden.ordinalGiven]);
    expectClose(columnsOf(new OrdinalEncoder().fit(train, ["whole"]), test), [golden.ordinalNumbers]);
  });
});
