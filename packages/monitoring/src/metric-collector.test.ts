import { describe, expect, test } from "vitest";
import { ConfigError, DataError, MetricCollector, type PerformanceDetails, type Result } from "./index.ts";

const details = (result: Result) => result.details as unknown as PerformanceDetails;

test("the configuration is public, with its defaults", () => {
  const collector = new MetricCollector({});
  expect(collector.config.window).toEqual({ by: "time", size: "day" });
  expect(collector.logger.name).toBe("metric_collector");
});

test.each([
  [{ window: { size: -2 } }, /monitoringConfig\.window\.size/],
  [{ window: { by: "rows" as const } }, /no number of rows/],
  [{ window: { size: 5 } }, /no calendar unit/],
  [{ window: { by: "value" as const } }, /need a column/],
  [{ window: { column: "year" } }, /take no column/],
  [{ referenceBand: { metrics: ["acu"] } }, /no metric "acu"/],
  [{ metrics: ["acuracy"] }, /no metric "acuracy"/],
  [{ thresholds: { acu: { min: 1 } } }, /no metric "acu"/],
  [{ thresholds: { auc: {} } }, /min, max or both/],
  [{ thresholds: { auc: { min: 1, max: 0 } } }, /min is above max/],
])("a wrong configuration names the field: %j", (config, message) => {
  expect(() => new MetricCollector(config)).toThrow(ConfigError);
  expect(() => new MetricCollector(config)).toThrow(message);
});

test("windows are half-open in UTC; empty ones are listed, partial ones flagged, rows that lack something counted", () => {
  const times = [
    "2024-02-28T12:00Z",
    "2024-02-29T23:59:59Z",
    "2024-03-01T00:00:00Z",
    null,
    "2024-03-03T01:00+02:00",
    "2024-03-05",
    "2024-03-05",
  ];
  const result = new MetricCollector({}).collectMetrics([1, 0, 1, 1, 0, null, 1], [1, 1, 1, 1, 0, 1, Number.NaN], times);
  const { windows, excluded, overall, task } = details(result);
  expect(windows.map(({ start, n, partial }) => [String(start).slice(0, 10), n, partial])).toEqual([
    ["2024-02-28", 1, true],
    ["2024-02-29", 1, false],
    ["2024-03-01", 1, false],
    ["2024-03-02", 1, true],
  ]);
  expect(excluded).toEqual({ timestamp: 1, truth: 1, prediction: 1, score: 0 });
  expect([task, overall.n, overall.metrics["accuracy"]?.value]).toEqual(["binary", 4, 0.75]);
  expect(windows[0]?.metrics["specificity"]).toMatchObject({ value: null, n: 1, reason: "no row is negative" });
});

test("an empty window has no metric and says why", () => {
  const { windows } = details(new MetricCollector({ task: "regression" }).collectMetrics([1, 2], [1, 3], ["2024-01-01", "2024-01-03"]));
  expect(windows.map(({ n, partial }) => [n, partial])).toEqual([
    [1, false],
    [0, false],
    [1, false],
  ]);
  expect(windows[1]?.metrics["rmse"]).toEqual({ value: null, n: 0, interval: null, reason: "there are no rows" });
});

test("with scores AUC is of the scores and accuracy of the predictions", () => {
  const collector = new MetricCollector({ positiveClass: "yes" });
  const { overall } = details(collector.collectMetrics(["yes", "no"], ["yes", "yes"], undefined, { scores: [0.4, 0.1] }));
  expect([overall.metrics["auc"]?.value, overall.metrics["accuracy"]?.value]).toEqual([1, 0.5]);
});

test("a metric that needs scores is null without them; one of another task is an error", () => {
  const { overall } = details(new MetricCollector({ metrics: ["auc", "recall"] }).collectMetrics([1, 0], [1, 0]));
  expect(overall.metrics["auc"]).toEqual({ value: null, n: 2, interval: null, reason: "no scores were given" });
  expect(() => new MetricCollector({ metrics: ["rmse"] }).collectMetrics([1, 0], [1, 0])).toThrow(/rmse is no binary metric/);
});

test("several classes, and numbers", () => {
  const classes = details(new MetricCollector({}).collectMetrics(["a", "b", "c"], ["a", "b", "b"]));
  expect([classes.task, Object.keys(classes.overall.metrics), classes.windows]).toEqual([
    "multiclass",
    ["accuracy", "macro_f1", "weighted_f1"],
    [],
  ]);
  expect(details(new MetricCollector({}).collectMetrics([0.5, 1], [0.5, 2])).overall.metrics["mae"]?.value).toBe(0.5);
});

