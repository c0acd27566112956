import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { aq, FeatureTransformer, ModelTrainer, type TransformerConfig } from "@mlops/all";
import { readBundle } from "@mlops/core/bundle";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { bytesOf, type Scored, type Sent } from "./rows.ts";

const folder = mkdtempSync(path.join(tmpdir(), "mlops-browser-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = Array.from({ length: 1500 }, (_, i) => ({
  age: i % 17 === 0 ? null : 18 + ((i * 37) % 613) / 10,
  plan: i % 23 === 0 ? null : (["basic", "plus", "pro"][(i * 7) % 3] as string),
  spent: ((i * 7919) % 10_007) / 3,
}));

/** A page that scores `sent` by itself, opened in a browser; what it leaves in its body. */
async function inBrowser(sent: Sent): Promise<Scored> {
  const bundled = await build({
    ...{ entryPoints: [path.join(import.meta.dirname, "page.ts")], bundle: true, write: false, format: "iife", platform: "browser" },
    conditions: ["@mlops/source"],
  });
  const page = path.join(folder, "page.html");
  const script = `const SENT = ${JSON.stringify(sent)};\n${bundled.outputFiles[0]?.text}`.replaceAll("</script", "<\\/script");
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><body></body><script>${script}</script>`);
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${path.join(folder, "profile")}`];
  const { stdout } = await promisify(execFile)("chromium", [...flags, "--dump-dom", `file://${page}`], { maxBuffer: 2 ** 26 });
  expect(stdout).toContain("<title>done</title>");
  return JSON.parse(/<body>(.*)<\/body>/s.exec(stdout)?.[1] ?? "") as Scored;
}

const CASES: readonly [string, { algorithm: string; parameters: Record<string, number> }, TransformerConfig[]][] = [
  [
    "boosted trees over one-hot texts",
    { algorithm: "gradient_boosting", parameters: { iterations: 30 } },
    [{ type: "one_hot" }] as TransformerConfig[],
  ],
  [
    "a random forest over one-hot texts",
    { algorithm: "random_forest", parameters: { trees: 10 } },
    [{ type: "one_hot" }] as TransformerConfig[],
  ],
  [
    "logistic regression over imputed, scaled and ordinal columns",
    { algorithm: "logistic_regression", parameters: {} },
    [
      { type: "impute", columns: "string", strategy: "mode" },
      { type: "impute" },
      { type: "ordinal" },
      { type: "standard_scale" },
    ] as TransformerConfig[],
  ],
];

test.each(CASES)("%s: a browser computes what Node computes", async (_, model, transformers) => {
  const table = aq.from(ROWS);
  const churn = ROWS.map(({ age, spent, plan }) => ((age ?? 40) < 45 !== spent > 2500 || plan === "pro" ? 1 : 0));
  const features = new FeatureTransformer({ transformers }).fit(table);
  const trainer = new ModelTrainer({ target: "churn", registerModel: false, ...model } as ConstructorParameters<typeof ModelTrainer>[0]);
  const trained = await trainer.trainAndEvaluate(table, churn, { features, home: path.join(folder, model.algorithm) });
  const bundle = trained.details["bundle"] as string;
  const sent = {
    graph: readFileSync(path.join(bundle, "model.onnx")).toString("hex"),
    numbers: { age: ROWS.map(({ age }) => age), spent: ROWS.map(({ spent }) => spent) },
    texts: { plan: ROWS.map(({ plan }) => plan) },
  };
  const predicted = (await readBundle(bundle)).predict(table);
  const found = await inBrowser(sent);
  for (const name of ["probability_0", "probability_1", "label"]) {
    const expected = Float64Array.from(predicted.array(name) as Iterable<number>);
    const computed = new Float64Array(Uint8Array.from(bytesOf(found[name] as string)).buffer);
    expect(new Set(expected).size).toBeGreaterThan(1);
    expect(computed.length).toBe(expected.length);
    expect(computed).toEqual(expected);
  }
});
