import type { FeatureInput, FittedFeatures, Matrix } from "@mlops/core/estimator";
import { type Logger, setupLogger } from "@mlops/core/logging";
import type { Graph } from "@mlops/core/onnx";
import type { AnySchema, ColumnTable, DataOf, Schema, TableLike } from "@mlops/core/table";
import { FeatureConfig, type FeatureOptions, parseConfig } from "@mlops/models";
import { DataError, NotFittedError } from "@mlops/models/errors";
import type { FeatureOptionsOf } from "./feature-options.ts";
import { FeaturePlan } from "./feature-plan.ts";
import type { GraphInput } from "./graph-flow.ts";
import { createTransformer } from "./kernels.ts";
import { checkNames } from "./select-columns.ts";
import { State } from "./state.ts";
import type { FittedTransformer } from "./transformer.ts";

const STATE_VERSION = 1;

/**
 * Turns raw columns into the numbers a model reads: the configured steps in order, each fitted on what the steps before make of the training rows.
 * Only `features` enter (default: every column but `target` and `exclude`). Columns that no step names stay as they are; columns that are still
 * texts after the last step become ordinal codes. Missing numbers stay missing unless a step imputes them.
 *
 * `new FeatureTransformer<typeof schema>(…)` takes only columns that the schema has, and fits only tables that have them.
 *
 * Call order: constructor → `fit` → `transform` as often as you like. `fit` returns the fitted transformer and makes this one fitted too.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID`
 * @example
 * const transformer = new FeatureTransformer({ target: "churn", transformers: [{ type: "impute" }, { type: "one_hot" }] });
 * const train = aq.table({ tenure: [1, null, 5], plan: ["pro", "basic", "pro"], churn: [1, 0, 0] });
 * const fitted = transformer.fit(train);
 * fitted.outputNames // => ["tenure", "plan=basic", "plan=pro"]
 * fitted.outputSources // => ["tenure", "plan", "plan"]
 * fitted.transform(aq.table({ tenure: [null], plan: ["pro"] })).objects() // => [{ tenure: 3, "plan=basic": 0, "plan=pro": 1 }]
 */
export class FeatureTransformer<S extends AnySchema = Schema> {
  readonly config: FeatureConfig;
  readonly logger: Logger = setupLogger("feature_transformer");
  #plan: FeaturePlan | undefined;

  constructor(config: FeatureOptionsOf<S>) {
    this.config = parseConfig(FeatureConfig, config, "featureConfig");
    checkNames(this.config);
    for (const step of this.config.transformers) createTransformer(step);
  }

  /** The fitted steps by their type (`impute`, `impute_2`, …), empty before `fit`. Steps whose selector matched no column are left out. */
  get transformers(): Readonly<Record<string, FittedTransformer>> {
    return this.#plan === undefined ? {} : named(this.#plan.steps);
  }

  /**
   * Learns from training rows.
   * @throws DataError `NOT_TRAINING_SPLIT` for a table that a split marked as validation or test, `TABLE_EMPTY`, `COLUMN_MISSING`, `COLUMN_TYPE`, …
   */
  fit(data: DataOf<S>): FittedFeatureTransformer {
    return this.#learn(data).fitted;
  }

  /**
   * The features of `data`, in the order of `outputNames`; missing values are missing, not NaN.
   * @throws NotFittedError before `fit`; DataError `COLUMN_MISSING`, `COLUMN_TYPE`, or `VALUE_INVALID` where a step refuses unknown categories
   */
  transform(data: TableLike): ColumnTable {
    if (this.#plan === undefined) throw new NotFittedError({ what: "the feature transformer" });
    return this.#plan.transform(data);
  }

  /** `fit`, and the features of the same rows without computing them twice. */
  fitTransform(data: DataOf<S>): ColumnTable {
    const { fitted, transformed } = this.#learn(data);
    return fitted.plan.toTable(transformed());
  }

  #learn(data: TableLike) {
    const { plan, transformed } = FeaturePlan.fit(this.config, data);
    this.#plan = plan;
    this.logger.debug("fitted", { rows: data.numRows(), inputs: plan.inputs.length, outputs: plan.outputs.length });
    return { fitted: new FittedFeatureTransformer(this.config, plan), transformed };
  }
}

