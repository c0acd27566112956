import { Result } from "@mlops/models";
import { expect, it } from "vitest";
import type { DeploymentDetails, EndpointDetails } from "../stage/details.ts";
import { deploymentFacts, deploymentSection } from "./deployment-section.ts";

const parity = { ok: true, rows: 20, maxError: 2.2e-16, tolerance: 1e-12, labelsEqual: true };
const deployed: EndpointDetails = {
  target: "local",
  endpoint: "churn",
  url: "http://127.0.0.1:4321",
  revision: 3,
  changed: true,
  modelUri: "models:/churn/2",
  version: "2",
  versions: [
    { version: "1", modelUri: "models:/churn/1", weight: 80 },
    { version: "2", modelUri: "models:/churn/2", weight: 20 },
  ],
  former: [{ version: "1", modelUri: "models:/churn/1", weight: 100 }],
  golden: { local: parity, http: { ...parity, rows: 19, skipped: 1, maxError: 0 } },
  alias: null,
  aliasReason: "version 2 does not get every request",
  lifetime: "run",
  timings: { preflight: 12, golden: 30, total: 42 },
};
const batch = {
  model: "models:/churn/2",
  modelVersion: "2",
  input: "/data/in<1>.csv",
  inputSha256: "ab".repeat(32),
  output: "/data/out.parquet",
  outputSha256: "cd".repeat(32),
  rows: 1234,
  columns: ["label", "_model_version", "_scored_at"],
  scoredAt: "2026-01-01T00:00:00.000Z",
  cached: false,
  durationMs: 1500,
};

const resultOf = (details: DeploymentDetails) => Result.parse({ status: "success", details });
const text = (details: DeploymentDetails) => {
  const result = resultOf(details);
  return [...deploymentFacts(result), ...deploymentSection("deployment", result)].map(({ html }) => html).join("\n");
};

it("tells the endpoint, its revision, the golden rows over HTTP and who shares the requests", () => {
  const page = text({ deployed });
  expect(page).toContain("churn v2");
  expect(page).toContain("revision 3");
  expect(page).toMatch(
    /endpoint over HTTP<\/td><td[^>]*><span class="badge good">agrees<\/span><\/td><td class="n">19<\/td><td class="n">0</,
  );
  expect(page).toContain("1 golden row has no value");
  expect(page).toMatch(/models:\/churn\/1<\/code><\/td><td class="n">100%<\/td><td class="n">80%/);
  expect(page).toMatch(/models:\/churn\/2<\/code><\/td><td class="n">–<\/td><td class="n">20%/);
  expect(page).toContain("not set: version 2 does not get every request");
  expect(page).toContain("revision 3, until the run was over.");
});

it("says why golden rows were not asked, and that an alias was set", () => {
  const golden = { local: null, http: null, reason: "the model has no golden rows" };
  const page = text({ deployed: { ...deployed, target: "databricks", changed: false, golden, alias: "champion", timings: {} } });
  expect(page).toContain("the model has no golden rows");
  expect(page).toContain('<span class="badge good">champion</span> names this version');
  expect(page).toContain("Served already");
});

it("tells a batch, escaped, and whether it was done before", () => {
  expect(text({ batch })).toContain("/data/in&lt;1&gt;.csv");
  expect(text({ batch })).toContain("1,234 rows scored in 1.5 s");
  expect(text({ batch: { ...batch, cached: true } })).toContain("rows scored by an earlier run");
  expect(text({})).toBe("");
});
