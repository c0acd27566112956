import {
  type CategoryProfile,
  type ColumnProfile,
  type NumericProfile,
  profileColumnLike,
  profileQuantile,
  type TableProfile,
} from "@mlops/core/profile";
import { Random } from "@mlops/core/stats";
import type { TableLike } from "@mlops/core/table";
import { ConfigError, type Json } from "@mlops/models";
import { assemble } from "../features/assemble.ts";
import { sideOf } from "../features/compare-feature.ts";
import { categoryEvidence } from "../features/evidence.ts";
import type { FeatureContext } from "../features/feature-context.ts";
import { DRIFT_BY_REASON, type DriftReason, type FeatureComparison } from "../features/feature-drift.ts";
import type { Presence } from "../features/state-tests.ts";
import { unseenTest } from "../features/state-tests.ts";
import { SHOWN_QUANTILES } from "../kernel/number-pair.ts";
import { chooseMethod } from "../methods/choose-method.ts";
import { total } from "../methods/contingency.ts";
import type { CategoryPair } from "../methods/method.ts";
import { compareSketchPair } from "./sketch-methods.ts";
import { SketchPair } from "./sketch-pair.ts";

/** True for a profile, false for a table. */
export const isProfile = (data: TableLike | TableProfile): data is TableProfile => typeof (data as TableLike).columnNames !== "function";

/** One side of a column: its profile, or why there is none. */
export type ProfiledSide = ColumnProfile | "absent" | "unreadable";

/** The profile of a column of a profile or of a table; a table's is made in the bins of `like`. */
export function profiledSide(data: TableLike | TableProfile, name: string, like?: ColumnProfile): ProfiledSide {
  if (isProfile(data)) return data.columns[name] ?? "absent";
  const side = sideOf(data, name);
  return typeof side === "string" ? side : profileColumnLike(like, side);
}

const NEAR_UNIQUE = { share: 0.5, distinct: 50 };

/** Compares one column by its profiles: categories exactly, numbers within certified bounds. @throws ConfigError where its method needs values */
export function compareProfiles(reference: ProfiledSide, current: ProfiledSide, context: FeatureContext): FeatureComparison {
  const { name, named, config, settings } = context;
  const countOf = (side: ProfiledSide, rows: number) => ({ n: rows, missing: typeof side === "string" ? 0 : missingOf(side) });
  const rows = { reference: countOf(reference, context.rows[0]), current: countOf(current, context.rows[1]) };
  const without = (reason: DriftReason, kind: string, evidence: Record<string, Json> = {}): FeatureComparison => ({
    ...{ name, kind, ...rows, tests: [], pValue: null, reason, evidence },
  });
  const reason = reasonBefore(reference, current, context);
  if (reason !== null && (DRIFT_BY_REASON.includes(reason) || reason === "role")) return without(reason, "unknown");
  const [a, b] = alike(reference as ColumnProfile, current as ColumnProfile);
  if (a.kind === "timestamp" || b.kind === "timestamp") return without("timestamp", "timestamp");
  if (reason !== null) return without(reason, a.kind);
  const random = new Random(config.seed).fork(name);
  const presence = [presenceOf(a), presenceOf(b)] as const;
  if (a.kind === "numeric" && b.kind === "numeric") {
    const pair = new SketchPair(a, b);
    if (named === "categorical" && pair.few === null) throw noCategories(name);
    const enough = Math.min(pair.n, pair.m) >= config.minRows;
    const values = enough ? compareSketchPair(name, pair, settings.method, random.fork("values")) : null;
    const found = enough ? undefined : pair.n + pair.m === 0 ? "all_missing" : "insufficient_data";
    const constant = pair.few?.labels.length === 1 ? "constant" : found;
    return assemble(
      { kind: "numeric", rows, values, unseen: null, presence, evidence: sketchEvidence(pair), reason: constant },
      context,
      random,
    );
  }
  const [before, after] = [a, b] as [CategoryProfile, CategoryProfile];
  const pair = categoriesOf(before, after);
  const [n, m] = [total(pair.reference), total(pair.current)];
  const enough = Math.min(n, m) >= config.minRows;
  const method = chooseMethod(name, pair, settings.method);
  const values = enough ? { method, outcome: method.compare(pair, random.fork("values")) } : null;
  const exact = before.other + after.other === 0;
  const unseen = enough && exact ? unseenTest(pair, random.fork("unseen")) : null;
  const found = !enough ? (n + m === 0 ? "all_missing" : "insufficient_data") : pair.labels.length === 1 ? "constant" : undefined;
  return assemble(
    { kind: "categorical", rows, values, unseen, presence, evidence: categoryEvidence(pair), reason: found },
    context,
    random,
  );
}

