import { type Logger, setupLogger } from "@mlops/core/logging";
import type { SqlEngine, SqlOptions } from "@mlops/core/sql";
import {
  type AnySchema,
  type Column,
  columnOf,
  type DataOf,
  makeTable,
  type Schema,
  stringColumn,
  type Table,
  type TableLike,
} from "@mlops/core/table";
import {
  ConfigError,
  type CustomRule,
  parseRules,
  ruleName,
  type ValidationError,
  ValidationResult,
  type ValidationRule,
  type ValidationRuleInput,
} from "@mlops/models";
import { keepRows } from "../keep-rows.ts";
import type { TableSource } from "../read/open-source.ts";
import { brokenRows } from "./broken-rows.ts";
import { Failures } from "./failures.ts";
import { frameOf } from "./frame.ts";
import { type DetailLevel, rowError, tableError, tooMany } from "./report.ts";
import type { RuleKernel } from "./rule-kernel.ts";
import type { RuleOf } from "./rule-of.ts";
import { definitionOf, isCustom } from "./rules.ts";
import { describeTable, runSqlChecks } from "./sql/run-sql-checks.ts";
import type { SqlTable } from "./sql/sql-scope.ts";
import { type SourceOptions, validateFiles } from "./validate-source.ts";

export interface ValidatorOptions {
  /** Kernels of the `custom:<name>` rules, by name. */
  readonly custom?: Readonly<Record<string, RuleKernel<CustomRule>>>;
  /** Failing rows listed per rule; default 10. */
  readonly sampleLimit?: number;
  /**
   * What is told of a broken rule: `boolean_only` counts alone, `basic` (default) the first failing rows, `summary` the most frequent failing values
   * too, `complete` every failing row.
   */
  readonly detail?: DetailLevel;
  /** Tables that rules compare with (`foreign_key`, `same_row_count`), by name. */
  readonly tables?: Readonly<Record<string, TableLike>>;
  readonly logger?: Logger;
}

export interface SqlValidationOptions extends SqlOptions {
  /** What follows FROM for the tables that rules compare with, by name. */
  readonly tables?: Readonly<Record<string, string>>;
}

export interface Quarantine {
  /** The rows that keep every error rule about rows. */
  readonly kept: Table;
  /** The other rows, with the names of the rules they break in `_failed_rules`, joined by "; ". */
  readonly removed: Table;
  /** The outcome on all rows. */
  readonly result: ValidationResult;
}

interface Checked {
  readonly errors: ValidationError[];
  /** Per broken rule about rows: the rule, and a byte per row. */
  readonly marks: { readonly name: string; readonly severity: string; readonly rows: Uint8Array }[];
}

/**
 * Validates a table against rules and reports all that are broken at once. Value rules ignore missing values; `mostly` is the share of the rows
 * looked at that must keep a rule, `when` says which rows are looked at, and a broken rule of severity `warning` is listed without failing.
 * A rule over no rows holds. `new DataValidator<typeof schema>(…)` takes only columns that the schema has, of types that the rules can look at.
 * @example new DataValidator([{ type: "range", column: "age", min: 0 }]).validate(aq.table({ age: [30, -1] })).failedRules // => ["range:age"]
 */
export class DataValidator<S extends AnySchema = Schema> {
  readonly rules: readonly ValidationRule[];
  readonly logger: Logger;
  private readonly custom: Readonly<Record<string, RuleKernel<CustomRule>>>;
  private readonly sampleLimit: number;
  private readonly detail: DetailLevel;
  private readonly tables: Readonly<Record<string, TableLike>>;

