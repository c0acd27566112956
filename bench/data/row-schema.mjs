// A row schema for the benchmark's table: 15 numbers and 5 texts, every field compiled.
import { z } from "zod";

const fields = {};
for (let i = 0; i < 5; i++) fields[`n${i}`] = z.number().min(-10).max(10);
for (let i = 5; i < 8; i++) fields[`n${i}`] = z.number().positive();
for (let i = 8; i < 11; i++) fields[`n${i}`] = z.int().min(0).max(200);
for (let i = 11; i < 13; i++) fields[`n${i}`] = z.number().nonnegative();
fields.n13 = z.number().min(-10).max(10).nullable();
fields.n14 = z.number().min(0).lt(1.02);
const categories = (count) => Array.from({ length: count }, (_, i) => `cat_${i}`);
for (const [i, count] of [2, 5, 20].entries()) fields[`c${i}`] = z.enum(categories(count));
for (const i of [3, 4]) fields[`c${i}`] = z.string().regex(/^cat_\d+$/);

export const BENCH_SCHEMA = z.object(fields);
