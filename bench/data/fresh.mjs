import { columnOf, makeTable, numericColumn, stringColumn } from "@mlops/core/table";

/** Seconds of CPU, user and system, since `process.cpuUsage()` gave `from`. */
export function cpuSeconds(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

/** The same values in other columns, so that nothing that is remembered of a column helps the next run. */
export function fresh(table) {
  const columns = table.columnNames().map((name) => {
    const column = columnOf(table, name);
    if (column.kind === "string") return [name, stringColumn(column.codes, column.dictionary)];
    if (column.kind !== "numeric") throw new Error(`${name} is ${column.kind}`);
    return [name, numericColumn(column.values, column.validity, column.integer)];
  });
  return makeTable(Object.fromEntries(columns));
}
