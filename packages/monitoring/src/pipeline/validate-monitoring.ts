import type { RunOptions } from "@mlops/core/pipeline";
import type { TableLike } from "@mlops/core/table";
import { describeSource, located } from "@mlops/data";
import { profileInFile } from "@mlops/drift-detection";
import type { DataSource, MonitoringConfig } from "@mlops/models";
import { requireColumn } from "./monitored-tables.ts";

/**
 * Looks at the files that the configuration names and at the columns that it asks of them, without reading rows; gives how many files there are.
 * What comes from stages before cannot be looked at here.
 * @throws DataError `FILE_UNREADABLE`, `COLUMN_MISSING`, …
 */
export async function validateMonitoring(
  config: MonitoringConfig,
  { home = ".mlops", pipelineFile }: Pick<RunOptions, "home" | "pipelineFile">,
): Promise<number> {
  const describe = (source: DataSource): Promise<TableLike> => describeSource(located(source, pipelineFile), { home });
  const { prediction, score, target, timestamp, labels, window } = config;
  const keys = [labels?.key ?? []].flat();
  const require = (table: TableLike, names: readonly (string | undefined)[]): void => {
    for (const name of names) if (name !== undefined) requireColumn(table, name);
  };
  const columnsOf = async (source: DataSource): Promise<readonly string[]> => {
    const profile = await profileInFile(located(source, pipelineFile).path);
    return profile === undefined ? (await describe(source)).columnNames() : Object.keys(profile.columns);
  };
  const tables: TableLike[] = [];
  if (config.current !== undefined) {
    const current = await describe(config.current);
    require(current, [prediction, score, timestamp, window.column, ...keys]);
    tables.push(current);
  }
  if (labels !== undefined) {
    const given = await describe(labels.source);
    require(given, [...keys, target]);
    tables.push(given);
  }
  const [first] = tables;
  const reference = config.reference === undefined ? undefined : await columnsOf(config.reference);
  const named = [...(config.categoricalFeatures ?? []), ...(config.numericalFeatures ?? []), ...config.criticalFeatures];
  if (config.current !== undefined && reference !== undefined && first !== undefined) {
    const known = [...reference, ...first.columnNames()];
    for (const name of [...named, ...Object.keys(config.columns)]) if (!known.includes(name)) requireColumn(first, name);
  }
  return tables.length + (reference === undefined ? 0 : 1);
}
