import { Random } from "@mlops/core/stats";

const PLANS = ["basic", "plus", "pro"] as const;
const ROWS = 2000;

/**
 * Customers of a made-up service, the same ones every time: who leaves depends on tenure, plan and calls, with noise; one in twenty has no recorded
 * income. CSV with a header.
 */
export function sampleCustomers(): string {
  const random = new Random("customers");
  const lines = ["customer_id,tenure_months,plan,monthly_fee,support_calls,income,churned"];
  for (let i = 1; i <= ROWS; i++) {
    const tenure = random.int(72);
    const plan = random.int(PLANS.length);
    const calls = random.int(3) + (random.int(4) === 0 ? random.int(6) : 0);
    const fee = 15 + 12 * plan + random.int(800) / 100;
    const income = random.int(20) === 0 ? "" : String(Math.round(28_000 + 9_000 * plan + 12_000 * random.normal()));
    const leaves = 0.8 - 0.055 * tenure - 0.5 * plan + 0.55 * calls + 0.6 * random.normal() > 0;
    lines.push([`c${String(i).padStart(5, "0")}`, tenure, PLANS[plan], fee.toFixed(2), calls, income, leaves ? "yes" : "no"].join(","));
  }
  return `${lines.join("\n")}\n`;
}
