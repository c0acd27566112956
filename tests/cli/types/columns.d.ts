// The columns of pipeline.yaml, written by `mlops types`: not to be edited.
import type { Table } from "@mlops/all";

/** Columns that the data stage reads: names and types. */
export type ReadColumns = {
  readonly id: "bigint";
  readonly tenure: "number";
  readonly plan: "string";
  readonly active: "boolean";
  readonly since: "timestamp";
  readonly "late tariff": "number";
  readonly note: "string";
  readonly churned: "number";
};

/** Columns that it hands on. */
export type Columns = {
  readonly id: "bigint";
  readonly tenure: "number";
  readonly plan: "string";
  readonly active: "boolean";
  readonly since: "timestamp";
  readonly "late tariff": "number";
  readonly churned: "number";
};

/** Those of which rows may have no value. */
export type NullableColumn = "tenure" | "plan";

/** A row that it hands on. */
export type Row = {
  readonly id: bigint;
  readonly tenure: number | null | undefined;
  readonly plan: string | null | undefined;
  readonly active: boolean;
  readonly since: Date;
  readonly "late tariff": number;
  readonly churned: number;
};

/** The table that it hands on: other names and types do not compile. */
export type Rows = Table<Columns>;

/** The column to predict. */
export type Target = "churned";

/** What the feature stage makes of them. */
export type FeatureColumns = {
  readonly tenure: "number";
  readonly tenure_missing: "number";
  readonly [name: `plan=${string}`]: "number";
  readonly plan_missing: "number";
  readonly active: "boolean";
  readonly "late tariff": "number";
};

export type Features = Table<FeatureColumns>;
