import { parseExpression } from "@mlops/core/expression";
import { ConfigError, MLOpsError, parseRules, type ValidationRule, type ValidationRuleInput } from "@mlops/models";
import { COLUMN_EXPECTATIONS } from "./column-expectations.ts";
import type { Kwargs } from "./expectation.ts";
import { rowCondition, TABLE_EXPECTATIONS } from "./table-expectations.ts";

/** An expectation that became no rule, and why. */
export interface UnmappedExpectation {
  /** Its place in the suite, from 0. */
  readonly index: number;
  readonly type: string;
  readonly reason: string;
}

export interface ImportedSuite {
  readonly name: string;
  readonly rules: readonly ValidationRule[];
  readonly unmapped: readonly UnmappedExpectation[];
}

interface Configuration {
  readonly type: string;
  readonly kwargs: Kwargs;
  readonly severity?: string;
  readonly description?: string | null;
}

const MAPPINGS = { ...COLUMN_EXPECTATIONS, ...TABLE_EXPECTATIONS };

function configurations(suite: unknown): { name: string; expectations: readonly Configuration[] } {
  const { name, expectation_suite_name: former, expectations } = (suite ?? {}) as Record<string, unknown>;
  if (!Array.isArray(expectations))
    throw new ConfigError({
      code: "CONFIG_INVALID",
      detail: "it has no list of expectations",
      hint: "give the JSON of an expectation suite",
    });
  const read = expectations.map((one: Record<string, unknown>) => ({
    type: String(one?.["type"] ?? one?.["expectation_type"]),
    kwargs: (one?.["kwargs"] ?? {}) as Kwargs,
    ...(typeof one?.["severity"] === "string" ? { severity: one["severity"] } : {}),
    ...(typeof one?.["description"] === "string" ? { description: one["description"] } : {}),
  }));
  return { name: String(name ?? former ?? "suite"), expectations: read };
}

/** The fields that every expectation may have. @returns a text that says why not */
function common({ kwargs, severity, description }: Configuration): Record<string, unknown> | string {
  const fields: Record<string, unknown> = {};
  if (severity === "warning" || severity === "info") fields["severity"] = "warning";
  if (description !== undefined && description !== null) fields["description"] = description;
  if (typeof kwargs["mostly"] === "number" && kwargs["mostly"] < 1) fields["mostly"] = kwargs["mostly"];
  if (kwargs["row_condition"] == null) return fields;
  const when = rowCondition(kwargs["row_condition"], kwargs["condition_parser"]);
  try {
    if (when !== undefined) parseExpression(when);
  } catch {
    return `its row condition cannot be read: ${when}`;
  }
  return when === undefined ? `its row condition cannot be read: ${JSON.stringify(kwargs["row_condition"])}` : { ...fields, when };
}

function rulesOf(configuration: Configuration): readonly ValidationRuleInput[] | string {
  const mapping = Object.hasOwn(MAPPINGS, configuration.type) ? MAPPINGS[configuration.type] : undefined;
  if (mapping === undefined) return "there is no such rule";
  for (const [key, value] of Object.entries(configuration.kwargs))
    if (typeof value === "object" && value !== null && "$PARAMETER" in value) return `${key} is a parameter`;
  const fields = common(configuration);
  if (typeof fields === "string") return fields;
  const mapped = mapping(configuration.kwargs);
  return typeof mapped === "string" ? mapped : [mapped].flat().map((rule) => ({ ...rule, ...fields }) as ValidationRuleInput);
}

/**
 * Rules of a Great Expectations suite (its JSON, parsed), and a list of the expectations that have no counterpart. Names are `<place> <type>`.
 * Severity `critical` is an error; `warning` and `info` are warnings. Great Expectations takes NaN for missing, these rules do not.
 * @throws ConfigError for what is no suite
 * @example importExpectations({ name: "s", expectations: [{ type: "expect_column_values_to_be_unique", kwargs: { column: "id" } }] }).rules[0].type // => "unique"
 */
export function importExpectations(suite: unknown): ImportedSuite {
  const { name, expectations } = configurations(suite);
  const rules: ValidationRule[] = [];
  const unmapped: UnmappedExpectation[] = [];
  for (const [index, configuration] of expectations.entries()) {
    const { type } = configuration;
    try {
      const found = rulesOf(configuration);
      if (typeof found === "string") unmapped.push({ index, type, reason: found });
      else rules.push(...parseRules(found.map((rule) => ({ name: `${index} ${type}`, ...rule }))));
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      unmapped.push({ index, type, reason: String(error.fields["detail"] ?? error.message).replace(/rules\.0\.?/g, "") });
    }
  }
  return { name, rules, unmapped };
}
