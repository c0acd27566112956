import { GateConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { judgeGate } from "./judge-gate.ts";

const auc = (value: number | null) => ({ value, n: 100, interval: null });
const judge = (gate: object, value: number | null, champion: Parameters<typeof judgeGate>[0]["champion"] = null, higherIsBetter = true) =>
  judgeGate({ gate: GateConfig.parse(gate), metric: "auc", higherIsBetter, value: auc(value), champion });
const champion = (difference: number | null, interval: [number, number] | null) => ({ version: "3", value: 0.8, difference, interval });

describe("judgeGate", () => {
  it("lets a first version pass that reaches the threshold, and flags it", () => {
    expect(judge({ threshold: 0.7 }, 0.71)).toEqual({ passed: true, reason: "first_version", metric: "auc", value: 0.71, threshold: 0.7 });
    expect(judge({ threshold: 0.7 }, 0.7).passed).toBe(true);
    expect(judge({ threshold: 0.7 }, 0.69)).toMatchObject({ passed: false, reason: "below_threshold" });
  });

  it("turns round for metrics where lower is better", () => {
    expect(judge({ threshold: 0.5 }, 0.6, null, false).reason).toBe("below_threshold");
    expect(judge({ threshold: 0.5 }, 0.4, null, false).passed).toBe(true);
    expect(judge({ minImprovement: 0.01 }, 0.4, champion(-0.05, [-0.08, -0.02]), false).passed).toBe(true);
    expect(judge({ minImprovement: 0.01 }, 0.4, champion(-0.05, [-0.12, 0.02]), false).reason).toBe("not_better");
  });

  it("does not take a difference inside the noise for an improvement", () => {
    expect(judge({ minImprovement: 0 }, 0.82, champion(0.02, [-0.01, 0.05])).reason).toBe("not_better");
    expect(judge({ minImprovement: 0 }, 0.82, champion(0.02, [0.01, 0.03])).reason).toBe("passed");
    expect(judge({ minImprovement: 0.03 }, 0.82, champion(0.02, [0.01, 0.03])).reason).toBe("not_better");
    expect(judge({ minImprovement: 0 }, 0.8, champion(0, null)).reason).toBe("not_better");
    expect(judge({ minImprovement: 0 }, 0.8, champion(null, null)).reason).toBe("not_better");
    expect(judge({ minImprovement: 0 }, 0.9, champion(0.1, null)).reason).toBe("not_better");
  });

  it("shows the champion without asking for more than was configured", () => {
    expect(judge({}, 0.6, champion(-0.2, [-0.3, -0.1]))).toMatchObject({ passed: true, reason: "passed", champion: { version: "3" } });
  });

  it("never passes an undefined metric, unless it is switched off", () => {
    expect(judge({}, null).reason).toBe("undefined_metric");
    expect(judge({ enabled: false, threshold: 0.9 }, null)).toMatchObject({ passed: true, reason: "disabled" });
  });
});
