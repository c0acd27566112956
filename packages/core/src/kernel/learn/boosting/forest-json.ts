import { DataError } from "@mlops/models/errors";
import type { Forest } from "./forest.ts";

/** The forest as plain JSON; an infinite threshold (only missing values go right) is null. */
export function forestToJson(forest: Forest): Record<string, unknown> {
  return {
    base: [...forest.base],
    roots: [...forest.roots],
    feature: [...forest.feature],
    value: Array.from(forest.value, (value) => (Number.isFinite(value) ? value : null)),
    left: [...forest.left],
    missingLeft: [...forest.missingLeft],
    ...(forest.rows === null ? {} : { rows: [...forest.rows] }),
    ...(forest.levels === null ? {} : { levels: forest.levels.map((values) => (values === null ? null : [...values])) }),
  };
}

/** Reads a forest back; throws `BUNDLE_INVALID` where an array is absent or a node points outside its tree. */
export function forestFromJson(json: unknown, width: number): Forest {
  const parts = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const forest: Forest = {
    base: Float64Array.from(numbers(parts, "base") as number[]),
    roots: Int32Array.from(numbers(parts, "roots") as number[]),
    feature: Int32Array.from(numbers(parts, "feature") as number[]),
    value: Float64Array.from(numbers(parts, "value"), (value) => value ?? Number.POSITIVE_INFINITY),
    left: Int32Array.from(numbers(parts, "left") as number[]),
    missingLeft: Uint8Array.from(numbers(parts, "missingLeft") as number[]),
    levels: levelsIn(parts),
    rows: parts["rows"] === undefined ? null : Float64Array.from(numbers(parts, "rows") as number[]),
  };
  const nodes = forest.feature.length;
  const sameLength = [forest.value, forest.left, forest.missingLeft].every((values) => values.length === nodes);
  if (forest.rows !== null && (forest.rows.length !== nodes || !forest.rows.every((rows) => rows > 0)))
    throw invalid('"rows" does not fit the trees');
  if (!sameLength || (forest.levels !== null && forest.levels.length !== nodes) || forest.base.length === 0)
    throw invalid("the trees' arrays do not fit each other");
  for (const root of forest.roots) if (!(root >= 0 && root < nodes)) throw invalid(`a tree starts at node ${root} of ${nodes}`);
  for (let node = 0; node < nodes; node++) {
    const feature = forest.feature[node] as number;
    const left = forest.left[node] as number;
    if (feature < -1 || feature >= width) throw invalid(`node ${node} splits feature ${feature} of ${width}`);
    // children come after their parent: every walk ends
    if (feature >= 0 && !(left > node && left + 1 < nodes)) throw invalid(`node ${node} has no children`);
    if (feature === -1 && !Number.isFinite(forest.value[node])) throw invalid(`leaf ${node} has no value`);
  }
  return forest;
}

function levelsIn(parts: Record<string, unknown>): (Float64Array | null)[] | null {
  const levels = parts["levels"];
  if (levels === undefined) return null;
  const isList = (values: unknown): values is number[] => Array.isArray(values) && values.every((value) => typeof value === "number");
  if (!Array.isArray(levels) || !levels.every((values) => values === null || isList(values)))
    throw invalid('"levels" is not a list of lists');
  return levels.map((values: number[] | null) => (values === null ? null : Float64Array.from(values)));
}

function numbers(parts: Record<string, unknown>, name: string): (number | null)[] {
  const values = parts[name];
  if (Array.isArray(values) && values.every((value) => typeof value === "number" || (name === "value" && value === null))) return values;
  throw invalid(`"${name}" is not an array of numbers`);
}

function invalid(detail: string): DataError {
  return new DataError({ code: "BUNDLE_INVALID", path: "the boosting model's JSON", detail });
}
