import type { CategoryState, NumberState } from "@mlops/core/profile";
import { candidatesOf } from "../validate/facts/repeated-numbers.ts";
import { countValues } from "./count-values.ts";
import type { Frequency } from "./data-profile.ts";

const TOP = 20;
/** Of values that all occur as often, so many are put in order to show the first. */
const ORDERED = 10_000;
const LARGE = 10_000;

export interface Frequencies {
  readonly distinct: number;
  /** The most frequent values, by count and then by text. */
  readonly top: Frequency[];
}

function ranked(found: Frequency[]): Frequency[] {
  return found.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, TOP);
}

/** The most frequent of values that are given by place; only those as frequent as the last that is shown need a text. */
function mostFrequent(counts: ArrayLike<number>, textOf: (place: number) => string): Frequency[] {
  const sizes = Float64Array.from(counts).sort();
  const least = Math.max(1, sizes[Math.max(0, sizes.length - TOP)] ?? 1);
  const found: Frequency[] = [];
  for (let i = 0; i < counts.length && found.length < ORDERED; i++)
    if ((counts[i] as number) >= least) found.push({ value: textOf(i), count: counts[i] as number });
  return ranked(found);
}

/** Numbers of which hardly any repeats: only those that may are counted. Undefined where many do. */
function ofRareRepeats(values: Float64Array, textOf: (value: number) => string): Frequencies | undefined {
  if (values.length < LARGE) return undefined;
  const rows = candidatesOf(values, null, null);
  if (rows === null) return undefined;
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(values[row] as number, (counts.get(values[row] as number) ?? 0) + 1);
  const found: Frequency[] = [];
  let again = 0;
  for (const [value, count] of counts) {
    if (count === 1) continue;
    again += count - 1;
    found.push({ value: textOf(value), count });
  }
  const singles = found.length < TOP ? ORDERED : 0;
  for (let row = 0, taken = 0; row < values.length && taken < singles; row++) {
    if ((counts.get(values[row] as number) ?? 1) > 1) continue;
    taken++;
    found.push({ value: textOf(values[row] as number), count: 1 });
  }
  return { distinct: values.length - again, top: ranked(found) };
}

/** How many different finite numbers there are, and the most frequent of them. */
export function frequenciesOfValues(values: Float64Array, textOf: (value: number) => string = String): Frequencies {
  const rare = ofRareRepeats(values, textOf);
  if (rare !== undefined) return rare;
  const found = countValues(values);
  return frequenciesOfCounts({ values: found.values, weights: found.counts }, textOf);
}

function frequenciesOfCounts(
  { values, weights }: { values: Float64Array; weights: ArrayLike<number> },
  textOf: (value: number) => string,
): Frequencies {
  return { distinct: values.length, top: mostFrequent(weights, (i) => textOf(values[i] as number)) };
}

export function frequenciesOfTexts({ texts }: Pick<CategoryState, "texts">): Frequencies {
  const all = [...texts.counts.keys()];
  return { distinct: texts.size(), top: mostFrequent([...texts.counts.values()], (i) => all[i] as string) };
}

/** Of a column of numbers or instants: what is not finite is a value too. */
export function frequenciesOfState({ kind, values, texts, nan, positive, negative }: NumberState): Frequencies {
  if (texts !== null) return frequenciesOfTexts({ texts });
  const textOf = kind === "timestamp" ? (value: number) => new Date(value).toISOString() : String;
  const { all, sketches, counts } = values;
  const finite =
    all !== null ? frequenciesOfValues(all, textOf) : frequenciesOfCounts({ values: counts.values, weights: counts.counts }, textOf);
  const others = [
    ["NaN", nan],
    ["Infinity", positive],
    ["-Infinity", negative],
  ] as const;
  const present = others.filter(([, count]) => count > 0).map(([value, count]) => ({ value, count }));
  const known = sketches === null ? finite.distinct : Math.max(finite.distinct, Math.round(sketches.distinct.estimate()));
  return { distinct: known + present.length, top: present.length === 0 ? finite.top : ranked([...finite.top, ...present]) };
}
