import type { Column, TableLike } from "@mlops/core/table";
import { makeTable } from "@mlops/core/table";
import type { BuiltInRule, ValidationError } from "@mlops/models";
import { shownValue } from "./broken-rows.ts";
import { Failures } from "./failures.ts";
import { frameOf } from "./frame.ts";
import { rowError, tooMany } from "./report.ts";
import { definitionOf } from "./rules.ts";

interface Tally {
  total: number;
  count: number;
  readonly samples: ValidationError["samples"];
}

/** Checks rules that look at each row by itself on one part of a table after the other; what is kept of a part are counts and the first failing rows. */
export class ChunkChecks {
  readonly rules: readonly BuiltInRule[];
  rows = 0;
  private readonly sampleLimit: number;
  private readonly tallies: readonly Tally[];

  constructor(rules: readonly BuiltInRule[], sampleLimit: number) {
    this.rules = rules;
    this.sampleLimit = sampleLimit;
    this.tallies = rules.map(() => ({ total: 0, count: 0, samples: [] }));
  }

  add(columns: Readonly<Record<string, Column>>): void {
    const table: TableLike = makeTable(columns);
    const frame = frameOf(table);
    for (const [i, rule] of this.rules.entries()) {
      const tally = this.tallies[i] as Tally;
      const active = "when" in rule && rule.when !== undefined ? frame.condition(rule.when) : null;
      const failures = new Failures(active, this.sampleLimit - tally.samples.length, null);
      tally.total += definitionOf(rule).check(rule, frame, failures) as number;
      tally.count += failures.count;
      const value = shownValue(rule, frame);
      for (const row of failures.first) tally.samples.push({ index: this.rows + row, value: value(row) as never });
    }
    this.rows += table.numRows();
  }

  errors(): (ValidationError | undefined)[] {
    return this.rules.map((rule, i) => {
      const tally = this.tallies[i] as Tally;
      return tooMany(rule, tally.count, tally.total) ? rowError(rule, tally) : undefined;
    });
  }
}
