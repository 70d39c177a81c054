/**
 * A form with `data-confirm="What will happen."` asks first and then sends `confirmed=1`.
 * Without JavaScript it is sent without that, and the server answers with a confirmation page.
 */
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.confirm || form.elements.confirmed) return;

  event.preventDefault();
  ask(form, submitter);
});

function ask(form, submitter) {
  const dialog = make("dialog", { className: "dialog" });
  const text = make("p", { id: "confirm-text", textContent: form.dataset.confirm });
  const cancel = make("button", { className: "btn", textContent: "Cancel", type: "button" });
  const go = make("button", { className: "btn btn--bad-final", type: "button" });
  const actions = make("div", { className: "dialog__actions" });

  go.textContent = form.dataset.confirmAction ?? submitter?.textContent.trim() ?? "Continue";
  dialog.setAttribute("aria-labelledby", text.id);
  actions.append(cancel, go);
  dialog.append(text, actions);
  document.body.append(dialog);

  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  go.addEventListener("click", () => {
    form.append(make("input", { type: "hidden", name: "confirmed", value: "1" }));
    dialog.close();
    form.requestSubmit(submitter);
  });
  dialog.showModal();
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
