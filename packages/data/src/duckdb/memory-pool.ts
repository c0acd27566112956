import { allocate } from "@mlops/core/table";

/** How a builder gets the memory of its column. */
export type Allocate = typeof allocate;

/** Memory of columns that are done with, kept for those to come: a file that is read column by column takes the memory of the columns in use. */
export class MemoryPool {
  private readonly free: ArrayBufferLike[] = [];
  private readonly lent = new WeakSet<ArrayBufferLike>();

  /** The smallest free memory that is large enough, else new; what it held before is still in it. */
  readonly take: Allocate = (type, length) => {
    const bytes = length * type.BYTES_PER_ELEMENT;
    let best = -1;
    for (const [i, { byteLength }] of this.free.entries())
      if (byteLength >= bytes && (best < 0 || byteLength < (this.free[best] as ArrayBufferLike).byteLength)) best = i;
    const buffer = best < 0 ? allocate(type, length).buffer : (this.free.splice(best, 1)[0] as ArrayBufferLike);
    this.lent.add(buffer);
    return new type(buffer, 0, length);
  };

  /** Takes memory back; once, and only what it has lent. */
  give(buffer: ArrayBufferLike): void {
    if (this.lent.delete(buffer)) this.free.push(buffer);
  }
}
