/** `data-passkey="get"` or `"create"` on a button: asks for a passkey and sends its answer with the form around it. */
const canUse = Boolean(globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON);
const refreshMs = 4 * 60 * 1000; // a challenge lasts five minutes
let waiting; // for a passkey that the browser offers in the field of the user name

if (canUse) void show();

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-passkey]");
  if (!button) return;
  waiting?.abort();
  waiting = undefined;
  const problem = button.form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  button.disabled = true;
  try {
    send(button, await ask(button));
  } catch (error) {
    problem.textContent = sentenceFor(error);
    problem.hidden = false;
  }
  button.disabled = false;
});

async function show() {
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
  const autofill = document.querySelector("[data-passkey-autofill] [data-passkey]");
  if (autofill && (await PublicKeyCredential.isConditionalMediationAvailable?.()))
    await offer(autofill);
}

/** Waits until somebody chooses a passkey among the user names that the browser suggests. */
async function offer(button) {
  waiting = new AbortController();
  const { signal } = waiting;
  const timer = setTimeout(() => {
    waiting.abort();
    void offer(button);
  }, refreshMs);
  signal.addEventListener("abort", () => clearTimeout(timer));
  const answer = await ask(button, { mediation: "conditional", signal }).catch(() => undefined);
  if (answer) send(button, answer);
}

async function ask({ form, dataset }, options = {}) {
  const body = new URLSearchParams({ _csrf: form.elements._csrf.value });
  const res = await fetch(dataset.passkeyChallenge, { method: "POST", body });
  if (!res.ok) throw new Error(`status ${res.status}`);
  const json = await res.json();
  if (dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
    return navigator.credentials.create({ publicKey, ...options });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return navigator.credentials.get({ publicKey, ...options });
}

function send({ form }, answer) {
  const field = form.querySelector("[data-passkey-answer]");
  field.disabled = false;
  field.value = JSON.stringify(answer.toJSON());
  form.submit(); // past the field of the code, which stays empty
}

function sentenceFor({ name }) {
  if (name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (name === "NotAllowedError") return "No passkey was used. Try again.";
  return "That did not work. Reload the page and try again.";
}
