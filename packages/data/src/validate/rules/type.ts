import type { ColumnKind } from "@mlops/core/table";
import type { TypeRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { countPresent, scanRows, scanTexts } from "../scan.ts";

type Expected = Exclude<TypeRule["expected"], readonly unknown[]>;

const KINDS: Record<Expected, readonly ColumnKind[]> = {
  number: ["numeric", "bigint"],
  integer: ["numeric", "bigint"],
  string: ["string"],
  boolean: ["boolean"],
  timestamp: ["timestamp"],
};

/** The one type that decides for a column of this kind; undefined where none of them can hold. */
function expectedOf(rule: TypeRule, kind: ColumnKind): Expected | undefined {
  const fits = [rule.expected].flat().filter((type) => KINDS[type].includes(kind));
  return fits.includes("number") ? "number" : fits[0];
}

export const type: RuleDefinition<TypeRule> = {
  local: true,
  check(rule, frame, failures) {
    const column = frame.column(rule.column);
    const expected = expectedOf(rule, column.kind);
    if (expected !== undefined && (expected !== "integer" || column.kind !== "numeric" || column.integer))
      return countPresent(frame, rule.column, failures);
    if (column.kind === "string") return scanTexts(frame, rule.column, failures, () => true);
    if (expected === undefined) return scanRows(column.length, column.validity, failures, () => true);
    const values = frame.numbers(rule.column);
    return scanRows(column.length, column.validity, failures, (row) => !Number.isInteger(values[row]));
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    const kind = scope.kind(rule.column);
    const expected = expectedOf(rule, kind);
    const whole = scope.dialect.double(column);
    const breaks =
      expected === undefined
        ? "TRUE"
        : expected === "integer" && kind === "numeric"
          ? `isnan(${whole}) OR abs(${whole}) = ${scope.number(Number.POSITIVE_INFINITY)} OR floor(${whole}) <> ${whole}`
          : "FALSE";
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks };
  },
};
