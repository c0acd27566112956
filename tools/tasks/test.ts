// `npm test`: every check and every test. Its last line is the sum: "N passed, N failed".
import { parseArgs } from "node:util";
import { runStep } from "./step.ts";
import { CHECKS, OUTER_TESTS, UNIT_TESTS } from "./steps.ts";
import { type Tally, total } from "./tally.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const steps = [...CHECKS, UNIT_TESTS, ...(values.quick ? [] : OUTER_TESTS)];

const tallies: Tally[] = [];
for (const step of steps) tallies.push(await runStep(step));
if (values.quick) process.stdout.write(`left out by --quick: ${OUTER_TESTS.map((step) => step.name).join(", ")}\n`);

const { passed, failed } = total(tallies);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
