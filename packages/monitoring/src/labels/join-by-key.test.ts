import { makeTable } from "@mlops/core/table";
import { expect, test } from "vitest";
import { joinByKey } from "./join-by-key.ts";

test("keeps the predictions that have a label, in their order, and counts the others", () => {
  const predictions = makeTable({ id: ["a", "b", null, "a", "z"], call: [1, 0, 1, 0, 1] });
  const labels = makeTable({ id: ["b", "a", null, "q"], label: [5, 6, 7, 8] });
  const { table, ...counts } = joinByKey(predictions, labels, { key: "id" });
  expect(table.objects()).toEqual([
    { id: "a", call: 1, label: 6 },
    { id: "b", call: 0, label: 5 },
    { id: "a", call: 0, label: 6 },
  ]);
  expect(counts).toEqual({ matched: 3, unmatched: 2, unused: 2 });
});

test("dates match by their instant", () => {
  const day = () => [new Date("2024-02-29T00:00:00Z")];
  expect(joinByKey(makeTable({ at: day() }), makeTable({ at: day(), label: [1] }), { key: "at" }).matched).toBe(1);
});

test("a label that occurs twice names key and rows", () => {
  const labels = makeTable({ id: [7, 8, 7], label: [0, 1, 1] });
  expect(() => joinByKey(makeTable({ id: [7] }), labels, { key: "id" })).toThrow(
    expect.objectContaining({ code: "VALUE_INVALID", message: expect.stringMatching(/key 7 .* row 0 and again in row 2/) }),
  );
});

test.each([
  ["COLUMN_TYPE", { id: ["7"], label: [1] }],
  ["COLUMN_DUPLICATE", { id: [7], call: [1] }],
  ["COLUMN_MISSING", { key: [7] }],
])("%s", (code, labels) => {
  const attempt = () => joinByKey(makeTable({ id: [7], call: [0] }), makeTable(labels), { key: "id" });
  expect(attempt).toThrow(expect.objectContaining({ code }));
});
