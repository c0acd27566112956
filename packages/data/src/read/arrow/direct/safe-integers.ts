import { allocate, type BigIntColumn, type Column, isValid, numericColumn } from "@mlops/core/table";

/** A column of bigints as numbers, where all that are not missing are safe integers: those that were not are in rows that a filter left out. */
export function safeIntegers({ values, validity, length }: BigIntColumn): Column | undefined {
  const numbers = allocate(Float64Array, length);
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue;
    const number = Number(values[row]);
    if (!Number.isSafeInteger(number)) return undefined;
    numbers[row] = number;
  }
  return numericColumn(numbers, validity, true);
}
