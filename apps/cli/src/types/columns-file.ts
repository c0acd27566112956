import type { ColumnDescription, ExpectedFeature } from "@mlops/all";

/** What the types of a pipeline's columns are written from. */
export interface PipelineColumns {
  /** The pipeline file, as seen from the file that is written. */
  readonly file: string;
  /** Columns as the source is read. */
  readonly read: readonly ColumnDescription[];
  /** Columns that the data stage hands on. */
  readonly kept: readonly ColumnDescription[];
  readonly target: string | undefined;
  /** What the feature stage makes of them, or why that is not known. */
  readonly features: readonly ExpectedFeature[] | string | undefined;
}

const VALUES = { number: "number", string: "string", boolean: "boolean", timestamp: "Date", bigint: "bigint" } as const;

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function typeAlias(comment: string, name: string, fields: readonly string[]): string {
  const body = fields.length === 0 ? "{}" : `{\n${fields.map((field) => `  readonly ${field};\n`).join("")}}`;
  return `/** ${comment} */\nexport type ${name} = ${body};\n`;
}

const schemaFields = (columns: readonly ColumnDescription[]): string[] => columns.map(({ name, type }) => `${key(name)}: "${type}"`);

const union = (names: readonly string[]): string => (names.length === 0 ? "never" : names.map((name) => JSON.stringify(name)).join(" | "));

/** The pattern of names that begin with a text. */
const pattern = (start: string): string => `\`${start.replace(/[`\\]|\$\{/g, "\\$&")}\${string}\``;

function featureFields(features: readonly ExpectedFeature[]): string[] {
  return features.map(({ name, kind, open }) => {
    const type = kind === "boolean" ? "boolean" : "number";
    return `${open ? `[name: ${pattern(name)}]` : key(name)}: "${type}"`;
  });
}

/** The declaration file of a pipeline's columns. */
export function columnsFile({ file, read, kept, target, features }: PipelineColumns): string {
  const parts = [
    `// The columns of ${file}, written by \`mlops types\`: not to be edited.\nimport type { Table } from "@mlops/all";\n`,
    typeAlias("Columns that the data stage reads: names and types.", "ReadColumns", schemaFields(read)),
    typeAlias("Columns that it hands on.", "Columns", schemaFields(kept)),
    `/** Those of which rows may have no value. */\nexport type NullableColumn = ${union(kept.filter(({ nullable }) => nullable).map(({ name }) => name))};\n`,
    typeAlias(
      "A row that it hands on.",
      "Row",
      kept.map(({ name, type, nullable }) => `${key(name)}: ${VALUES[type]}${nullable ? " | null | undefined" : ""}`),
    ),
    "/** The table that it hands on: other names and types do not compile. */\nexport type Rows = Table<Columns>;\n",
  ];
  if (target !== undefined) parts.push(`/** The column to predict. */\nexport type Target = ${JSON.stringify(target)};\n`);
  if (typeof features === "string") parts.push(`// Features are not known: ${features}\n`);
  else if (features !== undefined)
    parts.push(
      typeAlias("What the feature stage makes of them.", "FeatureColumns", featureFields(features)),
      "export type Features = Table<FeatureColumns>;\n",
    );
  return parts.join("\n");
}