test("row windows follow time where it is known", () => {
  const collector = new MetricCollector({ window: { by: "rows", size: 2 } });
  const { windows } = details(collector.collectMetrics([1, 0, 1], [0, 0, 1], ["2024-01-03", "2024-01-01", "2024-01-02"]));
  expect(windows.map(({ start, end, n, partial, metrics }) => [start, end, n, partial, metrics["accuracy"]?.value])).toEqual([
    [0, 2, 2, false, 1],
    [2, 4, 1, true, 0],
  ]);
});

test("a window outside its threshold warns, one of too few rows does not", () => {
  const thresholds = { accuracy: { min: 0.8 } };
  const args = [
    [1, 0],
    [1, 1],
    ["2024-01-01", "2024-01-01"],
  ] as const;
  const result = new MetricCollector({ thresholds, minRows: 2 }).collectMetrics(...args);
  expect([result.status, result.message]).toEqual(["warning", expect.stringContaining("accuracy 0.500 in 2024-01-01 is below 0.8")]);
  expect(details(result).breaches).toEqual([
    {
      ...{ metric: "accuracy", window: "2024-01-01", start: "2024-01-01T00:00:00.000Z" },
      ...{ value: 0.5, bound: "min", threshold: 0.8, by: "threshold" },
    },
  ]);
  expect(new MetricCollector({ thresholds }).collectMetrics(...args).status).toBe("success");
  const above = new MetricCollector({ thresholds: { accuracy: { max: 0.4 } }, minRows: 1 }).collectMetrics(...args);
  expect(details(above).breaches[0]?.bound).toBe("max");
});

test("without timestamps all rows are judged as one", () => {
  const result = new MetricCollector({ thresholds: { accuracy: { min: 0.8 } }, minRows: 2 }).collectMetrics([1, 0], [1, 1]);
  expect(details(result).breaches).toMatchObject([{ window: "all rows", start: null, value: 0.5 }]);
});

test("windows by value follow the values, rows without one last", () => {
  const collector = new MetricCollector({ window: { by: "value", column: "year" } });
  const groups = [2017, 2016, null, 2016];
  const { windows } = details(collector.collectMetrics([1, 0, 1, 1], [1, 0, 1, 0], undefined, { groups }));
  expect(windows.map(({ label, start, n, metrics }) => [label, start, n, metrics["accuracy"]?.value])).toEqual([
    ["2016", null, 2, 0.5],
    ["2017", null, 1, 1],
    ["(missing)", null, 1, 1],
  ]);
});

test.each([
  ["hour", "2024-05-07 13:00"],
  ["day", "2024-05-07"],
  ["week", "2024-05-06"],
  ["month", "2024-05"],
  ["quarter", "2024-Q2"],
  ["year", "2024"],
] as const)("a window of one %s is called %s", (size, label) => {
  const { windows } = details(new MetricCollector({ window: { size } }).collectMetrics([1], [1], ["2024-05-07T13:14:15Z"]));
  expect(windows.map((window) => window.label)).toEqual([label]);
});

test("no rows warn", () => {
  expect(new MetricCollector({}).collectMetrics([], [], [])).toMatchObject({
    status: "warning",
    details: { windows: [], overall: { n: 0 } },
  });
});

test("bad input says what and where", () => {
  const collector = new MetricCollector({});
  expect(() => collector.collectMetrics([1, 0], [1])).toThrow(DataError);
  expect(() => collector.collectMetrics([1, 0], [1, 0], ["2024-01-01"])).toThrow(/"timestamps" has 1 rows, not 2/);
  expect(() => collector.collectMetrics([1.5, 2], [1, Number.POSITIVE_INFINITY])).toThrow(/row 1 is infinite/);
  expect(() => collector.collectMetrics([1, 0], [1, 0], ["2024-02-30", null])).toThrow(/"2024-02-30" in row 0 is no instant/);
  expect(() => collector.collectMetrics([1], [1], [true])).toThrow(/boolean/);
  expect(() => collector.collectMetrics([1], [1], [9e15])).toThrow(/no instant/);
  expect(() => collector.collectMetrics([1, 2, 3], [1, 2, 3], undefined, { scores: [0, 0, 0] })).toThrow(/3 classes/);
  expect(() => collector.collectMetrics([1, 0], [1, 0], ["1900-01-01", "2024-01-01"])).toThrow(/look for a wrong year|would be/);
  expect(() => new MetricCollector({ positiveClass: 2 }).collectMetrics([1, 0], [1, 0])).toThrow(/not one of two classes/);
  expect(() => new MetricCollector({ task: "regression" }).collectMetrics([1], [1], undefined, { scores: [1] })).toThrow(
    /numbers are predicted/,
  );
});

