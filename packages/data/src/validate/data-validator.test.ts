import { readFileSync } from "node:fs";
import { bigIntColumn, makeTable, numericColumn, stringColumn, timestampColumn } from "@mlops/core/table";
import type { ValidationRuleInput } from "@mlops/models";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataValidator, type ValidatorOptions } from "./data-validator.ts";

const table = makeTable({
  id: [1, 2, 2, 4, null, 6],
  x: [1, -5, null, Number.NaN, 10, 3.5],
  y: [1, 1, 1, 1, 1, 1],
  city: ["Oslo", "Rome", null, "rome", "Oslo", "Zürich"],
  ok: [true, false, null, true, true, true],
  at: timestampColumn(Float64Array.of(0, 1e12, 2e12, 3e12, 4e12, 5e12), Uint8Array.of(0b011111)),
  big: bigIntColumn(BigInt64Array.of(1n, 1n, 9007199254740993n, 4n, 5n, 6n)),
});

function errors(rules: ValidationRuleInput | ValidationRuleInput[], options?: ValidatorOptions, data = table) {
  return new DataValidator([rules].flat(), options).validate(data).validationErrors;
}

/** Index of every failing row and how many rows were looked at. */
function failing(rule: ValidationRuleInput, data = table) {
  const [error] = errors(rule, {}, data);
  return error === undefined ? "holds" : [error.samples.map(({ index }) => index), error.total];
}

