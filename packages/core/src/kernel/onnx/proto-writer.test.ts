import { expect, it } from "vitest";
import { ProtoWriter } from "./proto-writer.ts";

it("keeps a byte that makes the buffer grow", () => {
  for (let capacity = 0; capacity < 12; capacity++) {
    const writer = new ProtoWriter(capacity).string(1, "ab").int(2, 300).float(3, 1).string(4, "");
    expect([...writer.finish()], `capacity ${capacity}`).toEqual([10, 2, 97, 98, 16, 172, 2, 29, 0, 0, 128, 63, 34, 0]);
  }
});
