import type { TableVerdict } from "./rule-kernel.ts";

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly strict?: boolean;
}

/** Whether a figure lies between bounds; NaN lies nowhere. */
export function within(value: number, { min, max, strict = false }: Bounds): boolean {
  const above = min === undefined || (strict ? value > min : value >= min);
  return above && (max === undefined || (strict ? value < max : value <= max));
}

/** The bounds in words. */
export function boundsText({ min, max, strict = false }: Bounds): string {
  return `${strict ? "strictly " : ""}between ${min ?? "-∞"} and ${max ?? "∞"}`;
}

/** The verdict on one figure of the table. */
export function figureVerdict(what: string, value: number, bounds: Bounds): TableVerdict {
  const broken = !(within(value, bounds) && !Number.isNaN(value));
  return {
    broken,
    message: `the ${what} is ${value}, not ${boundsText(bounds)}`,
    total: 1,
    count: broken ? 1 : 0,
    observed: Number.isFinite(value) ? value : String(value),
  };
}

/** The verdict on a number of things: "there are 6 rows, not at least 7". */
export function countVerdict(count: number, things: string, bounds: Bounds): TableVerdict {
  const { min = 0, max = Number.POSITIVE_INFINITY } = bounds;
  const broken = count < min || count > max;
  const wanted = count < min ? `at least ${min}` : `at most ${max}`;
  return { broken, message: `there are ${count} ${things}, not ${wanted}`, total: 1, count: broken ? 1 : 0, observed: count };
}
