import * as aq from "arquero";

export type { ColumnTable } from "arquero";
export { aq };
