import type { NumericArray } from "./column.ts";

type Constructor<A> = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

/**
 * A zeroed typed array of `length` elements, in shared memory where the platform has it, so that workers read it without a copy.
 * @example allocate(Float64Array, 3).length // => 3
 */
export function allocate<A extends NumericArray | BigInt64Array>(type: Constructor<A>, length: number): A {
  const bytes = length * type.BYTES_PER_ELEMENT;
  const buffer = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  return new type(buffer, 0, length);
}
