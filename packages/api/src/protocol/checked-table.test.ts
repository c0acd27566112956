import { columnOf, missingCount } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { checkedTable } from "./checked-table.ts";

const column = (name: string, type: "double" | "long" | "string" | "boolean" | "datetime", required = false) => ({ name, type, required });

describe("checkedTable", () => {
  it.each([
    ["double", "numeric"],
    ["long", "numeric"],
    ["boolean", "numeric"],
    ["string", "string"],
    ["datetime", "timestamp"],
  ] as const)("takes an absent optional %s column as missing", (type, kind) => {
    const table = checkedTable({ rows: 3, columns: new Map() }, { inputs: [column("x", type)], outputs: [] });
    expect(table.numRows()).toBe(3);
    expect(columnOf(table, "x").kind).toBe(kind);
    expect(missingCount(columnOf(table, "x"))).toBe(3);
  });

  it("names every required column that is absent", () => {
    const signature = { inputs: [column("a", "double", true), column("b", "string", true)], outputs: [] };
    expect(() => checkedTable({ rows: 1, columns: new Map() }, signature)).toThrow('misses column "a", "b"');
  });
});
