import { type Column, columnMissing } from "@mlops/core/table";
import { DataError, type ForeignKeyRule } from "@mlops/models";
import { lookedAtSql, scanRecords } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { keyOf } from "../value-list.ts";

/** One text or number for the values of a row, equal exactly where the values are. */
function recordKey(columns: readonly Column[], row: number): unknown {
  if (columns.length === 1) return keyOf((columns[0] as Column).at(row));
  return columns
    .map((column) => {
      const key = keyOf(column.at(row));
      return `${typeof key}:${typeof key === "string" ? JSON.stringify(key) : String(key)}`;
    })
    .join(",");
}

export const foreignKey: RuleDefinition<ForeignKeyRule> = {
  local: false,
  check(rule, frame, failures) {
    const other = frame.other(rule.other);
    const there = (rule.otherColumns ?? rule.columns).map((name) => other.column(name));
    const here = rule.columns.map((name) => frame.column(name));
    for (const [i, column] of here.entries()) checkKinds(rule.columns[i] as string, column.kind, (there[i] as Column).kind);
    const known = new Set<unknown>();
    for (let row = 0; row < other.rows; row++) if (there.every((column) => column.at(row) !== undefined)) known.add(recordKey(there, row));
    return scanRecords(rule.columns, "any_missing", frame, failures, (row) => !known.has(recordKey(here, row)));
  },
  sql(rule, scope) {
    const other = scope.other(rule.other);
    const names = rule.otherColumns ?? rule.columns;
    const pairs = rule.columns.map((name, i) => {
      const theirs = names[i] as string;
      const kind = Object.hasOwn(other.kinds, theirs) ? other.kinds[theirs] : undefined;
      if (kind === undefined) throw columnMissing(theirs, Object.keys(other.kinds));
      checkKinds(name, scope.kind(name), kind);
      return `__other.${scope.dialect.identifier(theirs)} = __table.${scope.column(name)}`;
    });
    return {
      about: "rows",
      looks: lookedAtSql(rule.columns, "any_missing", scope),
      breaks: "NOT __known",
      windows: { __known: `EXISTS (SELECT 1 FROM ${other.from} AS __other WHERE ${pairs.join(" AND ")})` },
    };
  },
};

function checkKinds(column: string, actual: string, expected: string): void {
  const plain = (kind: string): string => (kind === "bigint" ? "numeric" : kind);
  if (plain(actual) !== plain(expected))
    throw new DataError({ code: "COLUMN_TYPE", column, actual, expected: `${expected}, as in the other table` });
}