function reasonBefore(reference: ProfiledSide, current: ProfiledSide, context: FeatureContext): DriftReason | null {
  if (context.role && context.named === undefined) return "role";
  if (current === "absent") return "missing_in_current";
  if (reference === "absent") return "missing_in_reference";
  if (typeof reference === "string" || typeof current === "string") return "unreadable";
  if (reference.kind !== current.kind && !empty(reference) && !empty(current)) return "type_changed";
  if (Math.min(...context.rows) < context.config.minRows) return "insufficient_data";
  if (context.named === undefined && nearUnique(reference) && nearUnique(current)) return "near_unique";
  return null;
}

const empty = ({ rows, missing }: ColumnProfile): boolean => rows === missing;

/** A column without a value has no kind of its own: it takes the other's. */
function alike(a: ColumnProfile, b: ColumnProfile): readonly [ColumnProfile, ColumnProfile] {
  if (a.kind === b.kind) return [a, b];
  return empty(a) ? [withoutValues(a, b), b] : [a, withoutValues(b, a)];
}

function withoutValues({ rows, missing }: ColumnProfile, like: ColumnProfile): ColumnProfile {
  const base = { rows, missing, min: null, max: null };
  if (like.kind === "timestamp") return { kind: "timestamp", ...base };
  if (like.kind !== "numeric") return { kind: like.kind, rows, missing, categories: [], other: 0, distinct: 0 };
  return { kind: "numeric", ...base, integer: like.integer, nan: 0, infinite: 0, mean: null, m2: null, sketch: { upTo: [], counts: [] } };
}

function noCategories(column: string): ConfigError {
  const detail = `monitoringConfig.categoricalFeatures: "${column}" has more than ten values, of which a profile keeps bins; compare tables`;
  return new ConfigError({ code: "CONFIG_INVALID", detail, config: "monitoringConfig", paths: ["categoricalFeatures"] });
}

function nearUnique(column: ColumnProfile): boolean {
  if (column.kind !== "string") return false;
  const distinct = column.distinct ?? 0;
  return distinct > NEAR_UNIQUE.distinct && distinct > NEAR_UNIQUE.share * (column.rows - column.missing);
}

const missingOf = (column: ColumnProfile): number => column.missing + (column.kind === "numeric" ? column.nan : 0);

const presenceOf = (column: ColumnProfile): Presence => ({
  n: column.rows,
  nulls: column.missing,
  nan: column.kind === "numeric" ? column.nan : 0,
  infinite: [0, column.kind === "numeric" ? column.infinite : 0], // a profile does not tell their signs apart
});

/** The label of every category that a profile does not name. */
const OTHERS = "(others)";

/** Counts over the categories that both know; what either counted without a name is one cell, so that all cells are exact. */
function categoriesOf(a: CategoryProfile, b: CategoryProfile): CategoryPair {
  const named = [a, b].map(({ categories }) => new Map(categories.map(({ value, count }) => [value, count]))) as [
    Map<string, number>,
    Map<string, number>,
  ];
  const labels = [...new Set([...named[0].keys(), ...named[1].keys()])]
    .filter((label) => (named[0].has(label) || a.other === 0) && (named[1].has(label) || b.other === 0))
    .sort();
  const counts = named.map((of) => labels.map((label) => of.get(label) ?? 0)) as [number[], number[]];
  const rest = [a, b].map(({ rows, missing }, side) => rows - missing - total(counts[side as 0 | 1])) as [number, number];
  if (rest[0] + rest[1] === 0) return { kind: "categorical", labels, reference: counts[0], current: counts[1] };
  return { kind: "categorical", labels: [...labels, OTHERS], reference: [...counts[0], rest[0]], current: [...counts[1], rest[1]] };
}

function sketchEvidence(pair: SketchPair): Record<string, Json> {
  if (pair.n === 0 || pair.m === 0) return {};
  const quantiles = (profile: NumericProfile): Json => SHOWN_QUANTILES.map((p) => profileQuantile(profile, p));
  return { quantiles: { at: SHOWN_QUANTILES, reference: quantiles(pair.reference), current: quantiles(pair.current) } };
}
