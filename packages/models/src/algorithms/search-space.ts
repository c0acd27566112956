import type { SearchConfig, SearchDimension } from "../config/search.ts";
import { type AlgorithmName, algorithmParameters, type ParameterIssue } from "./algorithm.ts";

const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The parameters that are not searched, so that a trial's values can be put beside them. */
export function fixedParameters(parameters: Readonly<Record<string, unknown>>, space: SearchConfig["space"]): Record<string, unknown> {
  const searched = new Set(Object.keys(space).map(camel));
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => !searched.has(camel(key))));
}

/** What is wrong with a space: parameters that the algorithm does not have, and values or ends of ranges that it refuses. */
export function searchSpaceIssues(
  algorithm: AlgorithmName,
  parameters: Readonly<Record<string, unknown>>,
  space: SearchConfig["space"],
): ParameterIssue[] {
  const seen = new Set<string>();
  const fixed = fixedParameters(parameters, space);
  return Object.entries(space).flatMap(([name, dimension]): ParameterIssue[] => {
    if (seen.has(camel(name))) return [{ path: [name], message: `"${name}" is given twice, in two spellings` }];
    seen.add(camel(name));
    for (const value of extremes(dimension)) {
      const parsed = algorithmParameters(algorithm, { ...fixed, [name]: value });
      if (parsed.success) continue;
      const own = parsed.issues.find((issue) => issue.path[0] === name);
      if (own) return [{ path: [name], message: `${JSON.stringify(value)}: ${own.message}` }];
    }
    return [];
  });
}

function extremes({ values, range }: SearchDimension): readonly unknown[] {
  return values ?? range ?? [];
}