describe("probabilities of classes", () => {
  const yTrue = ["a", "b", "c", "a", "b", "c", "a", "c"];
  const yPred = ["a", "b", "b", "a", "c", "c", "b", "c"];
  const probabilities = {
    a: [0.7, 0.1, 0.2, 0.6, 0.2, 0.1, 0.4, 0.1],
    b: [0.2, 0.8, 0.5, 0.3, 0.3, 0.2, 0.5, 0.2],
    c: [0.1, 0.1, 0.3, 0.1, 0.5, 0.7, 0.1, 0.7],
  };
  const names = ["accuracy", "log_loss", "auc_ovr_macro", "auc_ovr_weighted", "top_2_accuracy", "mcc", "cohen_kappa", "micro_f1"];
  const collector = new MetricCollector({ metrics: names });

  test("give the metrics that need them; without, these are null with a reason", () => {
    const { overall } = details(collector.collectMetrics(yTrue, yPred, undefined, { probabilities }));
    expect(Object.keys(overall.metrics)).toEqual(names);
    // sklearn.metrics of the same rows
    expect(overall.metrics["accuracy"]?.value).toBe(0.625);
    expect(overall.metrics["log_loss"]?.value).toBeCloseTo(0.6410287934278032, 12);
    expect(overall.metrics["auc_ovr_macro"]?.value).toBeCloseTo(0.9083333333333332, 12);
    expect(overall.metrics["top_2_accuracy"]?.value).toBe(1);
    const { overall: bare } = details(collector.collectMetrics(yTrue, yPred));
    expect(bare.metrics["log_loss"]).toEqual({ value: null, n: 8, interval: null, reason: "no scores were given" });
    expect(bare.metrics["mcc"]).toEqual(overall.metrics["mcc"]);
  });
  test("are all there by default, of two classes as scores, and a class that never occurs may have some", () => {
    const all = details(new MetricCollector({}).collectMetrics(yTrue, yPred, undefined, { probabilities }));
    expect(Object.keys(all.overall.metrics)).toContain("auc_ovr_macro");
    const two = details(
      new MetricCollector({}).collectMetrics([0, 1, 1], [0, 1, 0], undefined, {
        probabilities: { 0: [0.9, 0.1, 0.6], 1: [0.1, 0.9, 0.4] },
      }),
    );
    expect([two.task, two.overall.metrics["auc"]?.value]).toEqual(["binary", 1]);
    const more = { ...probabilities, d: yTrue.map(() => 0) };
    expect(details(collector.collectMetrics(yTrue, yPred, undefined, { probabilities: more })).overall.metrics["accuracy"]?.value).toBe(
      0.625,
    );
  });
  test("leave out the rows that lack one; wrong ones are named", () => {
    const gap = { ...probabilities, b: [null, ...probabilities.b.slice(1)] };
    expect(details(collector.collectMetrics(yTrue, yPred, undefined, { probabilities: gap })).excluded).toMatchObject({ score: 1 });
    const { a, b } = probabilities;
    expect(() => collector.collectMetrics(yTrue, yPred, undefined, { probabilities: { a, b } })).toThrow(/class c has none/);
    expect(() => collector.collectMetrics(yTrue, yPred, undefined, { probabilities: { ...probabilities, c: [1] } })).toThrow(
      /probabilities of c/,
    );
    const numbers = new MetricCollector({ task: "regression" });
    expect(() => numbers.collectMetrics([1, 2], [1, 2], undefined, { probabilities: { a: [1, 1] } })).toThrow(/numbers are predicted/);
  });
});

test("slices: metrics per value of a column, rows without a truth left out", () => {
  const region = ["north", "south", "north", null, "south", "north"];
  const result = new MetricCollector({ metrics: ["accuracy", "balanced_accuracy", "ece"] }).collectMetrics(
    [1, 0, 1, 1, null, 0],
    [1, 1, 0, 1, 1, 0],
    undefined,
    { slices: { region } },
  );
  expect(details(result).slices?.map(({ column, value, n, metrics }) => [column, value, n, metrics["accuracy"]?.value])).toEqual([
    ["region", "north", 3, 2 / 3],
    ["region", "south", 1, 0],
    ["region", null, 1, 1],
  ]);
  expect(details(result).slices?.[1]?.metrics["ece"]).toMatchObject({ value: null, reason: "no scores were given" });
  expect("slices" in details(new MetricCollector({}).collectMetrics([1, 0], [1, 0]))).toBe(false);
  expect(() => new MetricCollector({}).collectMetrics([1, 0], [1, 0], undefined, { slices: { region } })).toThrow(
    /"region" has 6 rows, not 2/,
  );
});
