import type { RuleKernel } from "./rule-kernel.ts";
import type { SqlCheck } from "./sql/sql-check.ts";
import type { SqlScope } from "./sql/sql-scope.ts";

/** All there is to know about how one type of rule is checked. */
export interface RuleDefinition<R = never> {
  readonly check: RuleKernel<R>;
  /** Each row is judged by itself, so that parts of a table may be checked one after the other. */
  readonly local: boolean;
  /** The same check for an SQL engine; absent where SQL has no words for it. */
  readonly sql?: (rule: R, scope: SqlScope) => SqlCheck;
}