describe("rules about rows", () => {
  it.each<[ValidationRuleInput, unknown]>([
    [{ type: "not_null", column: "id" }, [[4], 6]],
    [{ type: "not_null", column: "city" }, [[2], 6]],
    [{ type: "not_null", column: "y" }, "holds"],
    [{ type: "not_null", column: "city", when: "y = 2" }, "holds"],
    [{ type: "not_null", column: "x", when: "ok is null" }, [[2], 1]],
    [{ type: "unique", column: "id" }, [[1, 2], 5]],
    [{ type: "unique", column: "city" }, [[0, 4], 5]],
    [{ type: "unique", column: "big" }, [[0, 1], 6]],
    [{ type: "unique", column: "at" }, "holds"],
    [{ type: "unique", column: "ok" }, [[0, 3, 4, 5], 5]],
    [{ type: "unique", column: "id", when: "x > 0 or x is null" }, "holds"],
    [{ type: "compound_unique", columns: ["city", "ok"] }, [[0, 4], 5]],
    [{ type: "compound_unique", columns: ["city", "id", "y"] }, "holds"],
    [{ type: "type", column: "x", expected: "number" }, "holds"],
    [{ type: "type", column: "x", expected: "integer" }, [[3, 5], 5]],
    [{ type: "type", column: "big", expected: "integer" }, "holds"],
    [{ type: "type", column: "city", expected: "number" }, [[0, 1, 3, 4, 5], 5]],
    [{ type: "type", column: "x", expected: "string", when: "x < 2" }, [[0, 1], 2]],
    [{ type: "type", column: "city", expected: "string", when: "y = 1" }, "holds"],
    [{ type: "type", column: "at", expected: "timestamp" }, "holds"],
    [{ type: "type", column: "ok", expected: "boolean" }, "holds"],
    [{ type: "range", column: "x", min: 0, max: 10 }, [[1, 3], 5]],
    [{ type: "range", column: "x", min: -5, max: 10, strict: true }, [[1, 3, 4], 5]],
    [{ type: "range", column: "x", max: 3, strict: true }, [[3, 4, 5], 5]],
    [{ type: "range", column: "x", min: 2, when: "ok" }, [[0, 3], 4]],
    [{ type: "range", column: "at", min: "2001-09-09", max: "2033-05-18T03:33:20Z" }, [[0, 3, 4], 5]],
    [{ type: "range", column: "big", max: 1e15 }, [[2], 6]],
    [{ type: "in_set", column: "city", values: ["Oslo", "Rome"] }, [[3, 5], 5]],
    [{ type: "in_set", column: "x", values: [1, -5, "10"] }, [[3, 4, 5], 5]],
    [{ type: "in_set", column: "ok", values: [true] }, [[1], 5]],
    [{ type: "in_set", column: "big", values: [1, 4, 5, 0.5] }, [[2, 5], 6]],
    [{ type: "in_set", column: "at", values: ["1970-01-01", "2001-09-09T01:46:40Z"] }, [[2, 3, 4], 5]],
    [{ type: "not_in_set", column: "city", values: ["Oslo", "x"] }, [[0, 4], 5]],
    [{ type: "not_in_set", column: "id", values: [6] }, [[5], 5]],
    [{ type: "regex", column: "city", pattern: "^[A-Z]" }, [[3], 5]],
    [{ type: "regex", column: "city", pattern: "^[A-Z]", not: true }, [[0, 1, 4, 5], 5]],
    [{ type: "regex", column: "city", pattern: "^[A-Z]", when: "y = 1 and city != 'rome'" }, "holds"],
    [{ type: "length", column: "city", max: 4 }, [[5], 5]],
    [{ type: "length", column: "city", min: 5 }, [[0, 1, 3, 4], 5]],
    [{ type: "pair_compare", left: "x", operator: ">=", right: "y" }, [[1], 5]],
    [{ type: "pair_compare", left: "x", operator: ">=", right: "y", when: "x > 0" }, "holds"],
    [{ type: "expression", expression: "x > 0 or not ok" }, "holds"],
    [{ type: "expression", expression: "x < 5" }, [[3, 4], 5]],
    [{ type: "range", column: "x", min: 0, max: 10, mostly: 0.6 }, "holds"],
    [{ type: "range", column: "x", min: 0, max: 10, mostly: 0.61 }, [[1, 3], 5]],
  ])("%j", (rule, expected) => {
    expect(failing(rule)).toEqual(expected);
  });

  it("report index, value, count and share, in the order of the table shown", () => {
    expect(errors({ type: "range", column: "x", min: 0, mostly: 0.9, severity: "warning", name: "positive" })).toEqual([
      {
        rule: "positive",
        type: "range",
        column: "x",
        severity: "warning",
        message: "2 of 5 rows break positive (at least 90% must keep it)",
        count: 2,
        total: 5,
        share: 0.4,
        samples: [
          { index: 1, value: -5 },
          { index: 3, value: "NaN" },
        ],
      },
    ]);
    const shown = table.filter("d => d.y == 1").orderby("big").filter("d => d.x != 1");
    expect(errors({ type: "range", column: "x", min: 0 }, {}, shown as never)[0]?.samples[0]).toEqual({ index: 0, value: -5 });
    expect(errors({ type: "unique", column: "big" }, { sampleLimit: 1 })[0]?.samples).toEqual([{ index: 0, value: 1 }]);
    expect(errors({ type: "not_in_set", column: "at", values: ["1970-01-01"] })[0]?.samples[0]?.value).toBe("1970-01-01T00:00:00.000Z");
    expect(errors({ type: "compound_unique", columns: ["city", "ok"] })[0]?.samples[0]?.value).toEqual(["Oslo", true]);
    expect(errors({ type: "expression", expression: "x < 5" })[0]).toMatchObject({
      rule: "expression:x < 5",
      samples: [{ index: 3, value: null }, { index: 4 }],
    });
    expect(
      errors({ type: "type", column: "at", expected: "number" }, {}, makeTable({ at: timestampColumn(Float64Array.of(Number.NaN)) }))[0]
        ?.samples[0]?.value,
    ).toBe(null);
  });

  it("hold on no rows", () => {
    const none = table.filter("d => d.y > 1");
    for (const type of ["not_null", "unique"] as const) expect(errors({ type, column: "x" }, {}, none as never)).toEqual([]);
    expect(errors({ type: "unique", column: "x" }, {}, makeTable({ x: [1] }))).toEqual([]);
    expect(errors({ type: "unique", column: "x" }, {}, makeTable({ x: [3, 2, 1] }))).toEqual([]);
  });

  it("find exactly the repeated values, of any numbers and texts", () => {
    const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double(), fc.constant(null), fc.constant(-0));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        const normal = values.map((one) => (one === 0 ? 0 : one));
        const expected = normal.flatMap((one, row) =>
          one !== null && normal.filter((other) => Object.is(one, other)).length > 1 ? [row] : [],
        );
        const data = makeTable({
          x: numericColumn(
            Float64Array.from(values, (one) => one ?? 7),
            bits(values),
          ),
          s: texts(normal),
        });
        for (const column of ["x", "s"])
          expect(
            new DataValidator([{ type: "unique", column }], { sampleLimit: 100 })
              .validate(data)
              .validationErrors.flatMap(({ samples }) => samples.map(({ index }) => index)),
            column,
          ).toEqual(expected);
      }),
    );
  });
});

function bits(values: readonly unknown[]): Uint8Array {
  const validity = new Uint8Array((values.length + 7) >> 3);
  for (const [row, value] of values.entries()) if (value !== null) validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
  return validity;
}

/** A dictionary that holds each text as often as it occurs. */
function texts(values: readonly unknown[]) {
  return stringColumn(
    Int32Array.from(values, (value, row) => (value === null ? -1 : row)),
    values.map(String),
  );
}

