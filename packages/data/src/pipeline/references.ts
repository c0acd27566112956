import type { StageContext } from "@mlops/core/pipeline";
import type { DatasetReference } from "@mlops/core/stage";
import type { Table } from "@mlops/core/table";
import type { DataConfig } from "@mlops/models";
import { describeSource, readSource } from "../read/read-source.ts";
import { datasetReference } from "./dataset-reference.ts";
import { located } from "./sources.ts";

/** Reads the tables that rules compare with. */
export async function readReferences(
  references: DataConfig["references"],
  { signal, home, pipelineFile }: Pick<StageContext, "signal" | "home" | "pipelineFile">,
): Promise<{ tables: Record<string, Table>; datasets: DatasetReference[] }> {
  const tables: Record<string, Table> = {};
  const datasets: DatasetReference[] = [];
  for (const [name, given] of Object.entries(references)) {
    const source = located(given, pipelineFile);
    const { table, files } = await readSource(source, { signal, home });
    tables[name] = table;
    datasets.push(await datasetReference(`references.${name}`, source.path, files, table, signal));
  }
  return { tables, datasets };
}

/** The same tables without rows. */
export async function describeReferences(
  references: DataConfig["references"],
  home: string,
  pipelineFile: string | undefined,
): Promise<Record<string, Table>> {
  const tables: Record<string, Table> = {};
  for (const [name, source] of Object.entries(references)) tables[name] = await describeSource(located(source, pipelineFile), { home });
  return tables;
}
