// One thread of a search: it waits for trials and answers each with its score.
import { parentPort, workerData } from "node:worker_threads";
import type { FittedFeatures } from "@mlops/core/estimator";
import { unpackOutput } from "@mlops/core/stage";
import type { TableLike } from "@mlops/core/table";
import { packError } from "@mlops/core/threads";
import { scoreTrial, type TrialSetting, type TrialTask } from "./score-trial.ts";
import { PROTOCOL, type TrialAnswer, type TrialThreadData } from "./trial-messages.ts";

async function settingOf({ setting, rows, learned }: TrialThreadData): Promise<TrialSetting> {
  const { raw, features } = await unpackOutput<{ raw?: TableLike; features?: FittedFeatures }>(learned ?? {});
  return { ...setting, rows: { ...rows, raw, features } };
}

async function answerTo(setting: Promise<TrialSetting>, task: TrialTask): Promise<TrialAnswer> {
  try {
    const { scored, error } = await scoreTrial(await setting, task);
    return { scored, ...(error === undefined ? {} : { error: packError(error) }) };
  } catch (error) {
    return { bug: packError(error) };
  }
}

const data = workerData as Partial<TrialThreadData> | null;
if (parentPort && data?.protocol === PROTOCOL) {
  const port = parentPort;
  const setting = settingOf(data as TrialThreadData);
  setting.catch(() => undefined); // told with the first answer
  port.on("message", (task: TrialTask) => void answerTo(setting, task).then((answer) => port.postMessage(answer)));
}