describe("rules about the table", () => {
  const message = (rule: ValidationRuleInput, data = table) => errors(rule, {}, data)[0]?.message ?? "holds";

  it("count rows", () => {
    expect(message({ type: "row_count", min: 6, max: 6 })).toBe("holds");
    expect(message({ type: "row_count", min: 7 })).toBe("there are 6 rows, not at least 7");
    expect(message({ type: "row_count", max: 5 })).toBe("there are 6 rows, not at most 5");
    expect(message({ type: "row_count", min: 4, when: "ok" })).toBe("holds");
    expect(message({ type: "row_count", min: 5, when: "ok" })).toBe("there are 4 rows, not at least 5");
  });

  it("know columns", () => {
    const columns = ["id", "x", "y", "city", "ok", "at", "big"];
    expect(message({ type: "columns", columns: ["x", "id"] })).toBe("holds");
    expect(message({ type: "columns", columns: ["x", "z"] })).toBe("columns missing: z");
    expect(message({ type: "columns", columns: [...columns].reverse(), match: "exact" })).toBe("holds");
    expect(message({ type: "columns", columns: columns.slice(1), match: "exact" })).toBe("columns not expected: id");
    expect(message({ type: "columns", columns, match: "ordered" })).toBe("holds");
    expect(errors({ type: "columns", columns: [...columns].reverse(), match: "ordered" })[0]).toMatchObject({
      message: `columns another order: ${columns.join(", ")}`,
      count: 1,
    });
  });

  it("compute figures as numpy does", () => {
    const { figures } = JSON.parse(readFileSync(new URL("../__golden__/reference.json", import.meta.url), "utf8")) as {
      figures: { values: number[]; quantiles: Record<string, number> } & Record<string, number>;
    };
    const data = makeTable({ v: [null, ...figures.values] });
    const within = (statistic: "mean" | "median" | "std" | "sum" | "min" | "max" | "quantile", value: number, quantile?: number) => {
      const tolerance = Math.abs(value) * 1e-13;
      const rule = { type: "aggregate", column: "v", statistic, min: value - tolerance, max: value + tolerance } as const;
      return message(quantile === undefined ? rule : { ...rule, quantile }, data);
    };
    for (const statistic of ["mean", "median", "sum"] as const)
      expect(within(statistic, figures[statistic] as number), statistic).toBe("holds");
    expect(within("std", figures["std"] as number)).toMatch(/^holds$|is (\d\.\d{10})/);
    expect(within("min", Math.min(...figures.values))).toBe("holds");
    expect(within("max", Math.max(...figures.values))).toBe("holds");
    for (const [q, value] of Object.entries(figures.quantiles)) expect(within("quantile", value, Number(q)), q).toBe("holds");
  });

  it("hold a figure against its bounds", () => {
    expect(message({ type: "aggregate", column: "y", statistic: "mean", min: 2 })).toBe('the mean of "y" is 1, not between 2 and ∞');
    expect(message({ type: "aggregate", column: "y", statistic: "quantile", quantile: 0.5, max: 1, strict: true })).toBe(
      'the 0.5 quantile of "y" is 1, not strictly between -∞ and 1',
    );
    for (const statistic of ["mean", "median", "std", "min", "max", "sum"] as const)
      expect(message({ type: "aggregate", column: "x", statistic, max: 1e9 }), statistic).toContain("is NaN");
    expect(message({ type: "aggregate", column: "x", statistic: "sum", max: 4.5, min: 4.5, when: "x < 9 and x > 0" })).toBe("holds");
    expect(message({ type: "aggregate", column: "big", statistic: "max", min: 1e15 })).toBe("holds");
    expect(message({ type: "aggregate", column: "x", statistic: "std", min: 0, when: "x = 1" })).toBe(
      '"x" has too few values for a standard deviation',
    );
    expect(message({ type: "aggregate", column: "x", statistic: "sum", min: 0, max: 0, when: "x = 99" })).toBe("holds");
  });
});

