import type { Signature, SignatureColumn } from "@mlops/core/bundle";

/** A column of integers may become one of doubles: what clients send stays right. */
const fits = (from: SignatureColumn, to: SignatureColumn): boolean =>
  from.type === to.type || (from.type === "long" && to.type === "double");

/**
 * What clients of a served model would notice when `candidate` took its place: input columns that are gone, newly required or of another type,
 * outputs that are gone or of another type. Empty when they would notice nothing.
 */
export function incompatibilities(served: Signature, candidate: Signature): string[] {
  const problems: string[] = [];
  const inputs = new Map(candidate.inputs.map((column) => [column.name, column]));
  for (const column of served.inputs) {
    const next = inputs.get(column.name);
    if (next === undefined) problems.push(`it does not take column "${column.name}"`);
    else if (!fits(column, next)) problems.push(`it takes column "${column.name}" as ${next.type}, not ${column.type}`);
    else if (next.required && !column.required) problems.push(`it requires column "${column.name}", which may be absent now`);
  }
  const known = new Set(served.inputs.map(({ name }) => name));
  for (const { name, required } of candidate.inputs) {
    if (required && !known.has(name)) problems.push(`it requires column "${name}", which clients do not send`);
  }
  const outputs = new Map(candidate.outputs.map((column) => [column.name, column]));
  for (const column of served.outputs) {
    const next = outputs.get(column.name);
    if (next === undefined) problems.push(`it gives no output "${column.name}"`);
    else if (!fits(column, next)) problems.push(`its output "${column.name}" is ${next.type}, not ${column.type}`);
  }
  return problems;
}
