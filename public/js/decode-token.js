/** `data-decode-token` on a form shows the parts of a token that is pasted into it, in `data-decoded`. Sends nothing. */
const shape = /\bey[\w-]+\.([\w-]{2,20000})\.[\w-]*/;

document.addEventListener("input", ({ target }) => {
  const form = target.closest("[data-decode-token]");
  if (!form || target.name !== "pasted") return;
  const [token] = shape.exec(target.value) ?? [];
  const parts = token?.split(".").slice(0, 2).map(decode) ?? [];
  const isRead = parts.length === 2 && !parts.includes(null);
  form.querySelector("[data-decoded]").hidden = !isRead;
  form.querySelector("[data-decoded-text]").textContent = isRead ? parts.map(print).join("\n") : "";
});

function decode(part) {
  try {
    const base64 = part.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function print({ x5c, ...part }) {
  const shown = x5c ? { ...part, x5c: `${x5c.length} certificate` } : part;
  return JSON.stringify(shown, null, 2);
}
