import { describe, expect, it } from "vitest";
import { HotColumns } from "./hot-columns.ts";
import { layoutOf } from "./layout.ts";
import { placementOf } from "./placement.ts";

const ROWS = 300_000;
const features = Array.from({ length: 6 }, (_, source) => ({ source, edges: Float64Array.of(1), categorical: false, hasMissing: false }));
const needs = { placement: placementOf(features), cellBytes: 16, numLeaves: 2, outputs: 1, weighted: false, inKernel: true, shares: 1 };

describe("HotColumns", () => {
  const layout = layoutOf({ ...needs, rows: ROWS, trained: ROWS });
  const columns = new HotColumns(layout);
  const filled: number[] = [];
  const find = (place: number, count: number): number => columns.find(place, count, (address) => filled.push(address));

  it("copies a column once reading whole rows has cost as much, and keeps it", () => {
    expect(layout.hot).toBe(4);
    expect(find(0, ROWS / 2)).toBe(-1);
    expect(find(0, ROWS / 2)).toBe(layout.columns);
    expect(find(0, 10)).toBe(layout.columns);
    expect(filled).toEqual([layout.columns]);
  });

  it("lets the least used column go for one that is used far more", () => {
    for (const place of [1, 2, 3]) expect(find(place, 2 * ROWS)).toBe(layout.columns + place * layout.columnBytes);
    // used about as much as the least used one, which stays
    expect(find(4, ROWS)).toBe(-1);
    for (let tree = 0; tree < 20; tree++) columns.next();
    const address = find(4, ROWS);
    expect(address).toBe(layout.columns);
    expect(find(0, 10)).toBe(-1);
    expect(find(4, 10)).toBe(address);
  });

  it("has none where all bins are near", () => {
    const little = layoutOf({ ...needs, rows: 1000, trained: 1000 });
    expect(little.hot).toBe(0);
    const none = new HotColumns(little);
    for (let split = 0; split < 9; split++) expect(none.find(0, 1000, () => filled.push(-1))).toBe(-1);
    expect(filled).not.toContain(-1);
  });
});
