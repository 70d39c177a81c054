import type { Decision } from "../../../src/tenancy/decisions/decision.ts";
import { newDecisionId } from "../../../src/tenancy/decisions/ids.ts";

/** A refused push, with what a test says about it. */
export function refusal(given: Partial<Decision> = {}): Decision {
  return {
    id: newDecisionId(),
    at: Date.now(),
    entryPoint: "token",
    outcome: "refused",
    userId: null,
    username: "",
    proof: "nobody",
    applicationToken: null,
    refreshToken: null,
    address: "192.0.2.1",
    client: "docker",
    agent: "docker/27",
    registryId: 1,
    service: "registry.test.lan:5000",
    asked: [{ type: "repository", name: "web/app", actions: ["push"] }],
    granted: [],
    rulings: [{ scope: "repository:web/app", action: "push", allowed: false, because: "No." }],
    because: "",
    message: "",
    requestId: "",
    ...given,
  };
}
