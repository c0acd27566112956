import { type IgnoreRowIf, scanRecords } from "./ignored-rows.ts";
import type { RuleKernel } from "./rule-kernel.ts";
import { sameKind } from "./same-kind.ts";
import { keyOf } from "./value-list.ts";

interface RecordRule {
  readonly columns: readonly string[];
  readonly ignoreRowIf: IgnoreRowIf;
}

/** A check of how many different values a row has in the columns of its rule, which are of one kind. */
export function differentValues<R extends RecordRule>(breaks: (different: number, columns: number) => boolean): RuleKernel<R> {
  return (rule, frame, failures) => {
    const columns = rule.columns.map((name) => frame.column(name));
    sameKind(rule.columns, (name) => frame.column(name).kind);
    const broken = (row: number): boolean => breaks(new Set(columns.map((column) => keyOf(column.at(row)))).size, columns.length);
    return scanRecords(rule.columns, rule.ignoreRowIf, frame, failures, broken);
  };
}
