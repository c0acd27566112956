import type { ValidationResult, ValidationRule } from "@mlops/models";
import type { DataProfile } from "../profile/data-profile.ts";

export interface DataDocs {
  /** What the data is called, a path for example. */
  readonly title: string;
  readonly result?: ValidationResult;
  /** The rules of `result`, so that those that hold are listed too. */
  readonly rules?: readonly ValidationRule[];
  readonly profile?: DataProfile;
}

/**
 * One page about a table that needs nothing from outside: the verdict, every rule with failing rows, and each column with its figures and a chart. The
 * same in JSON are the result and the profile themselves.
 * @example (await dataDocs({ title: "a.csv", profile: profile(aq.table({ x: [1, 2] })) })).includes("a.csv") // => true
 */
export async function dataDocs(docs: DataDocs): Promise<string> {
  const { renderDocs } = await import("./render-docs.ts");
  return renderDocs(docs);
}
