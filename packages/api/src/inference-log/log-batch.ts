/** A batch that took more room than this is not used again. */
const LARGEST_KEPT = 4 * 2 ** 20;

/**
 * Lines that wait to be appended to a file, as bytes in one buffer that grows. It is used again once they are written: buffers that live as long as a
 * batch does pile up until the next full collection, some 30 MB of them in a busy server.
 */
export class LogBatch {
  rows = 0;
  #buffer = Buffer.allocUnsafeSlow(2 ** 16);
  #length = 0;

  /** What `bytes` gives is overwritten after `clear`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Gives the bytes that the lines take. */
  add(lines: string, rows: number): number {
    const size = Buffer.byteLength(lines);
    if (this.#length + size > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#length + size));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.write(lines, this.#length);
    this.#length += size;
    this.rows += rows;
    return size;
  }

  /** Empties it, and tells whether it is of a size to be kept. */
  clear(): boolean {
    this.#length = 0;
    this.rows = 0;
    return this.#buffer.length <= LARGEST_KEPT;
  }
}
