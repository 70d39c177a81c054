import { posix } from "node:path";

const importLine = /^import (?:\{ ([\w, ]+) \} from )?"([^"]+)";$/gm;
const exported = /^export (?=(?:async )?(?:function|const) (\w+))/gm;

/**
 * Joins ES modules to one script, so that a page needs one request. `modules` maps their names to their texts; `entry`
 * imports the others. Each module is a function that returns its exports, called after the modules that it imports. An
 * import has its exports' own names, and only functions and constants are exported, in the line that declares them.
 */
export function joinModules(modules: ReadonlyMap<string, string>, entry: string): string {
  const parts: string[] = [];
  const state = new Map<string, "open" | "joined">();
  const owners = new Map<string, string>();

  const join = (name: string) => {
    if (state.get(name) === "joined") return;
    if (state.get(name) === "open") throw new Error(`${name} imports itself`);
    const text = modules.get(name);
    if (text === undefined) throw new Error(`${name} is imported, but there is no such script`);
    state.set(name, "open");
    for (const [, , from = ""] of text.matchAll(importLine)) join(posix.join(name, "..", from));
    parts.push(asFunction(name, text, owners));
    state.set(name, "joined");
  };

  join(entry);
  return `"use strict";\n${parts.join("\n")}\n`;
}

function asFunction(name: string, text: string, owners: Map<string, string>): string {
  const names = [...text.matchAll(exported)].map(([, it = ""]) => it);
  const body = text.replace(importLine, "").replace(exported, "").trim();
  if (/^(import|export)\b/m.test(body))
    throw new Error(`${name}: cannot join this import or export`);
  for (const it of names) {
    if (owners.has(it)) throw new Error(`${name} and ${owners.get(it)} both export ${it}`);
    owners.set(it, name);
  }
  const result = names.length > 0 ? `const { ${names.join(", ")} } = ` : "";
  return `// ${name}\n${result}(() => {\n${body}\nreturn { ${names.join(", ")} };\n})();`;
}
