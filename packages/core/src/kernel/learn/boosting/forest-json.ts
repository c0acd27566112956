import { DataError } from "@mlops/models/errors";
import type { Forest } from "./forest.ts";

/** The threshold that nothing but -Infinity itself is not above. */
const LOWEST = "-Infinity";

/** The forest as plain JSON; an infinite threshold (only missing values go right) is null, a threshold of -Infinity a text. */
export function forestToJson(forest: Forest): Record<string, unknown> {
  return {
    base: [...forest.base],
    roots: [...forest.roots],
    feature: [...forest.feature],
    value: Array.from(forest.value, (value) => (Number.isFinite(value) ? value : value > 0 ? null : LOWEST)),
    left: [...forest.left],
    missingLeft: [...forest.missingLeft],
    ...(forest.rows === null ? {} : { rows: [...forest.rows] }),
    ...(forest.vectors === null ? {} : { vectors: [...forest.vectors] }),
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
    value: Float64Array.from(numbers(parts, "value"), (value) =>
      value === LOWEST ? Number.NEGATIVE_INFINITY : ((value as number | null) ?? Number.POSITIVE_INFINITY),
    ),
    left: Int32Array.from(numbers(parts, "left") as number[]),
    missingLeft: Uint8Array.from(numbers(parts, "missingLeft") as number[]),
    levels: levelsIn(parts),
    vectors: parts["vectors"] === undefined ? null : Float64Array.from(numbers(parts, "vectors") as number[]),
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
    if (feature === -1 && !holdsValue(forest, forest.value[node] as number)) throw invalid(`leaf ${node} has no value`);
  }
  return forest;
}

function holdsValue({ vectors, base }: Forest, value: number): boolean {
  if (vectors === null) return Number.isFinite(value);
  return Number.isInteger(value) && value >= 0 && (value + 1) * base.length <= vectors.length;
}

function levelsIn(parts: Record<string, unknown>): (Float64Array | null)[] | null {
  const levels = parts["levels"];
  if (levels === undefined) return null;
  const isList = (values: unknown): values is number[] => Array.isArray(values) && values.every((value) => typeof value === "number");
  if (!Array.isArray(levels) || !levels.every((values) => values === null || isList(values)))
    throw invalid('"levels" is not a list of lists');
  return levels.map((values: number[] | null) => (values === null ? null : Float64Array.from(values)));
}

function numbers(parts: Record<string, unknown>, name: string): (number | string | null)[] {
  const values = parts[name];
  const isNumber = (value: unknown): boolean => typeof value === "number" || (name === "value" && (value === null || value === LOWEST));
  if (Array.isArray(values) && values.every(isNumber)) return values;
  throw invalid(`"${name}" is not an array of numbers`);
}

function invalid(detail: string): DataError {
  return new DataError({ code: "BUNDLE_INVALID", path: "the JSON of the model's trees", detail });
}
