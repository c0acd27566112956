import type { ValidationRuleInput } from "@mlops/models";

/** What an expectation is called with in a suite. */
export type Kwargs = Readonly<Record<string, unknown>>;

/** A rule without the fields that every expectation brings (severity, mostly, when, description); several where one expectation is several rules. */
export type Mapped = ValidationRuleInput | readonly ValidationRuleInput[];

/** Turns the arguments of one expectation into rules; a text says why it cannot be done. */
export type Mapping = (kwargs: Kwargs) => Mapped | string;

export const text = (value: unknown): string => value as string;
export const texts = (value: unknown): string[] => value as string[];

/** Bounds that are there, under our names. */
export function bounds({ min_value: min, max_value: max, strict_min: low = false, strict_max: high = false }: Kwargs): {
  min?: never;
  max?: never;
  strict?: boolean;
} {
  const strict = (low === true && min != null) || (high === true && max != null);
  return { ...(min == null ? {} : { min: min as never }), ...(max == null ? {} : { max: max as never }), ...(strict ? { strict } : {}) };
}

/** Why bounds cannot be taken over: one strict and one not, or none at all. */
export function unfitBounds({
  min_value: min,
  max_value: max,
  strict_min: low = false,
  strict_max: high = false,
}: Kwargs): string | undefined {
  if (min == null && max == null) return "it has no bound";
  return min != null && max != null && (low === true) !== (high === true) ? "one of its bounds is strict and the other is not" : undefined;
}

/** A mapping of an expectation with bounds. */
export function bounded(make: (kwargs: Kwargs, limits: ReturnType<typeof bounds>) => Mapped): Mapping {
  return (kwargs) => unfitBounds(kwargs) ?? make(kwargs, bounds(kwargs));
}

const IGNORE = {
  both_values_are_missing: "all_missing",
  either_value_is_missing: "any_missing",
  all_values_are_missing: "all_missing",
  any_value_is_missing: "any_missing",
  neither: "never",
  never: "never",
} as const;

/** Which rows an expectation about several columns leaves out; by default those where all values are missing. */
export function ignoring({ ignore_row_if: given = "all_values_are_missing" }: Kwargs): {
  ignoreRowIf: (typeof IGNORE)[keyof typeof IGNORE];
} {
  return { ignoreRowIf: IGNORE[given as keyof typeof IGNORE] ?? "all_missing" };
}
