import { explainRejection, type RejectedSignIn } from "../../identity/sign-in/rejection.ts";
import { currentRequest } from "../../platform/request-context.ts";
import { newDecisionId } from "./ids.ts";
import { recordRefusal } from "./queue.ts";

/** Records a refused sign-in by the form, at the API, or by a registry client that asks for no token. */
export function recordRejectedSignIn(refused: RejectedSignIn): void {
  const { entryPoint, username, rejection, address, agent = "", service = "" } = refused;
  recordRefusal({
    id: newDecisionId(),
    at: Date.now(),
    entryPoint,
    outcome: "refused",
    userId: null,
    username,
    proof: "nobody",
    applicationToken: rejection.applicationToken ?? null,
    refreshToken: null,
    address,
    client: "",
    agent,
    registryId: null,
    service,
    asked: [],
    granted: [],
    rulings: [],
    because: explainRejection(rejection),
    message: "The credentials were refused.",
    requestId: currentRequest()?.requestId ?? "",
  });
}
