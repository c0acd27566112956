import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

/** Leave columns as they are; says in the open what holds anyway for columns that no step names, and checks that they exist. */
export const PassthroughConfig = strictObject(() => ({
  type: z.literal("passthrough"),
  columns: ColumnSelector.default("all").describe(COLUMNS_DESCRIPTION),
}));
export type PassthroughConfig = z.output<typeof PassthroughConfig>;
