/** Gathers the rows that break one rule: how many, and the first of them. */
export class Failures {
  count = 0;
  /** First failing rows, at most `limit`. */
  readonly first: number[] = [];
  /** Says of the first failing row what is wrong with it; ends the rule's message. */
  explanation: string | undefined;
  /** One byte per row where `when` decides: 1 is looked at. Null looks at all. */
  readonly active: Uint8Array | null;
  private readonly limit: number;
  private readonly marks: Uint8Array | null;

  /** @param marks - one byte per row, set to 1 for each failing row */
  constructor(active: Uint8Array | null, limit: number, marks: Uint8Array | null) {
    this.active = active;
    this.limit = limit;
    this.marks = marks;
  }

  looksAt(row: number): boolean {
    return this.active === null || this.active[row] === 1;
  }

  add(row: number): void {
    this.count++;
    if (this.first.length < this.limit) this.first.push(row);
    if (this.marks !== null) this.marks[row] = 1;
  }

  /** True once no further row has to be named: what is left may be counted by `addUnnamed`. */
  get named(): boolean {
    return this.marks === null && this.first.length >= this.limit;
  }

  /** Counts failing rows that come after those named. */
  addUnnamed(count: number): void {
    this.count += count;
  }
}