/** What `FeatureTransformer.fit` returns: the learned steps as a table function, a matrix function, a graph and JSON. */
export class FittedFeatureTransformer extends FeatureTransformer implements FittedFeatures {
  /** The fitted steps. */
  readonly plan: FeaturePlan;

  constructor(config: FeatureOptions, plan: FeaturePlan) {
    super(config);
    this.plan = plan;
    Object.freeze(this);
  }

  override get transformers(): Readonly<Record<string, FittedTransformer>> {
    return named(this.plan.steps);
  }

  /** The raw columns that are read, with their kinds and whether training rows were missing. */
  get inputColumns(): readonly FeatureInput[] {
    return this.plan.inputs;
  }

  get outputNames(): readonly string[] {
    return this.plan.outputs.map(({ name }) => name);
  }

  /** The raw column that each output is made of. */
  get outputSources(): readonly string[] {
    return this.plan.sources;
  }

  /** A new fitted transformer of the same configuration; this one stays as it is. */
  override fit(data: TableLike): FittedFeatureTransformer {
    return new FittedFeatureTransformer(this.config, FeaturePlan.fit(this.config, data).plan);
  }

  override transform(data: TableLike): ColumnTable {
    return this.plan.transform(data);
  }

  /** As `new FeatureTransformer(config).fitTransform(data)`; this one stays as it is. */
  override fitTransform(data: TableLike): ColumnTable {
    return new FeatureTransformer(this.config).fitTransform(data);
  }

  /** The features as columns of doubles, NaN where missing; columns that no step changes share the table's memory. */
  toMatrix(data: TableLike): Matrix {
    return this.plan.toMatrix(data);
  }

  /**
   * Adds the transformation to `graph`. `inputs` names, per raw column, a tensor [N, 1]: doubles (booleans as 0 and 1, missing as NaN) or strings
   * (missing as any of `MISSING_STRINGS`).
   * @returns a double tensor [N, outputs], equal to `toMatrix`
   */
  lower(graph: Graph, inputs: Readonly<Record<string, GraphInput>>): string {
    return this.plan.lower(graph, inputs);
  }

  toJSON(): Record<string, unknown> {
    return { type: "features", version: STATE_VERSION, config: this.config, ...this.plan.toJSON() };
  }

  /** Reads `toJSON()` back. @throws DataError `FILE_MALFORMED`, ConfigError `CONFIG_INVALID` */
  static fromJSON(json: unknown): FittedFeatureTransformer {
    const state = new State(json, "features");
    const version = state.number("version");
    if (version !== STATE_VERSION)
      throw new DataError({ code: "FILE_MALFORMED", file: "the fitted features", detail: `version ${version} is not ${STATE_VERSION}` });
    return new FittedFeatureTransformer(state.record("config") as FeatureOptions, FeaturePlan.restore(state));
  }

  get restoreModule(): string {
    return import.meta.resolve("@mlops/feature-engineering");
  }
}

/** Reads the JSON of fitted features; what `restoreModule` exports under this name. */
export function restoreFeatures(json: unknown): FittedFeatureTransformer {
  return FittedFeatureTransformer.fromJSON(json);
}

function named(steps: readonly FittedTransformer[]): Readonly<Record<string, FittedTransformer>> {
  const counts = new Map<string, number>();
  return Object.freeze(
    Object.fromEntries(
      steps.map((step) => {
        const count = (counts.get(step.type) ?? 0) + 1;
        counts.set(step.type, count);
        return [count === 1 ? step.type : `${step.type}_${count}`, step];
      }),
    ),
  );
}
