/**
 * Writes the answers of a real MLflow server that the embedded store is held to.
 * Start `mlflow server` over an empty store, then: node --conditions=@mlops/source tools/golden/tracking.ts http://127.0.0.1:5000
 */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { mlflowAnswers } from "@mlops/core/testing";

const [url = "http://127.0.0.1:5000"] = process.argv.slice(2);
const mlflow = await (await fetch(`${url}/version`)).text();
const answers = Object.fromEntries(await mlflowAnswers(url));
const file = resolve(import.meta.dirname, "../../packages/core/src/tracking/__golden__/mlflow-answers.json");
await writeFile(file, `${JSON.stringify({ header: { script: "tools/golden/tracking.ts", mlflow }, answers }, null, 1)}\n`);
