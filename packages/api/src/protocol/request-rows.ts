/** Values by column name, all of one length; whatever JSON holds. */
export interface RequestRows {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}
