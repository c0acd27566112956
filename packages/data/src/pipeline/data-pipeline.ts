import { join } from "node:path";
import { parseExpression } from "@mlops/core/expression";
import { Pipeline, type RunOptions, type StageContext, type StageResult, type StageWork } from "@mlops/core/pipeline";
import { profileTable } from "@mlops/core/profile";
import type { DataOutput, DatasetReference, Holdout } from "@mlops/core/stage";
import { columnMissing, type Table } from "@mlops/core/table";
import {
  ConfigError,
  type DataConfig,
  DataError,
  MLOpsError,
  type PipelineConfig,
  StatusEnum,
  ValidationFailure,
  ValidationResult,
} from "@mlops/models";
import { describeSource, readSource } from "../read/read-source.ts";
import { type SplitResult, splitTable } from "../split/split-table.ts";
import { DataValidator } from "../validate/data-validator.ts";
import { writeTable } from "../write/write-table.ts";
import { dataDetails, ruleOutcomes } from "./data-details.ts";
import { datasetReference } from "./dataset-reference.ts";
import { checkHoldout, readHoldout } from "./holdouts.ts";
import { describeReferences, readReferences } from "./references.ts";
import { locate, located, selectColumns } from "./sources.ts";

interface CheckedRows {
  readonly table: Table;
  readonly checks: ValidationResult;
  readonly quarantined: number;
}

/**
 * The data stage: read, filter and select, validate, put failing rows aside (opt-in), split, profile.
 * A broken error rule fails the stage (`DATA_INVALID`, what became of every rule in `details.fields.outcomes`); a broken warning rule makes it a `warning`.
 */
export class DataPipeline extends Pipeline<DataOutput> {
  readonly validator: DataValidator;
  private readonly data: DataConfig;

  static get workerEntry(): string {
    return import.meta.resolve("@mlops/data/worker");
  }

  /** @throws ConfigError where `dataConfig` is missing or a rule or expression of it cannot be read */
  constructor(config: PipelineConfig) {
    super(config, "dataConfig");
    this.data = this.config.dataConfig as DataConfig;
    this.validator = new DataValidator(this.data.rules);
    const { filter, source } = this.data;
    const expressions = [filter, typeof source === "string" ? undefined : source.filter, ...this.data.rules.flatMap(expressionsOf)];
    for (const expression of expressions) if (expression !== undefined) checkSyntax(expression);
    const { method, stratifyBy, groupBy, orderBy } = this.data.split;
    for (const [wanted, field, given] of [
      ["grouped", "groupBy", groupBy],
      ["ordered", "orderBy", orderBy],
    ] as const)
      if (method === wanted && given === undefined)
        throw new ConfigError({ code: "CONFIG_INVALID", detail: `dataConfig.split.${field} is missing`, hint: "name a column" });
    if (method === "stratified" && (stratifyBy ?? this.config.modelConfig?.target) === undefined)
      throw new ConfigError({
        code: "CONFIG_INVALID",
        detail: "dataConfig.split.stratifyBy is missing",
        hint: "name a column, or set modelConfig.target",
      });
  }

  run(options?: RunOptions): Promise<StageResult<DataOutput>> {
    return this.complete(options, (context) => this.work(context));
  }

