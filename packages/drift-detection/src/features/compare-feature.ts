import { Random } from "@mlops/core/stats";
import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import { DataError, type Json, type MonitoringConfig } from "@mlops/models";
import { distinctNumbers } from "../methods/cells.ts";
import { chooseMethod } from "../methods/choose-method.ts";
import { total } from "../methods/contingency.ts";
import type { Pair } from "../methods/method.ts";
import { chiSquaredByDefault } from "../methods/total-variation.ts";
import { evidenceOf } from "./evidence.ts";
import type { DriftReason, FeatureComparison, FeatureTest } from "./feature-drift.ts";
import { categoryPair, missingOf, numberPair } from "./read-pair.ts";

/** How a column is to be seen, where its own kind does not decide. */
export type NamedKind = "numeric" | "categorical" | undefined;

/** Texts with more than 50 distinct values, and as many as half the rows, on both sides are taken for identifiers. */
const NEAR_UNIQUE = { share: 0.5, distinct: 50 };

function read(table: TableLike, name: string): Column | "absent" | "unreadable" {
  if (!table.columnNames().includes(name)) return "absent";
  try {
    return columnOf(table, name);
  } catch (error) {
    if (DataError.isInstance(error)) return "unreadable";
    throw error;
  }
}

const sizes = (pair: Pair): readonly [number, number] =>
  pair.kind === "numeric" ? [pair.reference.length, pair.current.length] : [total(pair.reference), total(pair.current)];

/** Numbers and 64-bit integers are one kind; a column without any value has none. */
function kindOf(column: Column): string | null {
  if (missingOf(column).nulls === column.length) return null;
  return column.kind === "bigint" ? "numeric" : column.kind;
}

/** Compares one column of two tables. @throws DataError `COLUMN_TYPE` where texts are named as numbers; ConfigError where its method does not fit */
export function compareFeature(
  name: string,
  referenceTable: TableLike,
  currentTable: TableLike,
  named: NamedKind,
  config: MonitoringConfig,
): FeatureComparison {
  const reference = read(referenceTable, name);
  const current = read(currentTable, name);
  const rows = { reference: { n: referenceTable.numRows(), missing: 0 }, current: { n: currentTable.numRows(), missing: 0 } };
  const without = (reason: DriftReason, kind: string, evidence: Record<string, Json> = {}): FeatureComparison => ({
    ...{ name, kind, ...rows, tests: [], pValue: null, reason, evidence },
  });
  const role = [config.timestamp, config.labels?.key, config.target, config.prediction, config.score].includes(name);
  if (role && named === undefined) return without("role", "unknown");
  if (current === "absent") return without("missing_in_current", "unknown");
  if (reference === "absent") return without("missing_in_reference", "unknown");
  if (typeof reference === "string" || typeof current === "string") return without("unreadable", "unknown");

  const [before, after] = [missingOf(reference), missingOf(current)];
  rows.reference.missing = before.nulls + before.nan;
  rows.current.missing = after.nulls + after.nan;
  const [kindBefore, kindAfter] = [kindOf(reference), kindOf(current)];
  const kind = kindBefore ?? kindAfter ?? "numeric";
  const asNumbers = named === "numeric" && kindBefore !== "string" && kindAfter !== "string";
  if (kindBefore !== null && kindAfter !== null && kindBefore !== kindAfter && !asNumbers)
    return without("type_changed", kindAfter, { from: kindBefore, to: kindAfter });
  if (kind === "timestamp" && named === undefined) return without("timestamp", kind);
  if (Math.min(before.n, after.n) < config.minRows) return without("insufficient_data", kind);

  const pair = (named ?? kind) === "numeric" ? numberPair(name, reference, current) : categoryPair(reference, current);
  const [n, m] = sizes(pair);
  if (pair.kind === "categorical" && named === undefined) {
    const distinct = [pair.reference, pair.current].map((counts) => Array.from(counts).filter((count) => count > 0).length) as [
      number,
      number,
    ];
    const many = (found: number, rows: number): boolean => found > NEAR_UNIQUE.distinct && found > NEAR_UNIQUE.share * rows;
    if (many(distinct[0], n) && many(distinct[1], m)) return without("near_unique", kind, { distinct });
  }
  return test(name, pair, [before, after], rows, config);
}

interface Missing {
  readonly n: number;
  readonly nulls: number;
  readonly nan: number;
}

/** The test of the values and that of what is missing, the deciding one first. */
function test(
  name: string,
  pair: Pair,
  [before, after]: readonly [Missing, Missing],
  rows: Pick<FeatureComparison, "reference" | "current">,
  config: MonitoringConfig,
): FeatureComparison {
  const settings = config.columns[name] ?? {};
  const random = new Random(config.seed).fork(name);
  const [n, m] = sizes(pair);
  const tests: FeatureTest[] = [];
  const evidence: Record<string, Json> = evidenceOf(pair);
  const method = chooseMethod(name, pair, settings.method);
  if (Math.min(n, m) >= config.minRows) {
    const { evidence: found, ...outcome } = method.compare(pair, random.fork("values"));
    const floor = settings.effectFloor ?? (pair.kind === "numeric" ? config.numericEffectFloor : config.categoricalEffectFloor);
    tests.push({ method: method.name, ...outcome, effectMeasure: method.effectMeasure, floor });
    Object.assign(evidence, found);
  }
  if (before.nulls + before.nan + after.nulls + after.nan > 0) {
    const counts = ({ n: all, nulls, nan }: Missing): number[] => [all - nulls - nan, nulls, nan];
    const states = { kind: "categorical", labels: ["present", "null", "NaN"], reference: counts(before), current: counts(after) } as const;
    const outcome = chiSquaredByDefault.compare(states, random.fork("missing"));
    tests.push({
      method: "missingness",
      ...outcome,
      effectMeasure: "total_variation",
      floor: settings.effectFloor ?? config.categoricalEffectFloor,
    });
    evidence["missing"] = { reference: (before.nulls + before.nan) / before.n, current: (after.nulls + after.nan) / after.n };
  }
  // A test whose effect is below its floor cannot be drift: it does not lend its p-value to the other.
  tests.sort((a, b) => Number(b.effect >= b.floor) - Number(a.effect >= a.floor) || a.pValue - b.pValue);
  const pValue = Math.min(1, (tests[0] as FeatureTest).pValue * tests.length);
  const reason = reasonOf(pair, n, m, config.minRows);
  return { name, kind: pair.kind, ...rows, tests, pValue, ...(reason === undefined ? {} : { reason }), evidence };
}

function reasonOf(pair: Pair, n: number, m: number, minRows: number): DriftReason | undefined {
  if (n === 0 && m === 0) return "all_missing";
  if (Math.min(n, m) < minRows) return "insufficient_data";
  const distinct = pair.kind === "numeric" ? distinctNumbers(pair)?.length : pair.labels.length;
  return distinct === 1 ? "constant" : undefined;
}
