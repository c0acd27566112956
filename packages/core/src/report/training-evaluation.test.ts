import { Result } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { lineChart } from "./charts/line-chart.ts";
import { rangeBars } from "./charts/range-bars.ts";
import { trainingFacts, trainingSection } from "./training-section.ts";

const metric = (value: number | null, reason?: string) => ({
  value,
  n: 50,
  interval: value === null ? null : ([value - 0.1, value + 0.1] as [number, number]),
  ...(reason ? { reason } : {}),
});
const section = (details: object) =>
  trainingSection("m", Result.parse({ status: "success", message: "", details }))
    .map(({ html }) => html)
    .join("");

const full = {
  primaryMetric: "auc",
  task: "classification",
  metrics: { auc: metric(0.8) },
  evaluations: [
    { set: "out_of_fold", metrics: { auc: metric(0.8) } },
    { set: "cross_validation", metrics: { auc: metric(0.81) } },
  ],
  crossValidation: {
    method: "grouped",
    metrics: { auc: metric(0.81) },
    folds: [
      { trained: 80, rows: 20, metrics: { auc: metric(0.7) } },
      { trained: 80, rows: 20, metrics: { auc: metric(null, "no row is positive") } },
    ],
  },
  search: {
    method: "random",
    metric: "auc",
    scoredOn: "holdout",
    best: 2,
    trials: [
      { trial: 1, parameters: { depth: 3, name: "x" }, score: metric(0.6), runId: "a" },
      { trial: 2, parameters: { depth: 5 }, score: metric(0.9), runId: "b" },
      { trial: 3, parameters: { depth: 7 }, score: metric(null), error: "out of <luck>", runId: "c" },
      ...Array.from({ length: 20 }, (_, i) => ({ trial: i + 4, parameters: { depth: 1 }, score: metric(0.1), runId: "d" })),
    ],
  },
  calibration: { method: "platt", rows: 50, before: metric(0.5), after: metric(0.4) },
  threshold: { method: "f_beta", value: 0.3, score: 0.77, rows: 50, positiveClass: "yes" },
  confusion: {
    classes: ["no", "yes"],
    counts: [
      [30, 5],
      [3, 12],
    ],
  },
  earlyStopping: { watched: "validation", patience: 5, rounds: 40, most: 200 },
  weighted: true,
  warnings: ["feature <x> is constant"],
  shap: {
    rows: 50,
    scale: "log_odds",
    outputs: [
      {
        expected: -1,
        columns: [
          { column: "age", value: 0.5 },
          { column: "zip", value: 0 },
        ],
      },
    ],
    points: [
      {
        column: "age",
        values: [
          [-0.5, 0],
          [0.25, 1],
          [0.25, 0.5],
          [0.25, 0.5],
        ],
      },
      { column: "zip", values: [[0, null]] },
    ],
  },
  permutation: {
    metric: "auc",
    rows: 50,
    repeats: 5,
    columns: [
      { column: "age", value: 0.2, interval: [0.1, 0.3] },
      { column: "zip", value: -0.01, interval: null },
    ],
  },
  partialDependence: [
    {
      column: "age",
      class: "yes",
      points: [
        { x: 1, y: 0.2 },
        { x: 2, y: 0.4 },
      ],
    },
    {
      column: "city",
      class: "yes",
      points: ["Amsterdam", "Buenos Aires", "Copenhagen", "Dar es Salaam", "Edinburgh"].map((x) => ({ x, y: 0.5 })),
    },
  ],
  slices: Array.from({ length: 25 }, (_, i) => ({ column: "city", value: `c${i}`, rows: 2, metric: metric(i / 25) })),
  learningCurve: {
    metric: "auc",
    points: [
      { rows: 10, train: 1, validation: 0.6, interval: [0.5, 0.7] },
      { rows: 20, train: 0.9, validation: 0.7, interval: [0.65, 0.75] },
      { rows: 30, train: null, validation: null, interval: null },
    ],
  },
};