  private async work(context: StageContext): Promise<StageWork<DataOutput>> {
    const { data } = this;
    const { signal, home, pipelineFile, progress } = context;
    const source = located(data.source, pipelineFile);
    const read = await readSource(
      source,
      { signal, home, onProgress: (done, total) => progress({ done, ...(total === undefined ? {} : { total }), message: "rows read" }) },
      data.filter === undefined ? [] : [data.filter],
    );
    const table = selectColumns(read.table, data);
    if (table.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", file: source.path });
    const datasets: DatasetReference[] = [await datasetReference("data", source.path, read.files, read.table, signal)];

    const references = await readReferences(data.references, context);
    datasets.push(...references.datasets);
    const checked = await this.check(table, this.validator.withTables(references.tables), context);
    const { holdouts, references: ofHoldouts } = await this.readHoldouts(context);
    datasets.push(...ofHoldouts);

    signal.throwIfAborted();
    const parts = this.split(checked.table, context.seed);
    if (data.output !== undefined) await writeTable(checked.table, locate(data.output, pipelineFile), { signal, home });
    const output: DataOutput = {
      kind: "data",
      ...parts,
      holdouts,
      checks: checked.checks,
      datasets,
      ...(data.profile ? { profile: profileTable(parts.train) } : {}),
    };
    return this.report(output, checked, table.numRows());
  }

  private async check(table: Table, validator: DataValidator, { runFolder, home, signal, run }: StageContext): Promise<CheckedRows> {
    if (!this.data.quarantine) return { table, checks: this.pass(validator.validate(table), table), quarantined: 0 };
    const { kept, removed, result } = validator.quarantine(table);
    const quarantined = removed.numRows();
    if (quarantined === 0) return { table, checks: this.pass(result, table), quarantined };
    await writeTable(removed, join(runFolder, `${run.stage}-quarantine.parquet`), { signal, home });
    if (kept.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", message: "every row breaks a rule and is in quarantine" });
    return { table: kept, checks: this.pass(validator.validate(kept), kept), quarantined };
  }

  /** Throws where an error rule is broken; the error tells every rule's outcome, so that a report can show those that hold, too. */
  private pass(checks: ValidationResult, table: Table): ValidationResult {
    if (checks.isValid) return checks;
    const { validationErrors, failedRules } = checks;
    const broken = validationErrors.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
    const outcomes = ruleOutcomes(this.validator.rules, checks, table.numRows());
    const count = broken.length;
    const message = `the data broke ${count} ${count === 1 ? "rule" : "rules"}: ${broken.join(", ")}`;
    throw new ValidationFailure({ code: "DATA_INVALID", message, count, rules: broken, failedRules, validationErrors, outcomes });
  }

  private async readHoldouts(context: StageContext): Promise<{ holdouts: Record<string, Holdout>; references: DatasetReference[] }> {
    const holdouts: Record<string, Holdout> = {};
    const references: DatasetReference[] = [];
    for (const [name, config] of Object.entries(this.data.holdouts)) {
      context.signal.throwIfAborted();
      const { holdout, datasets } = await readHoldout(name, config, this.data, context);
      holdouts[name] = holdout;
      references.push(...datasets);
    }
    return { holdouts, references };
  }

  private split(table: Table, seed: number): SplitResult {
    const { split } = this.data;
    const stratifyBy = split.stratifyBy ?? this.config.modelConfig?.target;
    return splitTable(table, {
      validation: split.validation,
      test: split.test,
      method: split.method,
      seed: split.seed ?? seed,
      ...(split.method === "stratified" && stratifyBy !== undefined ? { stratifyBy } : {}),
      ...(split.groupBy === undefined ? {} : { groupBy: split.groupBy }),
      ...(split.orderBy === undefined ? {} : { orderBy: split.orderBy }),
    });
  }

  private report(output: DataOutput, { checks, quarantined, table }: CheckedRows, rows: number): StageWork<DataOutput> {
    const warned = checks.failedRules.length > 0;
    const parts = { train: output.train, validation: output.validation, test: output.test };
    const counts = Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [[name, part.numRows()] as const]));
    return {
      output,
      status: warned ? StatusEnum.WARNING : StatusEnum.SUCCESS,
      message: `${rows} rows: ${counts.map(([name, count]) => `${count} ${name}`).join(", ")}${quarantined > 0 ? `, ${quarantined} in quarantine` : ""}`,
      details: { ...dataDetails(output, this.validator.rules, checks, { rows: table.numRows(), quarantined }) },
    };
  }

  /** Looks at files, columns and the fit of filters and rules, without reading rows. */
  async validate(options: Pick<RunOptions, "home" | "pipelineFile"> = {}): Promise<ValidationResult> {
    const { data } = this;
    const { home = ".mlops", pipelineFile } = options;
    try {
      const described = await describeSource(located(data.source, pipelineFile), { home }, data.filter === undefined ? [] : [data.filter]);
      const table = selectColumns(described, data);
      const references = await describeReferences(data.references, home, pipelineFile);
      this.validator.withTables(references).validate(table); // throws where a rule does not fit the columns; that there are no rows says nothing
      const stratifyBy = data.split.stratifyBy ?? this.config.modelConfig?.target;
      if (data.split.method === "stratified" && stratifyBy !== undefined && !table.columnNames().includes(stratifyBy))
        throw columnMissing(stratifyBy, table.columnNames());
      for (const name of [data.split.groupBy, data.split.orderBy])
        if (name !== undefined && !table.columnNames().includes(name)) throw columnMissing(name, table.columnNames());
      for (const holdout of Object.values(data.holdouts)) await checkHoldout(holdout, home, pipelineFile);
      return ValidationResult.parse({ status: "success", message: `${data.rules.length} rules fit ${table.columnNames().length} columns` });
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      const { code, hint, message } = error;
      return ValidationResult.parse({ status: "failed", message, details: { code, hint } });
    }
  }
}

function expressionsOf(rule: DataConfig["rules"][number]): (string | undefined)[] {
  return ["when" in rule ? rule.when : undefined, rule.type === "expression" ? (rule as { expression: string }).expression : undefined];
}

function checkSyntax(expression: string): void {
  try {
    parseExpression(expression);
  } catch (cause) {
    if (!DataError.isInstance(cause)) throw cause;
    throw new ConfigError({ code: "CONFIG_INVALID", message: cause.message, hint: cause.hint, ...cause.fields, cause });
  }
}
