import type { Job } from "./job.ts";
import type { Prepared } from "./prepare.ts";

/** The hyperparameters as a run keeps them. */
export function textParameters(algorithm: string, params: Readonly<Record<string, unknown>>): Record<string, string> {
  const text = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
  return { algorithm, ...Object.fromEntries(Object.entries(params).map(([key, value]) => [key, text(value)])) };
}

/** Settings beside the hyperparameters, where they are not the default. */
export function settings({ config }: Job, { plan }: Prepared): Record<string, string> {
  return {
    ...(plan ? { "cross_validation.method": plan.method, "cross_validation.folds": String(plan.folds.length) } : {}),
    ...(config.calibration === "none" ? {} : { calibration: config.calibration }),
    ...(config.threshold ? { threshold: config.threshold.method } : {}),
    ...(config.classWeight ? { class_weight: JSON.stringify(config.classWeight) } : {}),
    ...(config.earlyStopping === "internal" ? {} : { early_stopping: config.earlyStopping }),
    ...(config.search ? { "search.method": config.search.method } : {}),
  };
}
