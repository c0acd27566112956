/** Text as a cell of a Markdown table or part of a line: nothing in it is read as markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`);
}

/** A table; cells are text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** A figure with four significant digits, undefined ones as a dash. @example figure(0.123456) // => "0.1235" */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
