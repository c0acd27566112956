import type { Column } from "@mlops/core/table";
import type { UniqueRule } from "@mlops/models";
import { candidatesOf } from "../facts/repeated-numbers.ts";
import type { Failures } from "../failures.ts";
import { reportRepeated } from "../repeated-groups.ts";
import { groupsOf } from "../row-groups.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { countPresent } from "../scan.ts";

/** True where the values rise or fall strictly from row to row, as keys often do: then none repeats. */
function isStrictlyMonotonic(values: Float64Array): boolean {
  if (values.length < 2) return true;
  const sign = (values[1] as number) > (values[0] as number) ? 1 : -1;
  for (let row = 1; row < values.length; row++) if (!(((values[row] as number) - (values[row - 1] as number)) * sign > 0)) return false;
  return true;
}

/** Fails the rows among the candidates whose value occurs among them more than once. */
function reportAmong(rows: Int32Array, values: Float64Array, failures: Failures): void {
  const times = new Map<number, number>();
  for (const row of rows) times.set(values[row] as number, (times.get(values[row] as number) ?? 0) + 1);
  for (const row of rows) if ((times.get(values[row] as number) as number) > 1) failures.add(row);
}

function numbersOf(column: Column): Float64Array | undefined {
  return column.kind !== "string" && column.values instanceof Float64Array ? column.values : undefined;
}

export const unique: RuleDefinition<UniqueRule> = {
  local: false,
  check(rule, frame, failures) {
    const column = frame.column(rule.column);
    const values = numbersOf(column);
    if (values !== undefined && column.kind !== "string") {
      if (failures.active === null && column.validity === null && isStrictlyMonotonic(values)) return frame.rows;
      const rows = candidatesOf(values, column.validity, failures.active);
      if (rows !== null) {
        reportAmong(rows, values, failures);
        return countPresent(frame, rule.column, failures);
      }
    }
    return reportRepeated(groupsOf(column), failures);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    return {
      about: "rows",
      looks: `${column} IS NOT NULL`,
      breaks: "__times > 1",
      windows: { __times: `count(*) OVER (PARTITION BY ${column})` },
    };
  },
};
