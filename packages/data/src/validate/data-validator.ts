import { type Logger, setupLogger } from "@mlops/core";
import { evaluateCondition } from "@mlops/core/expression";
import { type Column, columnMissing, columnOf, makeTable, stringColumn, type Table, type TableLike, toFloat64 } from "@mlops/core/table";
import {
  ConfigError,
  type CustomRule,
  type Json,
  parseRules,
  ruleName,
  type ValidationError,
  ValidationResult,
  type ValidationRule,
  type ValidationRuleInput,
} from "@mlops/models";
import { keepRows } from "../keep-rows.ts";
import { Failures } from "./failures.ts";
import { RULE_KERNELS } from "./kernels.ts";
import type { Frame, RuleKernel } from "./rule-kernel.ts";

export interface ValidatorOptions {
  /** Kernels of the `custom:<name>` rules, by name. */
  readonly custom?: Readonly<Record<string, RuleKernel<CustomRule>>>;
  /** Failing rows listed per rule; default 10. */
  readonly sampleLimit?: number;
  readonly logger?: Logger;
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
 * A rule over no rows holds.
 * @example new DataValidator([{ type: "range", column: "age", min: 0 }]).validate(aq.table({ age: [30, -1] })).failedRules // => ["range:age"]
 */
export class DataValidator {
  readonly rules: readonly ValidationRule[];
  readonly logger: Logger;
  private readonly custom: Readonly<Record<string, RuleKernel<CustomRule>>>;
  private readonly sampleLimit: number;

  /** @throws ConfigError for a rule that is wrong, or a `custom:` rule without a kernel */
  constructor(rules: readonly ValidationRuleInput[], options: ValidatorOptions = {}) {
    this.rules = parseRules(rules);
    this.custom = options.custom ?? {};
    this.sampleLimit = options.sampleLimit ?? 10;
    this.logger = options.logger ?? setupLogger("data_validator");
    for (const rule of this.rules) this.kernelOf(rule);
    const names = this.rules.map(ruleName);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: `two rules are called "${twice}"`, hint: "give one of them a name" });
  }

  /**
   * Checks every rule.
   * @throws DataError where a rule cannot be computed: `COLUMN_MISSING`, `COLUMN_TYPE`, `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`
   */
  validate(data: TableLike): ValidationResult {
    return this.resultOf(this.check(data, false).errors, data.numRows());
  }

  /** Checks every rule and parts the rows that break an error rule from the rest. */
  quarantine(data: TableLike): Quarantine {
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

  private kernelOf(rule: ValidationRule): RuleKernel<ValidationRule> {
    const own = rule.type.startsWith("custom:");
    const name = rule.type.slice("custom:".length);
    const kernel = own
      ? Object.hasOwn(this.custom, name)
        ? this.custom[name]
        : undefined
      : RULE_KERNELS[rule.type as keyof typeof RULE_KERNELS];
    if (kernel === undefined)
      throw new ConfigError({
        code: "CONFIG_INVALID",
        detail: `there is no kernel for the rule ${rule.type}`,
        hint: `pass it: { custom: { ${name}: … } }`,
      });
    return kernel as RuleKernel<ValidationRule>;
  }

  private check(data: TableLike, mark: boolean): Checked {
    const frame = frameOf(data);
    const errors: ValidationError[] = [];
    const marks: Checked["marks"] = [];
    for (const rule of this.rules) {
      const name = ruleName(rule);
      const active = "when" in rule && rule.when !== undefined ? frame.condition(rule.when) : null;
      const failing = mark ? new Uint8Array(frame.rows) : null;
      const failures = new Failures(active, this.sampleLimit, failing);
      const verdict = this.kernelOf(rule)(rule, frame, failures);
      const error = typeof verdict === "number" ? rowError(rule, name, verdict, failures, frame) : tableError(rule, name, verdict);
      if (error === undefined) continue;
      errors.push(error);
      if (failing !== null && failures.count > 0) marks.push({ name, severity: rule.severity, rows: failing });
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
    return ValidationResult.parse({
      status: failed > 0 ? "failed" : "success",
      message,
      validationErrors: errors,
      failedRules: errors.map((error) => error.rule),
      details: { rows, rules: this.rules.length },
    });
  }
}

function frameOf(data: TableLike): Frame {
  const names = data.columnNames();
  const numbers = new Map<string, Float64Array>();
  const conditions = new Map<string, Uint8Array>();
  const column = (name: string): Column => {
    if (!names.includes(name)) throw columnMissing(name, names);
    return columnOf(data, name);
  };
  return {
    rows: data.numRows(),
    columnNames: names,
    column,
    numbers(name) {
      let values = numbers.get(name);
      if (values === undefined) {
        const found = column(name);
        values = found.kind !== "string" && found.values instanceof Float64Array ? found.values : toFloat64(found, name);
        numbers.set(name, values);
      }
      return values;
    },
    condition(expression) {
      let states = conditions.get(expression);
      if (states === undefined) {
        states = evaluateCondition(expression, data);
        conditions.set(expression, states);
      }
      return states;
    },
  };
}

function subjects(rule: ValidationRule): { column?: string; shown: string[] } {
  if (rule.type === "pair_compare") return { shown: [rule.left, rule.right] };
  if (rule.type === "compound_unique") return { shown: rule.columns };
  return "column" in rule && rule.column !== undefined ? { column: rule.column, shown: [rule.column] } : { shown: [] };
}

function rowError(rule: ValidationRule, label: string, total: number, failures: Failures, frame: Frame): ValidationError | undefined {
  const { count } = failures;
  const share = total === 0 ? 0 : count / total;
  const mostly = "mostly" in rule ? rule.mostly : 1;
  if (count === 0 || (total - count) / total >= mostly) return undefined;
  const { column, shown } = subjects(rule);
  const value = (row: number): Json => {
    const cells = shown.map((name) => jsonOf(frame.column(name).at(row)));
    return cells.length === 1 ? (cells[0] as Json) : cells.length === 0 ? null : cells;
  };
  return {
    rule: label,
    type: rule.type,
    ...(column === undefined ? {} : { column }),
    severity: rule.severity,
    message: `${count} of ${total} rows break ${label}${mostly < 1 ? ` (at least ${mostly * 100}% must keep it)` : ""}`,
    count,
    total,
    share,
    samples: failures.first.map((index) => ({ index, value: value(index) as never })),
  };
}

function tableError(rule: ValidationRule, name: string, verdict: Exclude<ReturnType<RuleKernel>, number>): ValidationError | undefined {
  if (!verdict.broken) return undefined;
  const { column } = subjects(rule);
  const { message, count, total } = verdict;
  const share = total === 0 ? 0 : count / total;
  return {
    rule: name,
    type: rule.type,
    ...(column === undefined ? {} : { column }),
    severity: rule.severity,
    message,
    count,
    total,
    share,
    samples: [],
  };
}

function jsonOf(value: unknown): Json {
  if (value === undefined) return null;
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return value as Json;
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
