// One process of ours, on the packages as they are built: `ours-unsupervised.mjs kmeans|pca <folder> <fits>` fits and prints the least CPU seconds of a fit
// and what was found, as JSON. Missing values are 0.
import { readFileSync } from "node:fs";
import path from "node:path";
import { KMeans, Pca } from "@mlops/core/learn";

const WIDTH = 30;
const [model = "", folder = "", fits = "1"] = process.argv.slice(2);
const bytes = readFileSync(path.join(folder, "x.columns"));
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = 0;
const rows = values.length / WIDTH;
const columns = Array.from({ length: WIDTH }, (_, f) => values.subarray(f * rows, (f + 1) * rows));
const x = { rows, names: columns.map((_, f) => `f${f}`), columns };

const initialCentres = Array.from({ length: 8 }, (_, row) => columns.map((column) => column[row]));
const estimator = model === "kmeans" ? new KMeans({ initialCentres, maxIterations: 20, tolerance: 0 }) : new Pca();
let seconds = Number.POSITIVE_INFINITY;
let fitted;
for (let round = 0; round < Number(fits); round++) {
  const before = process.cpuUsage();
  fitted = estimator.fit(x);
  const { user, system } = process.cpuUsage(before);
  seconds = Math.min(seconds, (user + system) / 1e6);
}
const found = model === "kmeans" ? [fitted.iterations, fitted.inertia] : [...fitted.explainedVariance];
process.stdout.write(`${JSON.stringify({ seconds, found, version: process.version })}\n`);
