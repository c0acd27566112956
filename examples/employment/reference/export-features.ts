// Writes what the pipeline trains and validates on, for a comparison with other libraries: the same split, the same features.
// node --conditions=@mlops/source examples/employment/reference/export-features.ts <folder>
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DataPipeline, FeaturePipeline, MLOpsConfigManager, makeTable, type Table, writeTable } from "@mlops/all";
import { columnOf, numericColumn } from "@mlops/core/table";

const folder = process.argv[2];
if (folder === undefined) throw new Error("name a folder to write to");
const pipelineFile = fileURLToPath(new URL("../pipeline.yaml", import.meta.url));
const file = await MLOpsConfigManager.createPipelineConfigManager().loadPipelineFile(pipelineFile);
const { name, dataConfig, featureConfig, modelConfig, seed } = file;
const config = { ...file, name, dataConfig: dataConfig && { ...dataConfig, holdouts: {} }, featureConfig, modelConfig };
const own = Object.fromEntries(
  Object.entries(config).filter(([key]) => ["name", "dataConfig", "featureConfig", "modelConfig"].includes(key)),
);

const data = await new DataPipeline(own as never).run({ seed, pipelineFile, home: folder });
if (data.output === undefined) throw new Error(data.message);
const feature = await new FeaturePipeline(own as never).run({ seed, inputs: { data: data.output }, home: folder });
if (feature.output === undefined) throw new Error(feature.message);
const { fitted } = feature.output;
const target = modelConfig?.target as string;
for (const part of ["train", "validation"] as const) {
  const table = data.output[part] as Table;
  const matrix = fitted.toMatrix(table);
  const columns = Object.fromEntries(matrix.names.map((feature, i) => [feature, numericColumn(matrix.columns[i] as Float64Array)]));
  await writeTable(makeTable({ ...columns, [target]: columnOf(table, target) }), join(folder, `${part}.parquet`));
}
process.stdout.write(`${JSON.stringify({ target, parameters: modelConfig?.parameters })}\n`);
