// What the page runs: the graph of a bundle over rows that stand in the page, and the numbers as they are, bit by bit.
import { compileGraph } from "@mlops/core/onnx";
import { bytesOf, type Scored, type Sent, tensors } from "./rows.ts";

declare const SENT: Sent;
declare const document: { title: string; body: { textContent: string } };

const graph = compileGraph(bytesOf(SENT.graph));
const scored: Scored = {};
for (const [name, value] of Object.entries(graph.run(tensors(SENT)))) {
  if (value.type === "string") continue;
  scored[name] = Array.from(new Uint8Array(Float64Array.from(value.data).buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
document.body.textContent = JSON.stringify(scored);
document.title = "done";
