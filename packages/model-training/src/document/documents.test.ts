import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readBundle } from "@mlops/core/bundle";
import { openTracking } from "@mlops/core/tracking";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, x, y } from "../__fixtures__/customers.ts";
import { newHome } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { limitsOf, warningsOf } from "./limits.ts";
import { escapeMarkdown, figure, markdownTable } from "./markdown.ts";

const dataset = { name: "data", path: "/somewhere/customers.csv", sha256: "ab".repeat(32), rows: 400, columns: [] };

describe("model card and report", () => {
  it("stand beside the bundle and with the run, and say what people and figures say", async () => {
    const home = newHome();
    const config = {
      description: "who leaves | <b>",
      modelCard: { intendedUse: "Calls to customers.", contact: "crm@example.org" },
      crossValidation: { folds: 3 },
      calibration: "platt",
      threshold: { method: "cost", falseNegative: 4 },
      evaluation: { slices: ["member"] },
      search: { trials: 2, space: { num_leaves: { range: [4, 8], int: true } } },
    };
    const later = { x: x(laterRows), y: y(laterRows, "churned") };
    const options = { ...validated("churned"), home, holdouts: { later }, datasets: [dataset], createdAt: new Date(0) };
    const { details } = await trainCustomers(config, options);
    const read = (file: string) => readFileSync(join(details.bundle, file), "utf8");
    const card = read("model-card.md");
    for (const part of [
      "# Model card: customers",
      "who leaves \\| \\<b\\>",
      "Calls to customers.",
      "crm@example.org",
      "| File data | customers.csv, 400 rows |",
      `| SHA-256 of data | ${dataset.sha256} |`,
      "random search, best of 2 trials by auc",
      "| Version | customers 1 |",
      "| later | auc |",
      "Probabilities are calibrated (platt, 400 out-of-fold rows)",
      "A row is called yes from a probability of",
      "| is / called | no | yes |",
      "| member | ",
      "## Out of scope\n\nNot stated.",
      details.runId,
    ])
      expect(card).toContain(part);
    expect(card).not.toContain("/somewhere");
    expect(card).toContain(`auc | ${figure(details.metrics["auc"]?.value)} \\[`);

    const report = read("model-report.html");
    for (const part of [
      "Calls to customers.",
      "Permutation importance",
      "Partial dependence",
      "Slices, worst first",
      "Cross-validation, stratified",
      "Search",
      "is ↓ called →",
      "crm@example.org",
      "least cost",
    ])
      expect(report).toContain(part);
    expect(report).not.toMatch(/<script|<link|<img|@import|https?:\/\/(?!www\.w3\.org)/);
    expect(report).toContain("who leaves | &lt;b&gt;");

    const { tracker, close } = await openTracking({ home });
    const files = await tracker.listArtifacts({ runId: details.runId });
    expect(files.map(({ path }) => path)).toEqual(["model-card.md", "model-report.html", "out_of_fold.csv"]);
    const kept = await tracker.downloadArtifact({ runId: details.runId }, "model-card.md").finally(close);
    expect(new TextDecoder().decode(kept)).toBe(card);
    expect((await readBundle(details.bundle)).verifyGoldenRows().ok).toBe(true);
  });

  it("of a model of numbers without anything said list what is not known", async () => {
    const config = { target: "value", algorithm: "ridge", parameters: {}, registerModel: false };
    const { details } = await trainCustomers(config, { home: newHome() }, trainRows.select("tenure", "member"));
    const card = readFileSync(join(details.bundle, "model-card.md"), "utf8");
    expect(card).toContain("| Version | not registered |");
    expect(card).toContain("- The figures are those of the rows the model learned from: they flatter it.");
    expect(card).not.toContain("## Slices");
    expect(limitsOf(details)).toHaveLength(3);
  });

  it("say that validation rows chose the number of trees, that rows are weighted, and how columns move the score", async () => {
    const config = {
      earlyStopping: "validation",
      parameters: { iterations: 60, learningRate: 0.3, earlyStoppingRounds: 4 },
      evaluation: { permutationRepeats: 0, partialDependence: 0, shap: 50 },
    };
    const weightVal = Float64Array.from({ length: 100 }, (_, row) => 1 + (row % 2));
    const { details } = await trainCustomers(config, { ...validated("churned"), home: newHome(), weightVal });
    expect(details.shap).toMatchObject({ rows: 50, scale: "log_odds" });
    const rounds = details.earlyStopping?.rounds;
    const card = readFileSync(join(details.bundle, "model-card.md"), "utf8");
    for (const part of [
      `| Trees | ${rounds} of at most 60 rounds kept: the loss of the validation rows did not fall for 4 more |`,
      "Metrics weigh the rows; n does not.",
      "- The validation rows chose the number of trees: their own figures flatter the model",
      "| column | mean size of SHAP values (50 rows) |",
    ])
      expect(card).toContain(part);
    expect(card).not.toMatch(/objective=|huberDelta|quantile|validationFraction/);
    const report = readFileSync(join(details.bundle, "model-report.html"), "utf8");
    for (const part of [
      "The validation rows chose the number of trees",
      "Metrics weigh the rows",
      "moves the log-odds by",
      `${rounds} of at most 60 rounds`,
    ])
      expect(report).toContain(part);
    expect(report.match(/chose the number of trees/g)).toHaveLength(1);
  });

  it("of few rows, of folds and of a calibration that does not help say so", async () => {
    const { details } = await trainCustomers(
      { crossValidation: { folds: 2 }, evaluation: { permutationRepeats: 0 }, threshold: { method: "f_beta" } },
      { home: newHome() },
    );
    const score = { value: 1, n: 9, interval: null };
    const odd = {
      ...details,
      metrics: { auc: score },
      calibration: { method: "platt", rows: 9, before: { ...score, value: 0.5 }, after: score },
      search: { method: "grid", metric: "auc", scoredOn: "cross_validation", best: 1, trials: [] },
      warnings: ["the target is constant"],
    } as const;
    expect(warningsOf(odd)).toEqual(["The target is constant."]);
    expect(limitsOf(odd).map((limit) => limit.slice(0, 20))).toEqual([
      "The figures are thos",
      "The hyperparameters ",
      "The threshold was ch",
      "No other rows, such ",
      "No parts of the rows",
      "Calibration by platt",
      "The figures rest on ",
    ]);
    expect(readFileSync(join(details.bundle, "model-card.md"), "utf8")).toContain("| feature | share of the gain |");
  });
});

it("Markdown is escaped", () => {
  expect(escapeMarkdown("a|b\n*c* [d](e) <f>")).toBe("a\\|b \\*c\\* \\[d\\](e) \\<f\\>");
  expect(markdownTable(["x"], [["1|2"]])).toBe("| x |\n|---|\n| 1\\|2 |");
  expect([figure(null), figure(3), figure(0.00123456)]).toEqual(["–", "3", "0.001235"]);
});
