import { must } from "../processes.ts";

/** The documents of a YAML text, parsed by Ruby (see docs/dependencies.md). */
export function readYaml<T>(text: string): T[] {
  const documents = "puts JSON.generate(YAML.parse_stream($stdin.read).children.map(&:to_ruby))";
  return JSON.parse(must(["ruby", "-ryaml", "-rjson", "-e", documents], {}, text));
}
