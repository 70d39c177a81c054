import assert from "node:assert/strict";

/** The form with a button of this label: its address and hidden fields. */
export function formOf(html: string, label: string | RegExp) {
  const forms = html.split("<form").slice(1);
  const form = forms.find((it) => hasButton(it.split("</form>")[0] ?? "", label)) ?? "";
  const action = /action="([^"]+)"/.exec(form)?.[1] ?? assert.fail(`no form "${label}"`);
  const inside = form.split("</form>")[0] ?? "";
  const hidden = inside.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g);
  const all = Object.fromEntries([...hidden].map(([, name = "", value = ""]) => [name, value]));
  const { _csrf, ...fields } = all;
  return { action, fields };
}

function hasButton(form: string, label: string | RegExp): boolean {
  return typeof label === "string" ? form.includes(`>${label}<`) : label.test(form);
}
