// Deploys a model and dies without warning at the step that is named: `node deploy-child.ts <home> <uri> <step>`.
import { ModelDeployer } from "../index.ts";

const [home, uri, step] = process.argv.slice(2) as [string, string, string];
const deployer = new ModelDeployer({ endpointName: "double", lifetime: "detached" });
await deployer.deployToEndpoint(uri, {
  home,
  onProgress: ({ done }) => {
    if (done === Number(step)) process.kill(process.pid, "SIGKILL");
  },
});
