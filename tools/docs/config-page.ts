import * as models from "@mlops/models";
import type { z } from "zod";
import { bare, type Definition, defaultText, definitionOf, snakeCase, typeText } from "./schema-text.ts";

interface Section {
  readonly title: string;
  readonly schema: z.ZodType;
  readonly intro?: string;
}

const SECTIONS: readonly Section[] = [
  { title: "PipelineFile", schema: models.PipelineFile, intro: "The top level of a pipeline file." },
  { title: "DataConfig", schema: models.DataConfig, intro: "`data_config`" },
  { title: "DataSource", schema: models.DataSource, intro: "A plain text is the path; the map form has these keys." },
  { title: "SplitConfig", schema: models.SplitConfig },
  { title: "HoldoutConfig", schema: models.HoldoutConfig },
  { title: "ValidationRule", schema: models.ValidationRule, intro: "One entry of `data_config.rules`." },
  { title: "FeatureConfig", schema: models.FeatureConfig, intro: "`feature_config`" },
  { title: "TransformerConfig", schema: models.TransformerConfig, intro: "One entry of `feature_config.transformers`." },
  { title: "ModelConfig", schema: models.ModelConfig, intro: "`model_config`; the parameters of each algorithm follow below." },
  { title: "GateConfig", schema: models.GateConfig },
  { title: "CrossValidationConfig", schema: models.CrossValidationConfig, intro: "`model_config.cross_validation`" },
  { title: "SearchConfig", schema: models.SearchConfig, intro: "`model_config.search`" },
  { title: "SearchDimension", schema: models.SearchDimension, intro: "One entry of `model_config.search.space`, by hyperparameter." },
  { title: "ThresholdConfig", schema: models.ThresholdConfig, intro: "`model_config.threshold`" },
  { title: "EvaluationConfig", schema: models.EvaluationConfig, intro: "`model_config.evaluation`" },
  { title: "ModelCardConfig", schema: models.ModelCardConfig, intro: "`model_config.model_card`" },
  ...Object.entries(models.ALGORITHM_PARAMETERS).map(([name, schema]) => ({
    title: `Parameters of ${name}`,
    schema,
    intro: `\`model_config.parameters\` with \`algorithm: ${name}\`.`,
  })),
  { title: "DeploymentConfig", schema: models.DeploymentConfig, intro: "`deployment_config`" },
  { title: "BatchConfig", schema: models.BatchConfig },
  { title: "MonitoringConfig", schema: models.MonitoringConfig, intro: "`monitoring_config`" },
  { title: "WindowConfig", schema: models.WindowConfig },
  { title: "DriftColumnConfig", schema: models.DriftColumnConfig },
  { title: "TrackingConfig", schema: models.TrackingConfig, intro: "`tracking_config`" },
  { title: "DatabricksConfig", schema: models.DatabricksConfig },
  { title: "StageConfig", schema: models.StageConfig, intro: "One entry of `stages`." },
];

const NAMED: ReadonlyMap<Definition, string> = new Map(SECTIONS.map(({ title, schema }) => [definitionOf(schema), title]));

const HEAD = `# Configuration

Every field of a pipeline file. Keys are written in snake_case (as below) or camelCase, never both for one field; maps whose keys are yours
(\`tags\`, \`parameters\`, \`var\`, \`holdouts\`, \`columns\`, \`types\`) are left as written. Values may hold \`\${var.x}\`, \`\${env:NAME}\`,
\`\${env:NAME:-default}\`, \`\${secret:scope/key}\` and \`\${param.x}\`; \`$\${\` stands for \`\${\` itself. Editors read the same from \`pipeline.schema.json\`.

Generated from the schemas of \`@mlops/models\` by \`pnpm generate\`.
`;

const escapeCell = (text: string): string =>
  text
    .replaceAll("\n", " ")
    .replaceAll("<", "&lt;")
    .replace(/(?<!\\)\|/g, "\\|");

function rows(shape: Readonly<Record<string, z.ZodType>>): string {
  const lines = Object.entries(shape).map(([name, field]) => {
    const meaning = field.description ?? bare(field).description ?? "";
    return `| ${name} | ${typeText(field, NAMED)} | ${defaultText(field)} | \`${snakeCase(name)}\` | ${escapeCell(meaning)} |`;
  });
  return ["| name | type | default | YAML key | meaning |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** The map variants of a schema; more than one where it is a union. */
function variants(schema: z.ZodType): z.ZodType[] {
  const inner = bare(schema);
  const { type, options } = definitionOf(inner);
  if (type === "object") return [inner];
  return type === "union" ? (options ?? []).flatMap(variants) : [];
}

function tag(shape: Readonly<Record<string, z.ZodType>>): string | undefined {
  for (const key of ["type", "kind"]) {
    const field = shape[key];
    if (!field) continue;
    const inner = bare(field);
    if (definitionOf(inner).type === "literal") return `${key}: ${(definitionOf(inner).values ?? []).join(", ")}`;
    if (definitionOf(inner).type === "template_literal") return `${key}: custom:<name>`;
  }
  return undefined;
}

function section({ title, schema, intro }: Section): string {
  const tables = variants(schema).map((variant, _, all) => {
    const shape = definitionOf(variant).shape ?? {};
    const name = all.length > 1 ? tag(shape) : undefined;
    const about = name === undefined ? undefined : (variant.description ?? undefined);
    const heading = name === undefined ? [] : [`### \`${name}\``, ...(about ? [about] : [])];
    if (Object.keys(shape).length === 0) return [...heading, "No settings."].join("\n\n");
    return [...heading, rows(shape)].join("\n\n");
  });
  return [`## ${title}`, ...(intro ? [intro] : []), ...tables].join("\n\n");
}

/** The page of every configuration field. */
export function configPage(): string {
  return `${[HEAD.trimEnd(), ...SECTIONS.map(section)].join("\n\n")}\n`;
}
