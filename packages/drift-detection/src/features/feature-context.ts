import type { DriftColumnConfig, MonitoringConfig } from "@mlops/models";

/** How a column is to be seen, where its own kind does not decide. */
export type NamedKind = "numeric" | "categorical" | undefined;

/** The part of a configuration that comparing a column needs. */
export type FeatureConfig = Pick<MonitoringConfig, "seed" | "minRows" | "numericEffectFloor" | "categoricalEffectFloor">;

/** What the comparison of one column needs beside its values; structured clone carries it. */
export interface FeatureContext {
  readonly name: string;
  readonly named: NamedKind;
  /** The column is time, target, prediction, score or key: no feature. */
  readonly role: boolean;
  /** Rows of both tables. */
  readonly rows: readonly [number, number];
  readonly settings: DriftColumnConfig;
  readonly config: FeatureConfig;
}
