import { type FileHandle, open } from "node:fs/promises";
import { DataError } from "@mlops/models";
import { ArrowDamage } from "./flat-table.ts";

/** Works on an open file; what is damaged in it is told of the file. */
export async function inFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await work(file, (await file.stat()).size);
  } catch (cause) {
    throw cause instanceof ArrowDamage ? new DataError({ code: "FILE_MALFORMED", file: path, detail: cause.message, cause }) : cause;
  } finally {
    await file.close();
  }
}
