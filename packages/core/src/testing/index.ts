export { type MlflowAnswer, mlflowAnswers } from "./mlflow-answers.ts";
export { type ContractCase, trackerContract } from "./tracker-contract.ts";
