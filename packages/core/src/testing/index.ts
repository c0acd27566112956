export { type ContractCase, trackerContract } from "./tracker-contract.ts";
