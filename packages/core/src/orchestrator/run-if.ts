import { type RunIf, StatusEnum } from "@mlops/models";

/** What became of a stage, as far as the stages after it ask. */
export interface Upstream {
  readonly status: StatusEnum;
  readonly reason?: string | undefined;
}

const succeeded = ({ status }: Upstream): boolean => status === StatusEnum.SUCCESS || status === StatusEnum.WARNING;

/** A stage that never ran because one before it failed counts as failed: a failure reaches through it. */
const failed = ({ status, reason }: Upstream): boolean =>
  status === StatusEnum.FAILED || status === StatusEnum.TIMED_OUT || status === StatusEnum.CANCELLED || reason === "upstream_failed";

const HOLDS: Readonly<Record<RunIf, (upstream: readonly Upstream[]) => boolean>> = {
  all_success: (upstream) => upstream.every(succeeded),
  at_least_one_success: (upstream) => upstream.some(succeeded),
  none_failed: (upstream) => !upstream.some(failed),
  all_done: () => true,
  at_least_one_failed: (upstream) => upstream.some(failed),
  all_failed: (upstream) => upstream.length > 0 && upstream.every(failed),
};

const FOR_FAILURES: ReadonlySet<RunIf> = new Set(["at_least_one_failed", "all_failed"]);

/**
 * Why a stage is skipped, all stages before it being done; undefined when it runs. A stage without dependencies runs unless it waits for failures.
 * `excluded` is a stage that waits for failures which did not happen.
 */
export function skipReason(runIf: RunIf, upstream: readonly Upstream[]): "upstream_failed" | "upstream_skipped" | "excluded" | undefined {
  if (upstream.length === 0 && !FOR_FAILURES.has(runIf)) return undefined;
  if (HOLDS[runIf](upstream)) return undefined;
  if (FOR_FAILURES.has(runIf)) return "excluded";
  return upstream.some(failed) ? "upstream_failed" : "upstream_skipped";
}
