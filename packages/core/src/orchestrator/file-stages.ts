import { ConfigError, PipelineConfig, type PipelineFile, parseConfig, STAGE_SECTIONS, type StageKind } from "@mlops/models";
import type { PipelineStage } from "./stage.ts";

const KINDS = Object.keys(STAGE_SECTIONS) as StageKind[];

/** The part of a pipeline file that each stage's pipeline is given. */
function pipelinePart(file: PipelineFile): PipelineConfig {
  const part = Object.keys(PipelineConfig.shape).map((key) => [key, file[key as keyof PipelineConfig]] as const);
  return parseConfig(PipelineConfig, Object.fromEntries(part.filter(([, value]) => value !== undefined)), "config");
}

/**
 * The stages of a pipeline file: those under `stages`, each with its own `config` in place of the section of its kind; without `stages` one per section
 * present, named data, feature, training, deployment, monitoring and chained in that order.
 * @throws ConfigError for a stage whose kind has no configuration, and for a file with nothing to run
 */
export function stagesOfFile(file: PipelineFile): PipelineStage[] {
  const config = pipelinePart(file);
  if (file.stages === undefined) {
    const kinds = KINDS.filter((kind) => config[STAGE_SECTIONS[kind]] !== undefined);
    if (kinds.length === 0)
      throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is nothing to run", hint: "add data_config, model_config or stages" });
    return kinds.map((kind, i) => ({
      name: kind,
      kind,
      config,
      dependsOn: kinds.slice(Math.max(0, i - 1), i),
      enabled: true,
      runIf: "all_success",
    }));
  }
  return file.stages.map(({ name, kind, config: own, dependsOn = [], enabled, runIf }) => {
    const section = STAGE_SECTIONS[kind];
    const settings = own ?? config[section];
    if (settings === undefined) {
      const key = section.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      throw new ConfigError({
        code: "CONFIG_INVALID",
        detail: `stage "${name}" has no configuration`,
        stage: name,
        hint: `give it config, or add ${key}`,
      });
    }
    return { name, kind, config: parseConfig(PipelineConfig, { ...config, [section]: settings }, name), dependsOn, enabled, runIf };
  });
}
