import type { StageContext } from "@mlops/core/pipeline";
import type { DatasetReference, Holdout } from "@mlops/core/stage";
import { columnMissing, type Table } from "@mlops/core/table";
import { type DataConfig, DataError, type HoldoutConfig } from "@mlops/models";
import { describeSource, readSource } from "../read/read-source.ts";
import { datasetReference } from "./dataset-reference.ts";
import { joinLabels } from "./join-labels.ts";
import { located } from "./sources.ts";

interface ReadHoldout {
  readonly holdout: Holdout;
  readonly datasets: DatasetReference[];
}

/** Columns that training leaves out are left out here too, where they are; rules and filter of the training rows do not apply. */
function without(table: Table, { exclude }: DataConfig): Table {
  const names = table.columnNames();
  return exclude.some((name) => names.includes(name)) ? (table.select(...names.filter((name) => !exclude.includes(name))) as Table) : table;
}

function finish(name: string, config: HoldoutConfig, table: Table): Holdout {
  const { groupBy } = config;
  if (groupBy !== undefined && !table.columnNames().includes(groupBy)) throw columnMissing(groupBy, table.columnNames());
  if (table.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", message: `the holdout "${name}" has no rows` });
  return groupBy === undefined ? { table } : { table, groupBy };
}

/** Reads one holdout and joins its labels. */
export async function readHoldout(
  name: string,
  config: HoldoutConfig,
  data: DataConfig,
  { signal, home, pipelineFile }: Pick<StageContext, "signal" | "home" | "pipelineFile">,
): Promise<ReadHoldout> {
  const source = located(config.source, pipelineFile);
  const { table, files } = await readSource(source, { signal, home });
  const datasets = [await datasetReference(name, source.path, files, table, signal)];
  let whole = without(table, data);
  if (config.labels !== undefined) {
    const labelSource = located(config.labels.source, pipelineFile);
    const labels = await readSource(labelSource, { signal, home });
    datasets.push(await datasetReference(`${name}.labels`, labelSource.path, labels.files, labels.table, signal));
    whole = joinLabels(whole, labels.table, config.labels.key);
  }
  return { holdout: finish(name, config, whole), datasets };
}

/** Checks that a holdout's files and columns are there, without reading rows. */
export async function checkHoldout(config: HoldoutConfig, home: string, pipelineFile: string | undefined): Promise<void> {
  const names = (await describeSource(located(config.source, pipelineFile), { home })).columnNames();
  if (config.labels !== undefined) {
    const { key } = config.labels;
    const labels = (await describeSource(located(config.labels.source, pipelineFile), { home })).columnNames();
    for (const available of [names, labels]) if (!available.includes(key)) throw columnMissing(key, available);
    names.push(...labels);
  }
  if (config.groupBy !== undefined && !names.includes(config.groupBy)) throw columnMissing(config.groupBy, names);
}