describe("the section of a training", () => {
  const page = section(full);

  it("shows how the model was chosen", () => {
    expect(page).toContain("Cross-validation, grouped");
    expect(page).toContain("no row is positive");
    expect(page).toContain("random search, 23 trials scored on training rows set aside; trial 2 was taken. 3 more are not shown.");
    expect(page).toContain("out of &lt;luck&gt;");
    const search = page.slice(page.indexOf("random search"));
    expect(search.indexOf("<b>2</b>")).toBeLessThan(search.indexOf("0.6000 [0.5000, 0.7000]"));
  });

  it("shows how it decides and what it looks at", () => {
    expect(page).toContain(
      "calibrated by platt on 50 out-of-fold rows: log loss 0.5000 [0.4000, 0.6000] before, 0.4000 [0.3000, 0.5000] after",
    );
    expect(page).toContain("from a probability of 0.3000 on (best F-beta, 0.7700)");
    expect(page).toContain("is ↓ called →");
    expect(page).toContain("mean and 95% interval of 5 shuffles of 50 rows");
    expect(page).toContain("mean probability of yes");
    expect(page).toContain("The worst 20 of 25.");
    expect(page).toContain("Solid: rows the model did not see");
    expect(page).toContain("moves the log-odds by");
    expect(page).toContain("a row from -1, what is expected without any. A dot per row, 4 of 50 explained");
    expect(page).toContain("Feature &lt;x&gt; is constant.");
    expect(page).toContain("40 of at most 200 rounds kept: the loss of the validation rows did not fall for 5 more");
    expect(page).toContain("Metrics weigh the rows; their number does not.");
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)?.length).toBe(6);
  });

  it("shows how groups are called, and how far they lie apart", () => {
    const rates = (value: number | null) => ({
      selected: metric(value),
      truePositive: metric(value),
      falsePositive: metric(null, "no row is negative"),
    });
    const slices = [0.5, 0.25, null].map((value, i) => ({
      column: "sex",
      value: `s${i}`,
      rows: 30,
      metric: metric(0.9),
      rates: rates(value),
    }));
    slices.push({ column: "sex", value: "few", rows: 29, metric: metric(0.9), rates: rates(0.9) });
    const calls = section({ slices }).slice(section({ slices }).indexOf("Calls by group"));
    expect(calls).toContain("0.5000 [0.4000, 0.6000]");
    expect(calls).toContain('<td class="">largest difference</td><td class="n">0.2500</td><td class="n">0.2500</td><td class="n">–</td>');
    expect(page).not.toContain("Calls by group");
  });

  it("shows SHAP values of several classes as bars", () => {
    const columns = [{ column: "age", value: 0.5 }];
    const shap = { rows: 50, scale: "class_scores", outputs: ["a", "b", "c"].map((name) => ({ class: name, expected: 0, columns })) };
    expect(section({ shap })).toContain("Mean |SHAP|, class b: how far a column moves the score of the class, 50 rows.");
  });

  it("says on which rows the head figure stands", () => {
    const fact = (set: string) =>
      trainingFacts(Result.parse({ status: "success", message: "", details: { ...full, evaluations: [{ set, metrics: {} }] } }))[0]?.html;
    expect(fact("out_of_fold")).toContain("AUC on out-of-fold (");
    expect(fact("train")).toContain("AUC on its own training rows (");
  });

  it("says other ways to decide, and leaves out a confusion of many classes", () => {
    expect(section({ threshold: { ...full.threshold, method: "cost", score: 0.2 } })).toContain("(least cost, 0.2000 per row)");
    expect(section({ threshold: { ...full.threshold, method: "fixed", score: null } })).toContain("(as configured)");
    const classes = Array.from({ length: 13 }, (_, k) => `c${k}`);
    expect(section({ confusion: { classes, counts: classes.map(() => classes.map(() => 1)) } })).not.toContain("Decision");
    expect(section({ ...full, task: "regression", partialDependence: [{ column: "age", points: [{ x: 1, y: 2 }] }] })).toContain(
      "mean prediction",
    );
  });
});

it("words stand in the order they are given", () => {
  const points = ["2", "10", "1"].map((x, y) => ({ x, y }));
  const { html } = lineChart([{ name: "one", points }], { title: "t", x: "x", y: "y" });
  expect([...html.matchAll(/y="0.71em">(\d+)</g)].map(([, text]) => text)).toEqual(["2", "10", "1"]);
});

it("charts keep to their limits and draw a single point", () => {
  const bars = Array.from({ length: 4 }, (_, i) => ({ label: `b${i}`, value: 4 - i, interval: null }));
  expect(rangeBars(bars, { title: "t", limit: 3 }).html).toContain("t 1 more is smaller.");
  expect(lineChart([{ name: "one", points: [{ x: 1, y: 1 }] }], { title: "t", x: "x", y: "y" }).html).toContain(
    "<figcaption>t</figcaption>",
  );
});
