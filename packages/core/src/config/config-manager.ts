import { PipelineConfig, type PipelineFile } from "@mlops/models";
import { type ExplainedValue, explainLoaded } from "./explain.ts";
import { draftOfDict, draftOfFile, fetchSecrets, fetchSecretsSync, finish } from "./load.ts";
import type { LoadOptions } from "./load-options.ts";

/** The fields of a pipeline file that are a pipeline's own. */
function pipelinePart(file: PipelineFile): PipelineConfig {
  const keys = Object.keys(PipelineConfig.shape) as (keyof PipelineConfig)[];
  return Object.fromEntries(keys.filter((key) => file[key] !== undefined).map((key) => [key, file[key]])) as PipelineConfig;
}

/**
 * Loads configurations. Layers, the last wins: the file, `environments.<env>` in it, `config/<env>.yaml` beside it, variables `MLOPS__A__B`, `--set a.b=c`;
 * maps merge, arrays replace, null deletes. Keys are snake_case or camelCase. Paths of data sources and output files are relative to the pipeline file's
 * folder, whichever layer names them, and absolute once loaded. Everything that is wrong is told in one `ConfigError`, `problems` lists it with
 * file, line and column.
 */
export class MLOpsConfigManager {
  static createPipelineConfigManager(): MLOpsConfigManager {
    return new MLOpsConfigManager();
  }

  /** The pipeline part of a file. @throws ConfigError */
  async loadFromYaml(filePath: string, options: LoadOptions = {}): Promise<PipelineConfig> {
    return pipelinePart(await this.loadPipelineFile(filePath, options));
  }

  /** The same at once; a secret provider must then answer at once too. @throws ConfigError */
  loadFromYamlSync(filePath: string, options: LoadOptions = {}): PipelineConfig {
    const draft = draftOfFile(filePath, options);
    return pipelinePart(finish(draft, fetchSecretsSync(draft)).value);
  }

  /** The whole of a file: pipeline, tracking, stages, settings of the run. @throws ConfigError */
  async loadPipelineFile(filePath: string, options: LoadOptions = {}): Promise<PipelineFile> {
    const draft = draftOfFile(filePath, options);
    return finish(draft, await fetchSecrets(draft)).value;
  }

  /** A configuration given as an object, in either spelling, with the same layers but `config/<env>.yaml`. Paths stay as given. @throws ConfigError */
  loadFromDict(config: Readonly<Record<string, unknown>>, options: LoadOptions = {}): PipelineConfig {
    const draft = draftOfDict(config, options);
    return pipelinePart(finish(draft, fetchSecretsSync(draft)).value);
  }

  /** Every effective value of a file, secrets as `***`, with the layer and the place it comes from. @throws ConfigError */
  async explain(filePath: string, options: LoadOptions = {}): Promise<ExplainedValue[]> {
    const draft = draftOfFile(filePath, options);
    return explainLoaded(finish(draft, await fetchSecrets(draft)));
  }
}
