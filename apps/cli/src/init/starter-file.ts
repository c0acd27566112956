import { ConfigError, type Table } from "@mlops/all";
import { type ColumnProfile, profileTable } from "@mlops/core/profile";
import { nearestName } from "@mlops/core/table";

/** What a pipeline file is begun with. */
export interface StarterOptions {
  readonly name: string;
  /** Path of the rows as the pipeline file names it. */
  readonly source: string;
  readonly target: string;
}

/** Text columns with more distinct values than this, or nearly one a row, name rows rather than describe them. */
const MOST_CATEGORIES = 50;
/** Categories up to which the rules list what may occur. */
const LISTED = 12;

function isIdentifier(profile: ColumnProfile): boolean {
  if (profile.kind !== "string") return false;
  const distinct = profile.distinct ?? Number.POSITIVE_INFINITY;
  return distinct > MOST_CATEGORIES && distinct > 0.5 * (profile.rows - profile.missing);
}

/** A scalar as YAML writes it anywhere: JSON is YAML. */
const text = (value: string): string =>
  /^[A-Za-z_.][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value);

function rulesOf(name: string, profile: ColumnProfile): string[] {
  const column = text(name);
  const rules: string[] = [];
  if (profile.missing === 0) rules.push(`{ type: not_null, column: ${column} }`);
  if (isIdentifier(profile) && profile.kind === "string" && profile.distinct === profile.rows)
    rules.push(`{ type: unique, column: ${column} }`);
  if (profile.kind === "string" && profile.distinct !== null && profile.distinct <= LISTED && profile.other === 0)
    rules.push(`{ type: in_set, column: ${column}, values: [${profile.categories.map(({ value }) => JSON.stringify(value)).join(", ")}] }`);
  if (profile.kind === "numeric" && profile.min !== null && profile.min >= 0) rules.push(`{ type: range, column: ${column}, min: 0 }`);
  return rules;
}

function targetProfile(columns: Readonly<Record<string, ColumnProfile>>, target: string): ColumnProfile {
  const found = columns[target];
  if (found !== undefined) return found;
  const names = Object.keys(columns);
  const near = nearestName(target, names);
  const detail = `there is no column "${target}"${near === undefined ? "" : `, did you mean "${near}"?`} Columns: ${names.join(", ")}`;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "--target", detail });
}

/**
 * A pipeline file over a table: rules that its rows keep today, texts that name rows left out of the features, boosting on the target.
 * Rules are a first draft: each says what was seen, not what must be.
 * @throws ConfigError `PARAMETER_INVALID` when the target is no column or a numeric one has no values
 */
export function starterFile(table: Table, { name, source, target }: StarterOptions): string {
  const { columns, rows } = profileTable(table);
  const goal = targetProfile(columns, target);
  const classes =
    goal.kind === "boolean" || goal.kind === "string" || (goal.kind === "numeric" && goal.integer && new Set(goal.sketch.upTo).size <= 2);
  const others = Object.entries(columns).filter(([column]) => column !== target);
  const left = others.filter(([, profile]) => isIdentifier(profile) || profile.kind === "timestamp").map(([column]) => column);
  const features = others.filter(([column]) => !left.includes(column)).map(([, profile]) => profile);
  const gaps = features.some(({ kind, missing }) => kind === "numeric" && missing > 0);
  const texts = features.some(({ kind }) => kind === "string" || kind === "boolean");
  const transformers = [
    ...(gaps ? ["    - { type: impute, columns: numeric, strategy: median }"] : []),
    ...(texts ? ["    - { type: ordinal, columns: string }"] : []),
  ];
  const rules = [
    `{ type: row_count, min: ${Math.max(1, Math.floor(rows / 2))} }`,
    ...Object.entries(columns).flatMap(([column, profile]) => rulesOf(column, profile)),
  ];
  return [
    `# Run it: mlops run pipeline.yaml. Every field: docs/config.md; what is in force and why: mlops config show pipeline.yaml --explain`,
    `name: ${text(name)}`,
    "seed: 42",
    "",
    "data_config:",
    `  source: ${text(source)}`,
    "  rules: # a first draft from the rows there are: keep what must always hold",
    ...rules.map((rule) => `    - ${rule}`),
    `  split: { method: ${classes ? "stratified" : "random"}, validation: 0.2 }`,
    "",
    "feature_config:",
    ...(left.length > 0 ? [`  exclude: [${left.map(text).join(", ")}] # these name rows rather than describe them`] : []),
    ...(transformers.length > 0 ? ["  transformers:", ...transformers] : ["  transformers: []"]),
    "",
    "model_config:",
    "  algorithm: gradient_boosting",
    `  target: ${text(target)}`,
    "",
  ].join("\n");
}