describe("DataValidator", () => {
  it("reports every broken rule at once, and warnings without failing", () => {
    const warning = { type: "not_null", column: "id", severity: "warning" } as const;
    expect(new DataValidator([warning]).validate(table)).toMatchObject({
      status: "success",
      isValid: true,
      failedRules: ["not_null:id"],
      message: "0 of 1 rules are broken, 1 with a warning",
    });
    expect(new DataValidator([warning, { type: "row_count", min: 9 }, { type: "not_null", column: "y" }]).validate(table)).toMatchObject({
      status: "failed",
      isValid: false,
      failedRules: ["not_null:id", "row_count"],
      message: "1 of 3 rules are broken, 1 with a warning",
      details: { rows: 6, rules: 3 },
    });
    const fine = new DataValidator([{ type: "not_null", column: "y" }]);
    expect(fine.validate(table)).toMatchObject({ status: "success", message: "1 rules hold on 6 rows", validationErrors: [] });
    expect(fine.rules).toEqual([{ type: "not_null", column: "y", severity: "error", mostly: 1 }]);
    expect(fine.logger.info).toBeTypeOf("function");
  });

  it("parts failing rows from the rest and says why", () => {
    const validator = new DataValidator([
      { type: "not_null", column: "id" },
      { type: "range", column: "x", min: 0, name: "positive" },
      { type: "in_set", column: "city", values: ["Oslo"], severity: "warning" },
      { type: "unique", column: "y", mostly: 0 },
      { type: "row_count", min: 7 },
    ]);
    const { kept, removed, result } = validator.quarantine(table);
    expect([kept.array("id"), kept.array("y")]).toEqual([
      [1, 2, 6],
      [1, 1, 1],
    ]);
    expect(removed.array("big")).toEqual([1n, 4n, 5n]);
    expect(removed.array("_failed_rules")).toEqual(["positive", "positive", "not_null:id"]);
    expect(result.failedRules).toEqual(["not_null:id", "positive", "in_set:city", "row_count"]);
    const both = new DataValidator([
      { type: "not_null", column: "x" },
      { type: "not_null", column: "city" },
    ]).quarantine(table.filter("d => d.y == 1") as never);
    expect(both.removed.array("_failed_rules")).toEqual(["not_null:x; not_null:city"]);
  });

  it("runs custom rules", () => {
    const seen: unknown[] = [];
    const validator = new DataValidator([{ type: "custom:odd", column: "id", parameters: { seven: 7 } }, { type: "custom:table" }], {
      custom: {
        odd: (rule, frame, failures) => {
          seen.push(rule.parameters);
          const column = frame.column("id");
          for (let row = 0; row < frame.rows; row++) if (failures.looksAt(row) && Number(column.at(row)) % 2 === 0) failures.add(row);
          return frame.rows;
        },
        table: () => ({ broken: true, message: "never", total: 0, count: 0 }),
      },
    });
    const { validationErrors } = validator.validate(table);
    expect(validationErrors[0]).toMatchObject({
      rule: "custom:odd:id",
      column: "id",
      count: 4,
      samples: [{ index: 1, value: 2 }, { index: 2 }, { index: 3 }, { index: 5 }],
    });
    expect(validationErrors[1]).toMatchObject({ rule: "custom:table", message: "never", share: 0 });
    expect(seen).toEqual([{ seven: 7 }]);
  });

  it("refuses what cannot be checked", () => {
    const code = (rules: unknown[], data = table) => {
      try {
        new DataValidator(rules as ValidationRuleInput[]).validate(data);
      } catch (error) {
        const { name, code } = error as { name: string; code: string };
        return `${name} ${code}`;
      }
      return undefined;
    };
    expect(code([{ type: "nonsense" }])).toBe("ConfigError CONFIG_INVALID");
    expect(code([{ type: "custom:missing" }])).toBe("ConfigError CONFIG_INVALID");
    expect(code([{ type: "custom:toString" }])).toBe("ConfigError CONFIG_INVALID");
    expect(
      code([
        { type: "unique", column: "id" },
        { type: "unique", column: "id" },
      ]),
    ).toBe("ConfigError CONFIG_INVALID");
    expect(code([{ type: "unique", column: "ids" }])).toBe("DataError COLUMN_MISSING");
    expect(code([{ type: "range", column: "city", min: 1 }])).toBe("DataError COLUMN_TYPE");
    expect(code([{ type: "range", column: "x", min: "2020-01-01" }])).toBe("DataError COLUMN_TYPE");
    expect(code([{ type: "regex", column: "x", pattern: "a" }])).toBe("DataError COLUMN_TYPE");
    expect(code([{ type: "aggregate", column: "city", statistic: "mean", min: 1 }])).toBe("DataError COLUMN_TYPE");
    expect(code([{ type: "expression", expression: "x >" }])).toBe("DataError EXPRESSION_SYNTAX");
    expect(code([{ type: "unique", column: "id", when: "x" }])).toBe("DataError EXPRESSION_TYPE");
    expect(code([{ type: "pair_compare", left: "x", operator: "<", right: "city" }])).toBe("DataError EXPRESSION_TYPE");
  });
});
