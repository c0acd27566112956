import { Random } from "@mlops/core/stats";
import { type Column, columnOf, type TableLike } from "@mlops/core/threads";
import type { Json } from "@mlops/models";
import { DataError } from "@mlops/models/errors";
import type { NumberPair } from "../kernel/number-pair.ts";
import { chooseMethod } from "../methods/choose-method.ts";
import { total } from "../methods/contingency.ts";
import type { Pair } from "../methods/method.ts";
import { assemble } from "./assemble.ts";
import { categoryEvidence, numberEvidence } from "./evidence.ts";
import type { FeatureContext } from "./feature-context.ts";
import type { DriftReason, FeatureComparison, SideCounts } from "./feature-drift.ts";
import { categoryPair, numberPair, type ReadColumn, readColumn } from "./read-pair.ts";
import { type Presence, unseenTest } from "./state-tests.ts";

/** A column of one side: there, not there, or of values that are no column. */
export type Side = Column | "absent" | "unreadable";

/** Texts with more than 50 distinct values, and as many as half the rows, on both sides are taken for identifiers. */
const NEAR_UNIQUE = { share: 0.5, distinct: 50 };

/** The column of a table, or why there is none. */
export function sideOf(table: TableLike, name: string): Side {
  if (!table.columnNames().includes(name)) return "absent";
  try {
    return columnOf(table, name);
  } catch (error) {
    if (DataError.isInstance(error)) return "unreadable";
    throw error;
  }
}

/** Numbers and 64-bit integers are one kind; a column without any value has none. */
function kindOf({ column, nulls }: ReadColumn): string | null {
  if (nulls === column.length) return null;
  return column.kind === "bigint" ? "numeric" : column.kind;
}

/** Compares one column of two tables. @throws DataError `COLUMN_TYPE` where texts are named as numbers; ConfigError where its method does not fit */
export function compareFeature(referenceSide: Side, currentSide: Side, context: FeatureContext): FeatureComparison {
  const { name, named, config } = context;
  const rows = { reference: { n: context.rows[0], missing: 0 }, current: { n: context.rows[1], missing: 0 } };
  const without = (reason: DriftReason, kind: string, evidence: Record<string, Json> = {}): FeatureComparison => ({
    ...{ name, kind, ...rows, tests: [], pValue: null, reason, evidence },
  });
  if (context.role && named === undefined) return without("role", "unknown");
  if (currentSide === "absent") return without("missing_in_current", "unknown");
  if (referenceSide === "absent") return without("missing_in_reference", "unknown");
  if (typeof referenceSide === "string" || typeof currentSide === "string") return without("unreadable", "unknown");

  const [reference, current] = [readColumn(referenceSide), readColumn(currentSide)];
  rows.reference.missing = reference.nulls;
  rows.current.missing = current.nulls;
  const [kindBefore, kindAfter] = [kindOf(reference), kindOf(current)];
  const kind = kindBefore ?? kindAfter ?? "numeric";
  const asNumbers = named === "numeric" && kindBefore !== "string" && kindAfter !== "string";
  if (kindBefore !== null && kindAfter !== null && kindBefore !== kindAfter && !asNumbers)
    return without("type_changed", kindAfter, { from: kindBefore, to: kindAfter });
  if (kind === "timestamp" && named === undefined) return without("timestamp", kind);

  const numeric = (named ?? kind) === "numeric";
  if (!numeric && named === undefined) {
    const distinct = [distinctOf(reference), distinctOf(current)] as const;
    const many = (found: number, { column, nulls }: ReadColumn): boolean =>
      found > NEAR_UNIQUE.distinct && found > NEAR_UNIQUE.share * (column.length - nulls);
    if (Math.min(...context.rows) >= config.minRows && many(distinct[0], reference) && many(distinct[1], current))
      return without("near_unique", kind, { distinct: [...distinct] });
  }
  if (numeric) {
    const pair = numberPair(name, reference, current);
    const presence = [0, 1].map((side) => {
      const { column, nulls } = side === 0 ? reference : current;
      const { nan, infinite } = pair.beside[side] as NumberPair["beside"][0];
      return { n: column.length, nulls, nan: nan - nulls, infinite };
    }) as [Presence, Presence];
    rows.reference.missing += presence[0].nan;
    rows.current.missing += presence[1].nan;
    return Math.min(...context.rows) < config.minRows ? without("insufficient_data", kind) : judgePair(pair, presence, rows, context);
  }
  const { pair, nan } = categoryPair(reference, current);
  const presence = (side: ReadColumn, nans: number): Presence => ({
    n: side.column.length,
    nulls: side.nulls,
    nan: nans,
    infinite: [0, 0],
  });
  rows.reference.missing += nan[0];
  rows.current.missing += nan[1];
  if (Math.min(...context.rows) < config.minRows) return without("insufficient_data", kind);
  return judgePair(pair, [presence(reference, nan[0]), presence(current, nan[1])], rows, context);
}

function distinctOf({ column, codes }: ReadColumn): number {
  if (codes === null) return column.kind === "boolean" ? 2 : 0;
  let distinct = 0;
  for (let code = 0; code < codes.length; code++) if ((codes[code] as number) > 0) distinct++;
  return distinct;
}

/** Values of each side that are compared. */
const sizes = (pair: Pair): readonly [number, number] =>
  pair.kind === "numeric" ? [pair.n, pair.m] : [total(pair.reference), total(pair.current)];

/** The tests of the values and of their states. */
function judgePair(pair: Pair, presence: readonly [Presence, Presence], rows: SideCounts, context: FeatureContext): FeatureComparison {
  const { name, config, settings } = context;
  const [n, m] = sizes(pair);
  const random = new Random(config.seed).fork(name);
  const method = chooseMethod(name, pair, settings.method);
  const evidence = pair.kind === "numeric" ? numberEvidence(pair) : categoryEvidence(pair);
  const reason = reasonOf(pair, n, m, config.minRows);
  const values = Math.min(n, m) >= config.minRows ? { method, outcome: method.compare(pair, random.fork("values")) } : null;
  const unseen = values !== null && pair.kind === "categorical" ? unseenTest(pair, random.fork("unseen")) : null;
  return assemble({ kind: pair.kind, rows, values, unseen, presence, evidence, reason }, context, random);
}

function reasonOf(pair: Pair, n: number, m: number, minRows: number): DriftReason | undefined {
  if (n === 0 && m === 0) return "all_missing";
  if (Math.min(n, m) < minRows) return "insufficient_data";
  const distinct = pair.kind === "numeric" ? pair.few?.values.length : pair.labels.length;
  return distinct === 1 ? "constant" : undefined;
}
