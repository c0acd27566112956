import type { FileHandle } from "node:fs/promises";
import { type ArrowVector, vectorsOf } from "./batch.ts";
import type { Cells } from "./cells.ts";
import { plainCells } from "./decode-cells.ts";
import { ArrowDamage } from "./flat-table.ts";
import type { ArrowMessage } from "./messages.ts";
import type { ArrowField } from "./schema.ts";

/** Where dictionaries are read from and go to, and the columns whose dictionaries are wanted. */
interface Reading {
  readonly file: FileHandle;
  readonly fields: readonly ArrowField[];
  wanted(field: ArrowField): boolean;
  /** The parts of each dictionary by its number: a list that grows, a new one where another dictionary takes its place. */
  readonly dictionaries: Map<number, Cells[]>;
}

/** Takes a dictionary, a part that is added to one, or another in its place; gives what was read, undefined where no wanted column has it. */
export async function takeDictionary(
  { file, fields, wanted, dictionaries }: Reading,
  { header, body }: Pick<ArrowMessage, "header" | "body">,
): Promise<{ readonly name: string; readonly vector: ArrowVector } | undefined> {
  const id = header.long(0);
  const data = header.table(1);
  if (data === undefined || !fields.some(({ ids }) => ids.includes(id))) throw new ArrowDamage("it has a dictionary of no column");
  const field = fields.find((one) => one.dictionary?.id === id && wanted(one));
  if (field === undefined) return undefined;
  const values = { ...field, dictionary: undefined, ...valueBuffers(field) };
  const { vectors } = await vectorsOf(file, { header: data, body }, [values], () => true);
  const vector = vectors.get(values) as ArrowVector;
  const cells = plainCells(values, vector);
  const parts = header.byte(2) === 1 ? dictionaries.get(id) : undefined;
  if (parts === undefined) dictionaries.set(id, [cells]);
  else parts.push(cells);
  return { name: field.name, vector };
}

/** The buffers of a dictionary's values, where the field's own are those of its codes. */
function valueBuffers({ type }: ArrowField): Pick<ArrowField, "buffers" | "views"> {
  const kind = type?.layout.kind;
  return { buffers: kind === "none" ? 0 : kind === "text" ? 3 : 2, views: kind === "view" ? 1 : 0 };
}