  /** @throws ConfigError for a rule that is wrong, or a `custom:` rule without a kernel */
  constructor(rules: readonly RuleOf<S>[], options: ValidatorOptions = {}) {
    this.rules = parseRules(rules as readonly ValidationRuleInput[]);
    this.custom = options.custom ?? {};
    this.sampleLimit = options.sampleLimit ?? 10;
    this.detail = options.detail ?? "basic";
    this.tables = options.tables ?? {};
    this.logger = options.logger ?? setupLogger("data_validator");
    for (const rule of this.rules) this.kernelOf(rule);
    const names = this.rules.map(ruleName);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: `two rules are called "${twice}"`, hint: "give one of them a name" });
  }

  /** The same rules with other tables to compare with. */
  withTables(tables: Readonly<Record<string, TableLike>>): DataValidator<S> {
    const { custom, sampleLimit, detail, logger } = this;
    return new DataValidator<S>(this.rules as readonly RuleOf<S>[], { custom, sampleLimit, detail, logger, tables });
  }

  /**
   * Checks every rule.
   * @throws DataError where a rule cannot be computed: `COLUMN_MISSING`, `COLUMN_TYPE`, `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`
   */
  validate(data: DataOf<S>): ValidationResult {
    return this.resultOf(this.check(data, false).errors, data.numRows());
  }

  /** Checks every rule and parts the rows that break an error rule from the rest. */
  quarantine(data: DataOf<S>): Quarantine {
    const { errors, marks } = this.check(data, true);
    const rows = data.numRows();
    const breaking = marks.filter(({ severity }) => severity === "error");
    const kept = new Uint8Array(rows).fill(1);
    for (const { rows: marked } of breaking) for (let row = 0; row < rows; row++) if (marked[row] === 1) kept[row] = 0;
    const removed = keepRows(
      data,
      kept.map((one) => one ^ 1),
    );
    return { kept: keepRows(data, kept), removed: withReasons(removed, kept, breaking), result: this.resultOf(errors, rows) };
  }

  /**
   * Checks every rule in an SQL engine, with the answer that `validate` gives on the same rows; samples are numbered in the order the engine gives rows.
   * @param from - what follows FROM: a table's quoted name, or a query in parentheses
   * @throws MLOpsError `NOT_SUPPORTED` for a rule without SQL text (`date_text`, `strftime`, `json`, `json_schema`, `custom:`)
   */
  async validateSql(engine: SqlEngine, from: string, options: SqlValidationOptions = {}): Promise<ValidationResult> {
    const { tables = {}, ...rest } = options;
    const table = await describeTable(engine, from, rest);
    const others: Record<string, SqlTable> = {};
    for (const [name, other] of Object.entries(tables)) others[name] = await describeTable(engine, other, rest);
    const { sampleLimit, detail } = this;
    const { rows, errors } = await runSqlChecks({ engine, table, others, sampleLimit, detail, options: rest }, this.rules);
    return this.resultOf(
      errors.filter((error) => error !== undefined),
      rows,
    );
  }

  /**
   * Checks every rule on files without loading them whole: memory stays bounded whatever their size. The same answer as reading the table and `validate`.
   * Of a Parquet file whose columns that the rules read take up to 256 MB these are loaded; any other goes through the rules part by part.
   * @throws DataError as `readTable`; MLOpsError `NOT_SUPPORTED` for `custom:` rules and detail levels that list rows
   */
  async validateSource(source: TableSource, options: SourceOptions = {}): Promise<ValidationResult> {
    const { rows, errors } = await validateFiles(this.rules, source, options, { sampleLimit: this.sampleLimit, detail: this.detail });
    return this.resultOf(errors, rows);
  }

  private kernelOf(rule: ValidationRule): RuleKernel<ValidationRule> {
    if (!isCustom(rule)) return definitionOf(rule).check as RuleKernel<ValidationRule>;
    const name = rule.type.slice("custom:".length);
    const kernel = Object.hasOwn(this.custom, name) ? this.custom[name] : undefined;
    if (kernel === undefined)
      throw new ConfigError({
        code: "CONFIG_INVALID",
        detail: `there is no kernel for the rule ${rule.type}`,
        hint: `pass it: { custom: { ${name}: … } }`,
      });
    return kernel as RuleKernel<ValidationRule>;
  }

  private check(data: TableLike, mark: boolean): Checked {
    const frame = frameOf(data, this.tables);
    const errors: ValidationError[] = [];
    const marks: Checked["marks"] = [];
    const listing = this.detail === "summary" || this.detail === "complete";
    for (const rule of this.rules) {
      const active = "when" in rule && rule.when !== undefined ? frame.condition(rule.when) : null;
      const failing = mark || listing ? new Uint8Array(frame.rows) : null;
      const failures = new Failures(active, this.detail === "boolean_only" ? 0 : this.sampleLimit, failing);
      const verdict = this.kernelOf(rule)(rule, frame, failures);
      if (typeof verdict === "number") {
        if (!tooMany(rule, failures.count, verdict)) continue;
        errors.push(rowError(rule, brokenRows(rule, frame, failures, verdict, failing, this.detail)));
      } else {
        if (!verdict.broken) continue;
        errors.push(tableError(rule, verdict));
      }
      if (mark && failing !== null && failures.count > 0) marks.push({ name: ruleName(rule), severity: rule.severity, rows: failing });
    }
    return { errors, marks };
  }

  private resultOf(errors: ValidationError[], rows: number): ValidationResult {
    const failed = errors.filter((error) => error.severity === "error").length;
    const warned = errors.length - failed;
    const message =
      errors.length === 0
        ? `${this.rules.length} rules hold on ${rows} rows`
        : `${failed} of ${this.rules.length} rules are broken${warned > 0 ? `, ${warned} with a warning` : ""}`;
    const result = {
      status: failed > 0 ? "failed" : "success",
      message,
      validationErrors: errors,
      failedRules: errors.map((error) => error.rule),
      details: { rows, rules: this.rules.length },
    };
    return ValidationResult.parse(result, { jitless: true }); // compiling the schema takes longer than a hundred results
  }
}

function withReasons(removed: Table, kept: Uint8Array, breaking: Checked["marks"]): Table {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(removed.numRows());
  let next = 0;
  for (let row = 0; row < kept.length; row++) {
    if (kept[row] === 1) continue;
    const reason = breaking
      .filter(({ rows }) => rows[row] === 1)
      .map(({ name }) => name)
      .join("; ");
    let code = codeOf.get(reason);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(reason, code);
    }
    codes[next++] = code;
  }
  const columns = Object.fromEntries(removed.columnNames().map((name) => [name, columnOf(removed, name) as Column]));
  return makeTable({ ...columns, _failed_rules: stringColumn(codes, [...codeOf.keys()]) });
}
