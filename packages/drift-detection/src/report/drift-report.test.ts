import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Random } from "@mlops/core/stats";
import { aq } from "@mlops/core/table";
import { expect, test } from "vitest";
import { DriftDetector } from "../drift-detector.ts";
import { driftReport } from "./drift-report.ts";

const random = new Random(2);

/** 20 features, of which five change. */
function table(n: number, shift: number) {
  const numbers = Array.from({ length: 15 }, (_, k) => [
    `number_${k}`,
    Array.from({ length: n }, () => (random.uniform() < 0.05 ? null : random.normal() + (k < 3 ? shift : 0))),
  ]);
  const texts = Array.from({ length: 5 }, (_, k) => [
    `text_${k} <b>`,
    Array.from({ length: n }, () => "abcdefghijkl"[random.int(k < 2 && shift > 0 ? 12 : 6)]),
  ]);
  return aq.table(Object.fromEntries([...numbers, ...texts]));
}
const [reference, current] = [table(800, 0), table(600, 1)];
const detector = new DriftDetector({});
const result = detector.detectDrift(reference, current);

test("one page of at most 200 KB that needs nothing from outside, with the same as JSON beside it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "drift-report-"));
  try {
    const further = (["domain_classifier", "pca", "mmd"] as const).map((method) =>
      detector.detectMultivariateDrift(reference, current, { method, columns: ["number_0", "number_5", "text_1 <b>"] }),
    );
    const file = path.join(folder, "out", "drift.html");
    const { html, json } = await driftReport(result, reference, current, { name: "Rent & <i>heat</i>", further, file, distributions: 20 });
    expect(Buffer.byteLength(html)).toBeLessThan(200_000);
    expect(html).not.toMatch(/(?:src|href)=|url\(|<script|@import/);
    expect(html).toContain("prefers-color-scheme:dark");
    expect(html).toContain("width=device-width");
    expect(html).not.toContain("<b>:");
    expect(html).toContain("Rent &amp; &lt;i&gt;heat&lt;/i&gt;");
    expect(html.indexOf("5 of 20 features drifted")).toBeLessThan(html.indexOf("<svg"));
    expect(html).toContain("domain_classifier");
    expect(html).toContain("What changed");
    expect(readFileSync(file, "utf8")).toBe(html);
    expect(JSON.parse(readFileSync(path.join(folder, "out", "drift.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(json)));
    expect(readdirSync(path.join(folder, "out")).sort()).toEqual(["drift.html", "drift.json"]);
    expect(json).toMatchObject({ reference: { name: "reference", rows: 800 }, drift: { hasDrift: false, compared: 20 } });
    expect(json.drift.distributions).toHaveLength(20);
    expect(json.drift.features.slice(0, 5).every(({ drifted }) => drifted)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("features rank by importance times effect where importances are given", async () => {
  const importances = { number_2: 5, number_0: 0.1, "text_1 <b>": 40 };
  const { json } = await driftReport(result, reference, current, { importances, distributions: 2 });
  expect(json.drift.features.slice(0, 3).map(({ name }) => name)).toEqual(["text_1 <b>", "number_2", "number_0"]);
  expect(json.drift.distributions.map(({ name }) => name)).toEqual(["text_1 <b>", "number_2"]);
  const ranking = Object.entries(importances).map(([name, importance]) => ({ name, importance }));
  const ranked = { ...result, details: { ...result.details, ranking } };
  expect((await driftReport(ranked, reference, current, { distributions: 2 })).json.drift.features).toEqual(json.drift.features);
});

test("windows are a strip of their own", async () => {
  const windows = [0, 300].map((first) => {
    const part = current.slice(first, first + 300).reify();
    return { name: `rows from ${first}`, rows: 300, result: detector.detectDrift(reference, part) };
  });
  const { html, json } = await driftReport(result, reference, current, { windows, distributions: 0 });
  expect(html).toContain("Window by window");
  expect(html).toContain("rows from 300");
  expect(json.drift.windows.map(({ label, compared }) => [label, compared])).toEqual([
    ["rows from 0", true],
    ["rows from 300", true],
  ]);
});

test("unusual tables make a page too; another result is refused", async () => {
  const few = aq.table({ x: [1], gone: ["a"] });
  const skipped = detector.detectDrift(few, aq.table({ x: [1], added: ["b"] }));
  const { html } = await driftReport(skipped, few, few);
  expect(html).toContain("missing in current");
  const whole = detector.detectMultivariateDrift(reference, current);
  await expect(driftReport(whole, reference, current)).rejects.toThrow(/holds no features/);
});
