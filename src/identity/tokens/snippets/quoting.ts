/** A word of a shell command: quoted unless it needs no quotes. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A scalar of YAML. JSON strings are YAML. */
export const yamlText = (text: string): string => JSON.stringify(text);

/** What stands between ''' and ''' in Groovy. */
export function groovyText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'''", "\\'\\'\\'");
}

export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}
