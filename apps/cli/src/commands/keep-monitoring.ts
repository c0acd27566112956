import { ConfigError, type MonitoringConfig, type PipelineFile, type StageConfig } from "@mlops/all";

type Stage = StageConfig;

/**
 * Leaves of a file just loaded its monitoring, and the data stages that this reads where it names no tables of its own. What stood between them is cut out:
 * a stage depends on what the stages it depended on depended on.
 * @throws ConfigError `CONFIG_INVALID` where there is no monitoring
 */
export function keepMonitoring(file: PipelineFile, failOnDrift: boolean): void {
  const all = file.stages ?? chained(file);
  const watching = all.filter(({ kind, enabled }) => kind === "monitoring" && enabled);
  if (watching.length === 0)
    throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is no monitoring stage to run", hint: "add monitoring_config" });
  const known = new Map(all.map((stage) => [stage.name, stage]));
  const needed = new Set<string>();
  const kept = watching.map((stage): Stage => {
    const config = { ...(settingsOf(stage, file) as MonitoringConfig), ...(failOnDrift ? { failOnDrift } : {}) };
    const tables = config.reference !== undefined && config.current !== undefined;
    const dependsOn = tables ? [] : dataBefore(stage, known, new Set());
    for (const name of dependsOn) needed.add(name);
    return { ...stage, dependsOn, config } as Stage;
  });
  const data = all.filter(({ name }) => needed.has(name)).map((stage): Stage => ({ ...stage, dependsOn: [] }));
  file.stages = [...data, ...kept];
}

/** The stages that a file without a list of them has, as far as they matter here. */
function chained({ dataConfig, monitoringConfig }: PipelineFile): Stage[] {
  const common = { runIf: "all_success", enabled: true } as const;
  const data: Stage[] = dataConfig === undefined ? [] : [{ name: "data", kind: "data", dependsOn: [], ...common }];
  const dependsOn = data.map(({ name }) => name);
  return monitoringConfig === undefined ? data : [...data, { name: "monitoring", kind: "monitoring", dependsOn, ...common }];
}

function settingsOf(stage: Stage, { monitoringConfig }: PipelineFile): unknown {
  return stage.config ?? monitoringConfig;
}

/** Names of the enabled data stages that a stage depends on, directly or by way of others. */
function dataBefore({ dependsOn = [] }: Stage, known: ReadonlyMap<string, Stage>, seen: Set<string>): string[] {
  return dependsOn.flatMap((name) => {
    const stage = known.get(name);
    if (stage === undefined || seen.has(name)) return [];
    seen.add(name);
    return stage.kind === "data" && stage.enabled ? [name] : dataBefore(stage, known, seen);
  });
}
