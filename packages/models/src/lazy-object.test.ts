import { describe, expect, it } from "vitest";
import * as z from "zod";
import { object, strictObject } from "./lazy-object.ts";

function counted() {
  const made = { times: 0 };
  const fields = () => {
    made.times++;
    return { name: z.string().describe("what it is called"), size: z.number().default(1) };
  };
  return { made, fields };
}

describe("an object whose fields are made late", () => {
  it("makes them at the first look, once, for what is derived from it too", () => {
    const { made, fields } = counted();
    const schema = strictObject(fields);
    const derived = schema.refine(({ size }) => size > 0, "too small").describe("a thing");
    const inside = z.strictObject({ thing: schema.optional() });
    expect(made.times).toBe(0);
    expect(derived.parse({ name: "a" })).toEqual({ name: "a", size: 1 });
    expect(inside.parse({ thing: { name: "a", size: 2 } })).toEqual({ thing: { name: "a", size: 2 } });
    expect(derived.safeParse({ name: "a", size: 0 }).success).toBe(false);
    expect(derived.shape).toBe(schema.shape);
    expect(made.times).toBe(1);
  });

  it("is the schema that zod makes of the same fields", () => {
    const { fields } = counted();
    for (const [late, early] of [
      [strictObject(fields), z.strictObject(fields())],
      [object(fields), z.object(fields())],
    ] as const) {
      expect(late).toBeInstanceOf(z.ZodObject);
      expect(z.toJSONSchema(late)).toEqual(z.toJSONSchema(early));
      for (const value of [{ name: "a" }, { name: "a", other: 1 }, { size: "2" }, null, []])
        expect(late.safeParse(value)).toEqual(early.safeParse(value));
      expect(z.toJSONSchema(late.pick({ name: true }).extend({ more: z.boolean() }))).toEqual(
        z.toJSONSchema(early.pick({ name: true }).extend({ more: z.boolean() })),
      );
      expect(late.keyof().options).toEqual(early.keyof().options);
      expect(late.partial().parse({})).toEqual(early.partial().parse({}));
    }
  });

  it("is told apart in a union by a field", () => {
    const union = z.discriminatedUnion("type", [
      strictObject(() => ({ type: z.literal("a"), a: z.number() })),
      strictObject(() => ({ type: z.literal("b"), b: z.number() })),
    ]);
    expect(union.parse({ type: "b", b: 1 })).toEqual({ type: "b", b: 1 });
    expect(union.safeParse({ type: "c" }).error?.issues[0]).toMatchObject({ code: "invalid_union", path: ["type"] });
  });

  it("may be a part of itself", () => {
    interface Tree {
      children: Tree[];
    }
    const tree: z.ZodType<Tree> = strictObject(() => ({ children: z.array(tree) }));
    expect(tree.parse({ children: [{ children: [] }] })).toEqual({ children: [{ children: [] }] });
  });
});
