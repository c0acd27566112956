import { GraphBuilder } from "@mlops/core/onnx";
import { aq, bigIntColumn, makeTable } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { identityFeatures, restoreFeatures } from "./identity-features.ts";

const table = aq.table({ age: [20, null, 40], member: [true, false, null], income: [1.5, 2.5, 3.5] });

describe("identityFeatures", () => {
  it("gives numbers as they are, booleans as 0 and 1, missing values as NaN", () => {
    const features = identityFeatures(table);
    expect(features.inputColumns).toEqual([
      { name: "age", kind: "numeric", nullable: true },
      { name: "member", kind: "boolean", nullable: true },
      { name: "income", kind: "numeric", nullable: false },
    ]);
    expect(features.outputNames).toEqual(["age", "member", "income"]);
    const x = features.toMatrix(table.select("income", "member", "age"));
    expect(x.names).toEqual(["age", "member", "income"]);
    expect(x.columns.map((column) => [...column])).toEqual([
      [20, Number.NaN, 40],
      [1, 0, Number.NaN],
      [1.5, 2.5, 3.5],
    ]);
    expect(() => features.toMatrix(table.select("age"))).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });

  it.each([
    ["string", makeTable({ x: [1], plan: ["a"] })],
    ["timestamp", makeTable({ plan: [new Date(0)] })],
    ["bigint", makeTable({ plan: bigIntColumn(BigInt64Array.of(2n ** 60n)) })],
  ])("says that a %s column has to be encoded", (kind, given) => {
    expect(() => identityFeatures(given)).toThrow(
      expect.objectContaining({
        code: "COLUMN_TYPE",
        message: `column "plan" is ${kind}, not numeric or boolean`,
        hint: expect.stringContaining("FeatureTransformer") as string,
      }),
    );
  });

  it("comes back from JSON by the module it names", async () => {
    const features = identityFeatures(table);
    const module = (await import(/* @vite-ignore */ features.restoreModule)) as { restoreFeatures: typeof restoreFeatures };
    const again = module.restoreFeatures(JSON.parse(JSON.stringify(features.toJSON())));
    expect(again.toJSON()).toEqual(features.toJSON());
    expect(again.toMatrix(table)).toEqual(features.toMatrix(table));
    expect(() => restoreFeatures({ type: "features" })).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });

  it("adds no node for a single column", () => {
    const graph = new GraphBuilder("one");
    const input = graph.input("age", "double", ["N", 1]);
    expect(identityFeatures(table.select("age")).lower(graph, { age: { value: input, type: "double" } })).toBe(input);
  });
});
