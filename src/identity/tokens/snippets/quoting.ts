/** A word of a shell command: quoted unless it needs no quotes. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A scalar of YAML. JSON strings are YAML. */
export const yamlText = (text: string): string => JSON.stringify(text);

/** A basic string of TOML. It is a JSON string, but DEL has to be escaped. */
export const tomlText = (text: string): string =>
  JSON.stringify(text).replaceAll("\x7f", "\\u007f");

/** A quoted string of HCL, in which ${ and %{ would start a template. */
export const hclText = (text: string): string =>
  JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");

/** Text in a workflow of GitHub, Forgejo or Gitea, where ${{ would start an expression. */
export const workflowText = (text: string): string => text.replace(/\$\{\{/g, "$& '$&' }}");

/** What stands between ''' and ''' in Groovy. */
export function groovyText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'''", "\\'\\'\\'");
}

export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}
