import { describe, expect, it } from "vitest";
import { html } from "./html.ts";
import { page } from "./page.ts";
import { type RunReport, renderRunReport } from "./run-report.ts";

const metric = (value: number | null, n: number, interval: [number, number] | null = null, reason?: string) => ({
  value,
  n,
  interval,
  ...(reason ? { reason } : {}),
});

const sampleRun: RunReport = {
  name: "employment",
  description: "Is a person employed?",
  runId: "20260101T000000Z-abcdef",
  status: "success",
  environment: "development",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:00:08.300Z",
  stages: [
    {
      name: "data",
      kind: "data",
      status: "success",
      attempts: 1,
      startedAt: "2026-01-01T00:00:00.010Z",
      finishedAt: "2026-01-01T00:00:02.000Z",
      result: {
        status: "success",
        message: "68,785 rows",
        timestamp: "2026-01-01T00:00:02.000Z",
        details: {
          rows: { train: 55028, validation: 13757, later_years: 208892 },
          rules: [
            {
              rule: "range:AGEP",
              type: "range",
              column: "AGEP",
              severity: "error",
              passed: true,
              count: 0,
              total: 68785,
              message: "",
              samples: [],
            },
            {
              rule: "regex:SCHL",
              type: "regex",
              column: "SCHL",
              severity: "warning",
              passed: false,
              count: 2,
              total: 68785,
              message: "2 rows",
              samples: [{ index: 5, value: "<b>" }],
            },
          ],
          columns: [{ name: "AGEP", kind: "numeric", missing: 0, summary: "0 to 95, mean 41.6" }],
          datasets: [{ name: "source", path: "data/acs_2015.parquet", sha256: "ab".repeat(32), rows: 68785, columns: [] }],
          quarantined: 0,
        },
      },
    },
    {
      name: "training",
      kind: "training",
      status: "success",
      attempts: 1,
      startedAt: "2026-01-01T00:00:02.500Z",
      finishedAt: "2026-01-01T00:00:08.000Z",
      result: {
        status: "success",
        message: "registered",
        timestamp: "2026-01-01T00:00:08.000Z",
        details: {
          algorithm: "gradient_boosting",
          parameters: { iterations: 100 },
          task: "classification",
          target: "employed",
          rows: 55028,
          features: 16,
          primaryMetric: "auc",
          metrics: { auc: metric(0.9051, 13757, [0.9003, 0.9099]), recall: metric(null, 0, null, "no positive rows") },
          evaluations: [
            {
              set: "validation",
              metrics: { auc: metric(0.9051, 13757, [0.9003, 0.9099]), recall: metric(null, 0, null, "no positive rows") },
            },
            { set: "later_years", group: "2016", metrics: { auc: metric(0.9021, 69000, [0.8999, 0.9043]) } },
            { set: "later_years", group: "2017", metrics: { auc: metric(0.9049, 69000, [0.9027, 0.9071]) } },
          ],
          gate: { passed: true, reason: "first_version", metric: "auc", value: 0.9051, threshold: 0.88 },
          importances: [
            { feature: "AGEP", value: 0.6 },
            { feature: "DIS", value: 0.25 },
            { feature: "SCHL", value: 0.15 },
          ],
          curves: {
            roc: [
              { x: 0, y: 0 },
              { x: 0.1, y: 0.7 },
              { x: 0.3, y: 0.93 },
              { x: 1, y: 1 },
            ],
            calibration: [
              { x: 0.1, y: 0.11, n: 100 },
              { x: 0.5, y: 0.48, n: 100 },
              { x: 0.9, y: 0.91, n: 100 },
            ],
          },
          parity: { rows: 32, maxError: 3.1e-8, tolerance: 1e-6, labelsEqual: true, ok: true },
          baselines: [{ name: "scikit-learn", metric: "auc", value: 0.905, note: "HistGradientBoosting" }],
          bundle: "runs/x/model",
          runId: "abc",
          modelUri: "models:/employment/1",
        },
      },
    },
    { name: "monitoring", kind: "monitoring", status: "skipped", reason: "disabled", attempts: 0 },
  ],
};

describe("renderRunReport", () => {
  const page = renderRunReport(sampleRun);

  it("shows the verdict, each evaluated group with its interval, and every stage", () => {
    expect(page).toContain("First version");
    expect(page).toContain(`0.9021<br><small class="soft">0.8999 – 0.9043</small>`);
    expect(page).toContain("no positive rows");
    for (const stage of sampleRun.stages) expect(page).toContain(`<td class="">${stage.name}</td>`);
  });

  it("stands alone: no script, nothing loaded, both themes, charts with descriptions", () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain("prefers-color-scheme:dark");
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)?.length).toBe(5);
    expect(page.length).toBeLessThan(200_000);
  });

  it("escapes what comes from data", () => {
    expect(page).toContain("row 5: &quot;&lt;b&gt;&quot;");
    expect(page).not.toContain("<b>&quot;");
  });

  it("draws the same bytes again", () => {
    expect(renderRunReport(sampleRun)).toBe(page);
  });

  it("leaves the run out where there was none", () => {
    const page = renderRunReport({ ...sampleRun, runId: "" });
    expect(page).toContain("<title>employment</title>");
    expect(page).not.toContain("<code></code>");
  });

  it("gives a page for a run whose stages said nothing", () => {
    const bare = renderRunReport({
      ...sampleRun,
      status: "failed",
      stages: [{ name: "data", kind: "data", status: "failed", attempts: 3 }],
    });
    expect(bare).toContain('badge bad">failed');
  });
});

describe("html", () => {
  it("escapes text and leaves markup", () => {
    expect(html`<p>${"<&\"'>"}${html`<b>x</b>`}${null}${3}</p>`.html).toBe("<p>&lt;&amp;&quot;&#39;&gt;<b>x</b>3</p>");
    expect(page("<t>", html``)).toContain("<title>&lt;t&gt;</title>");
  });
});
