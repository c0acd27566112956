// The reference model server: `node apps/server/src/main.ts churn=models:/churn@champion …`, or `--endpoint churn`, at HOST and PORT.
import "@mlops/api/serve";
