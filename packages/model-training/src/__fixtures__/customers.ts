import { Random } from "@mlops/core/stats";
import { columnOf, makeTable, markSplit, type Table, takeRows } from "@mlops/core/table";

const random = new Random("customers");
const ROWS = 600;
const TRAIN = 400;

const tenure = Array.from({ length: ROWS }, () => random.int(60));
const visits = Array.from({ length: ROWS }, (_, row) => (row % 11 === 3 ? null : random.normal() * 2 + 5));
const member = Array.from({ length: ROWS }, () => random.uniform() < 0.5);
const score = tenure.map((value, row) => value / 20 + (visits[row] ?? 5) / 4 + (member[row] ? 1 : 0) + random.normal() / 2);

/** Customers with a label of two classes, one of three, a number, and a year; some visits are missing. */
export const customers: Table = makeTable({
  tenure,
  visits,
  member,
  churned: score.map((value) => (value < 3 ? "yes" : "no")),
  segment: score.map((value) => (value < 2.5 ? "low" : value < 4 ? "middle" : "high")),
  value: score.map((value) => value * 100),
  year: Array.from({ length: ROWS }, (_, row) => 2016 + (row % 3)),
});

export const FEATURES = ["tenure", "visits", "member"] as const;

function part(from: number, to: number): Table {
  const rows = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  return makeTable(Object.fromEntries(customers.columnNames().map((name) => [name, takeRows(columnOf(customers, name), rows)])));
}

export const trainRows: Table = markSplit(part(0, TRAIN), "train");
export const validationRows: Table = markSplit(part(TRAIN, 500), "validation");
export const laterRows: Table = part(500, ROWS);

export const x = (table: Table): Table => table.select(...FEATURES) as Table;
export const y = (table: Table, target: string) => columnOf(table, target);
