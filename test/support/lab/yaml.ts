import { must } from "../processes.ts";

/** Every document of a YAML text, read by the parser that Vagrant brings. */
export function readYaml<T>(text: string): T[] {
  const documents = "puts JSON.generate(YAML.parse_stream($stdin.read).children.map(&:to_ruby))";
  return JSON.parse(must(["ruby", "-ryaml", "-rjson", "-e", documents], {}, text));
}
