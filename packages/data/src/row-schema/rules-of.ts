import { columnMissing } from "@mlops/core/table";
import type { CustomRule, ValidationRuleInput } from "@mlops/models";
import type { RuleKernel } from "../validate/rule-kernel.ts";
import { countActive } from "../validate/scan.ts";
import { fieldCheck } from "./field-check.ts";
import { scanField } from "./scan-field.ts";
import { complaint, type RowSchema } from "./zod-schema.ts";

/** What `new DataValidator(rules, { custom })` takes. */
export interface SchemaRules {
  readonly rules: readonly ValidationRuleInput[];
  readonly custom: Readonly<Record<string, RuleKernel<CustomRule>>>;
}

/** A field of the schema: its column, judged by itself. */
function fieldKernel(schema: RowSchema, name: string): RuleKernel<CustomRule> {
  const fieldSchema = schema.shape[name] as RowSchema["shape"][string];
  const field = fieldCheck(fieldSchema);
  return (_, frame, failures) => {
    const total = countActive(failures, frame.rows);
    if (!frame.columnNames.includes(name)) {
      if (field.optional) return total;
      throw columnMissing(name, frame.columnNames);
    }
    scanField(name, field, frame, failures);
    const first = failures.first[0];
    if (first !== undefined) failures.explanation = complaint(fieldSchema, frame.column(name).at(first));
    return total;
  };
}

/** What the schema asks of a row as a whole (`refine`): zod itself, row by row. */
function rowKernel(schema: RowSchema): RuleKernel<CustomRule> {
  return (_, frame, failures) => {
    const names = Object.keys(schema.shape).filter((name) => frame.columnNames.includes(name));
    const columns = names.map((name) => frame.column(name));
    const rowOf = (row: number): Record<string, unknown> =>
      Object.fromEntries(names.map((name, i) => [name, columns[i]?.at(row)]).filter(([, value]) => value !== undefined));
    let total = 0;
    for (let row = 0; row < frame.rows; row++) {
      if (!failures.looksAt(row)) continue;
      total++;
      const issues = schema.safeParse(rowOf(row)).error?.issues ?? [];
      if (!issues.some(({ path }) => path.length === 0 || path.length > 1)) continue; // what one field gets wrong is told by its own rule
      failures.add(row);
      failures.explanation ??= issues.find(({ path }) => path.length === 0 || path.length > 1)?.message;
    }
    return total;
  };
}

/**
 * The rules of a zod 4 object schema, one for each field, named `field:<name>`. Numbers and dates with bounds are compiled to loops over the column; texts
 * are judged once per different text by zod itself; zod's message about the first failing row ends the rule's message. Refinements of the whole object run
 * zod on every row. A missing value is `undefined`; a field that takes neither undefined nor null fails where the value is missing.
 * @throws DataError `COLUMN_MISSING` at validation, where a column that is not optional is not there
 */
export function rulesOf(schema: RowSchema): SchemaRules {
  const names = Object.keys(schema.shape);
  const custom: Record<string, RuleKernel<CustomRule>> = {};
  const rules: ValidationRuleInput[] = [];
  for (const name of names) {
    custom[`zod.${name}`] = fieldKernel(schema, name);
    rules.push({ type: `custom:zod.${name}`, column: name, name: `field:${name}` });
  }
  const { catchall, checks = [] } = schema._zod.def;
  if ((catchall?._zod.def as { type?: string } | undefined)?.type === "never")
    rules.push({ type: "columns", columns: names, match: "exact", name: "fields" });
  if (checks.length > 0) {
    custom["zod"] = rowKernel(schema);
    rules.push({ type: "custom:zod", name: "row" });
  }
  return { rules, custom };
}
