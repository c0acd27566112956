/** Characters that a terminal shows in no cell: what data brings must not move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** Rows as aligned columns of plain text; columns that hold numbers stand on the right. */
export function alignColumns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replace(CONTROL, " ")));
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((row) => /^[-–\d.,%]*$/.test(row[i] ?? "")));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
      .join("  ")
      .trimEnd();
  return `${all.map(line).join("\n")}\n`;
}
