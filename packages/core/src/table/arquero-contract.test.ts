import { describe, expect, test } from "vitest";
import {
  aq,
  booleanColumn,
  type Column,
  columnOf,
  columnOfSeries,
  makeTable,
  markSplit,
  numericColumn,
  splitOf,
  stringColumn,
  takeTable,
  timestampColumn,
  toFloat64,
} from "./index.ts";

const present = (...flags: number[]) => Uint8Array.of(flags.reduce((bits, flag, row) => bits | (flag << row), 0));
const columns = () => ({
  x: numericColumn(Float64Array.of(3, 1, 2, Number.NaN), present(1, 0, 1, 1)),
  city: stringColumn(Int32Array.of(1, 0, -1, 1), ["Oslo", "Rome"]),
  member: booleanColumn(Uint8Array.of(1, 0, 1, 0), present(1, 1, 0, 1)),
  at: timestampColumn(Float64Array.of(0, 1000, 2000, 3000), present(1, 0, 1, 1)),
});

describe("kernel columns inside arquero tables", () => {
  test("are handed back as they are", () => {
    const views = columns();
    const table = makeTable(views);
    for (const [name, view] of Object.entries(views)) {
      expect(table.column(name)).toBe(view);
      expect(columnOf(table, name)).toBe(view);
    }
  });

  test("survive select, rename, relocate and derive without a copy", () => {
    const views = columns();
    const table = makeTable(views)
      .select("x", "city")
      .rename({ x: "value" })
      .derive({ twice: "d => d.value * 2" })
      .relocate("city", { before: "value" });
    expect(table.columnNames()).toEqual(["city", "value", "twice"]);
    expect(columnOf(table, "value")).toBe(views.x);
    expect(columnOf(table, "city")).toBe(views.city);
  });

  test("read missing as undefined, so arquero computes NaN and drops the row", () => {
    const table = makeTable(columns());
    expect(table.array("x")).toEqual([3, undefined, 2, Number.NaN]);
    expect(table.array("city")).toEqual(["Rome", "Oslo", undefined, "Rome"]);
    expect(table.array("member")).toEqual([true, false, undefined, false]);
    expect(table.array("at")).toEqual([new Date(0), undefined, new Date(2000), new Date(3000)]);
    expect(table.array("x", Float64Array)).toEqual(Float64Array.of(3, Number.NaN, 2, Number.NaN));
    expect(table.derive({ twice: "d => d.x * 2" }).array("twice")).toEqual([6, Number.NaN, 4, Number.NaN]);
    expect(table.filter("d => d.x < 3").array("x")).toEqual([2]);
    expect(table.rollup({ mean: "d => op.mean(d.x)", n: "d => op.count()" }).object()).toEqual({ mean: 2.5, n: 4 });
  });

  test("are gathered by the rows a filtered or ordered table shows, once", () => {
    const table = makeTable(columns());
    const filtered = table.filter("d => d.city == 'Rome'");
    expect([...columnOf(filtered, "x")]).toEqual([3, Number.NaN]);
    expect([...columnOf(filtered, "member")]).toEqual([true, false]);
    expect(columnOf(filtered, "x")).toBe(columnOf(filtered, "x"));
    expect([...columnOf(filtered.orderby(aq.desc("at")), "at")]).toEqual([new Date(3000), new Date(0)]);
    expect([...columnOf(makeTable({ k: [2, 3, 1], v: ["b", "c", "a"] }).orderby("k"), "v")]).toEqual(["a", "b", "c"]);
  });

  test("slice, reify and sample copy into plain arrays, which convert back to the same values", () => {
    const table = makeTable(columns());
    const tail = table.slice(1, 4);
    expect(Array.isArray(tail.column("x"))).toBe(true);
    expect([...columnOf(tail, "x")]).toEqual([undefined, 2, Number.NaN]);
    expect([...columnOf(tail, "city")]).toEqual(["Oslo", undefined, "Rome"]);
    expect([...columnOf(table.filter("d => d.x > 0").reify(), "member")]).toEqual([true, undefined]);
    expect(columnOf(tail, "x")).toBe(columnOf(tail, "x"));
  });

  test("a left join gives undefined where there is no partner, for every kind", () => {
    const left = makeTable({ id: [1, 2] });
    const right = makeTable({ id: [1], x: [5], member: [true], at: [new Date(7)], city: ["Rome"] });
    const joined = left.join_left(right, "id");
    for (const name of ["x", "member", "at", "city"]) expect(joined.array(name)[1]).toBe(undefined);
    expect([...columnOf(joined, "at")]).toEqual([new Date(7), undefined]);
    expect(left.join(right, "id").objects()).toEqual([{ id: 1, x: 5, member: true, at: new Date(7), city: "Rome" }]);
  });

  test("reaching a column of 100,000 rows takes no copy", () => {
    const values = new Float64Array(100_000).map((_, row) => row);
    const table = makeTable({ x: numericColumn(values) }).derive({ y: "d => 1" });
    const column = columnOf(table, "x");
    expect(column.kind === "numeric" && column.values).toBe(values);
    expect(toFloat64(column)).toBe(values);
    expect(toFloat64(columnOfSeries(values))).toBe(values);
  });
});

describe("takeTable", () => {
  test("takes places of the rows shown and keeps the kinds", () => {
    const table = makeTable(columns()).filter("d => d.member == true || d.member == false");
    const taken = takeTable(table, [2, 0, 0]);
    expect(taken.isFiltered()).toBe(false);
    expect([...(columnOf(taken, "city") as Column)]).toEqual(["Rome", "Rome", "Rome"]);
    expect([...columnOf(taken, "x")]).toEqual([Number.NaN, 3, 3]);
    expect(columnOf(taken, "member").kind).toBe("boolean");
  });

  test("refuses a place that is no row", () => {
    expect(() => takeTable(makeTable({ x: [1] }), [1])).toThrow(expect.objectContaining({ code: "VALUE_INVALID" }));
    expect(() => takeTable(makeTable({ x: [1, 2] }).filter("d => d.x > 1"), [1])).toThrow(
      expect.objectContaining({ code: "VALUE_INVALID" }),
    );
  });
});

describe("makeTable", () => {
  test("needs columns of one length", () => {
    expect(() => makeTable({ a: [1, 2], b: [1] })).toThrow(
      expect.objectContaining({ code: "COLUMN_LENGTH", fields: { column: "b", actual: 1, expected: 2 } }),
    );
  });
  test("makes an empty table of no columns", () => {
    expect(makeTable({}).numRows()).toBe(0);
  });
});

describe("the split mark", () => {
  test("follows a table through verbs", () => {
    const test = markSplit(takeTable(makeTable({ x: [1, 2, 3] }), [0, 1]), "test");
    expect(splitOf(test)).toBe("test");
    expect(splitOf(test.derive({ y: "d => d.x" }).select("x"))).toBe("test");
    expect(splitOf(test.filter("d => d.x > 1"))).toBe("test");
    expect(splitOf(makeTable({ x: [1] }))).toBe(undefined);
  });
  test("of a filtered view marks the view alone", () => {
    const whole = makeTable({ x: [1, 2] });
    const part = markSplit(whole.filter("d => d.x > 1"), "validation");
    expect(splitOf(part)).toBe("validation");
    expect(splitOf(whole)).toBe(undefined);
  });
  test("prefers the part that must not be fitted on", () => {
    const train = markSplit(makeTable({ x: [1] }), "train");
    const test = markSplit(makeTable({ y: [1] }), "test");
    expect(splitOf(train.assign(test))).toBe("test");
  });
});
