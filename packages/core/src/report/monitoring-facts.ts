import type { Result } from "@mlops/models";
import type { MonitoringDetails } from "../stage/monitoring-details.ts";
import type { Html } from "./html.ts";
import { badge, fact } from "./page.ts";

/** The head figures of a monitored model: drift, and whether its quality holds. */
export function monitoringFacts(result: Result): Html[] {
  const { drift, performance } = result.details as unknown as Partial<MonitoringDetails>;
  if (drift === undefined) return [];
  const drifted = fact(
    drift.hasDrift ? badge("drift", "warn") : badge("no drift", "good"),
    `${drift.driftedFeatures.length} of ${drift.compared} features drifted`,
  );
  if (!performance) return [drifted];
  const alarm = performance.breaches.length > 0;
  return [drifted, fact(alarm ? badge("alarm", "bad") : badge("steady", "good"), `performance over ${performance.windows.length} windows`)];
}
