import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { ValidationRule } from "../rules/validation-rule.ts";

export const DataFormat = z.enum(["auto", "csv", "ndjson", "parquet", "arrow"]);

/** Where a table is read from. A plain string is its path. */
export const DataSource = z.union([
  z.string().min(1),
  strictObject(() => ({
    path: z.string().min(1).describe("file or glob, relative to the pipeline file"),
    format: DataFormat.default("auto").describe(
      "auto goes by the file's ending, .gz and .zst ignored; ndjson takes a JSON array of objects too",
    ),
    delimiter: z.string().length(1).optional().describe("CSV: one character; detected when absent"),
    quote: z.string().length(1).default('"').describe("CSV: the character around fields that hold the delimiter; doubled inside them"),
    decimal: z.enum([".", ","]).default(".").describe("CSV: what separates the decimals of a number"),
    header: z.boolean().default(true).describe("CSV: the first row holds the column names"),
    nullValues: z
      .array(z.string())
      .default(() => [""])
      .describe("CSV: texts that mean a missing value"),
    types: z
      .record(z.string(), z.enum(["double", "integer", "string", "boolean", "timestamp"]))
      .default(() => ({}))
      .describe("type of a column, where it is not to be inferred"),
    largeIntegers: z
      .enum(["bigint", "string"])
      .default("bigint")
      .describe("what a column of integers becomes where one is beyond 2^53; string takes integers of more than 64 bits too"),
    decimals: z
      .enum(["number", "string"])
      .default("number")
      .describe("Parquet: what exact decimals become; a number is the nearest double, a string keeps every digit"),
    timestamps: z
      .enum(["instant", "string"])
      .default("instant")
      .describe(
        "what dates and times become; an instant is UTC to the microsecond, a string keeps text as CSV and NDJSON write it, zone included, and is ISO text to the nanosecond for Parquet",
      ),
    columns: z.array(z.string()).optional().describe("read only these columns"),
    filter: z.string().optional().describe("expression; only rows for which it is true are read"),
    partitions: z.boolean().default(false).describe("Parquet: folders named key=value are columns (Hive's layout)"),
  })),
]);
export type DataSource = z.output<typeof DataSource>;

export const SplitConfig = strictObject(() => ({
  validation: z.number().min(0).lt(1).default(0.2).describe("share of the rows kept to choose and gate the model"),
  test: z.number().min(0).lt(1).default(0).describe("share of the rows kept to the very end"),
  method: z
    .enum(["random", "stratified", "grouped", "ordered"])
    .default("random")
    .describe(
      "stratified keeps the shares within each value of stratifyBy; grouped keeps rows of one groupBy together; ordered trains on what comes first by orderBy",
    ),
  stratifyBy: z.string().optional().describe("column of a stratified split; the target when absent"),
  groupBy: z.string().optional().describe("column of a grouped split: none of its values is in two parts"),
  orderBy: z.string().optional().describe("column of an ordered split, a timestamp or a number"),
  seed: z.number().int().min(0).optional().describe("seed of the split; the pipeline's seed when absent"),
}));
export type SplitConfig = z.output<typeof SplitConfig>;

export const HoldoutConfig = strictObject(() => ({
  source: DataSource.describe("rows that take no part in training"),
  labels: z
    .strictObject({
      source: DataSource.describe("table with the key and the target"),
      key: z.string().describe("column that both tables share; unique in the labels"),
    })
    .optional()
    .describe("the target, when it is in another file"),
  groupBy: z.string().optional().describe("metrics are given per value of this column"),
}));
export type HoldoutConfig = z.output<typeof HoldoutConfig>;

/** The data stage: what is read, which rules must hold, how it is split. */
export const DataConfig = strictObject(() => ({
  source: DataSource.describe("table to read"),
  filter: z.string().optional().describe("expression; only rows for which it is true stay"),
  columns: z.array(z.string()).optional().describe("keep only these columns"),
  exclude: z
    .array(z.string())
    .default(() => [])
    .describe("drop these columns"),
  rules: z
    .array(ValidationRule)
    .default(() => [])
    .describe("rules that the rows must keep"),
  references: z
    .record(z.string(), DataSource)
    .default(() => ({}))
    .describe("tables that rules compare with (foreign_key, same_row_count), by name"),
  quarantine: z.boolean().default(false).describe("put rows that break an error rule aside and go on with the rest"),
  split: SplitConfig.prefault({}).describe("how rows become train, validation and test"),
  holdouts: z
    .record(z.string(), HoldoutConfig)
    .default(() => ({}))
    .describe("named tables that the trained model is evaluated on"),
  output: z.string().optional().describe("write the table that leaves the stage here (csv, ndjson, parquet or arrow by ending)"),
  profile: z.boolean().default(true).describe("profile the training rows"),
}));
export type DataConfig = z.output<typeof DataConfig>;
