import { compareTexts } from "@mlops/core/expression";
import type { MonotonicRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import type { Frame } from "../rule-kernel.ts";
import { presence } from "../scan.ts";

/** The values as what can be compared: texts become their place in order, by code point. */
function orderedOf(frame: Frame, name: string): ArrayLike<number | bigint> {
  const column = frame.column(name);
  if (column.kind === "bigint") return column.values;
  if (column.kind !== "string") return frame.numbers(name);
  const sorted = [...new Set(column.dictionary)].sort(compareTexts);
  const placeOf = new Map(sorted.map((text, place) => [text, place]));
  const places = column.dictionary.map((text) => placeOf.get(text) as number);
  return Float64Array.from(column.codes, (code) => places[code] ?? Number.NaN);
}

export const monotonic: RuleDefinition<MonotonicRule> = {
  local: false,
  check(rule, frame, failures) {
    const values = orderedOf(frame, rule.column);
    const has = presence(frame, rule.column);
    const rising = rule.direction === "increasing";
    let before: number | bigint | undefined;
    let total = 0;
    for (let row = 0; row < frame.rows; row++) {
      if (!failures.looksAt(row) || !has(row)) continue;
      total++;
      const value = values[row] as number | bigint;
      if (before !== undefined) {
        const low = rising ? before : value;
        const high = rising ? value : before;
        if (!(rule.strict ? low < high : low <= high)) failures.add(row);
      }
      before = value;
    }
    return total;
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    const outOfOrder = rule.direction === "increasing" ? (rule.strict ? ">=" : ">") : rule.strict ? "<=" : "<";
    const numeric = scope.kind(rule.column) === "numeric";
    const nan = numeric ? `isnan(${scope.dialect.double(column)}) OR isnan(${scope.dialect.double("__before")}) OR ` : "";
    return {
      about: "rows",
      looks: `${column} IS NOT NULL`,
      breaks: `__before IS NOT NULL AND (${nan}__before ${outOfOrder} ${column})`,
      windows: { __before: `lag(${column}) OVER (ORDER BY __row)` },
    };
  },
};
