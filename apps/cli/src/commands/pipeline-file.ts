import { type LoadOptions, MLOpsConfigManager, type PipelineFile, STAGE_SECTIONS, type StageKind } from "@mlops/all";

/** Options of every command that reads a pipeline file. */
export interface FileOptions {
  readonly env?: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly param?: Readonly<Record<string, string>>;
}

/** The layers that the command line adds; `--seed` wins over `--set seed=`. */
export function loadOptions({ env, set = [], seed, param }: FileOptions): LoadOptions {
  return { env, set: seed === undefined ? set : [...set, `seed=${seed}`], params: param };
}

export function loadFile(path: string, options: FileOptions): Promise<PipelineFile> {
  return MLOpsConfigManager.createPipelineConfigManager().loadPipelineFile(path, loadOptions(options));
}

/** Takes the stages of other kinds out of a file just loaded: those it lists are disabled, sections are deleted. */
export function keepKinds(file: PipelineFile, kinds: readonly StageKind[]): void {
  for (const stage of file.stages ?? []) if (!kinds.includes(stage.kind)) stage.enabled = false;
  if (file.stages) return;
  for (const [kind, section] of Object.entries(STAGE_SECTIONS)) if (!kinds.includes(kind as StageKind)) delete file[section];
}
