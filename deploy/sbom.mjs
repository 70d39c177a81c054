// Prints the software bill of materials of Portus as CycloneDX JSON: node, and the packages that Portus needs at run time,
// which are those in the image. npm describes them. Fails if it does not know one.
import { execFileSync } from "node:child_process";
import { manifestOf, runtimePackages } from "./runtime-packages.mjs";

const root = process.cwd();
const command = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application"];
const installed = JSON.parse(execFileSync("npm", command, { maxBuffer: 2 ** 26 }));

const manifests = [...runtimePackages(root)].map(manifestOf);
const needed = new Set(manifests.map(({ name, version }) => `${name}@${version}`));
const packages = installed.components.filter((it) => needed.has(it["bom-ref"]));
const known = new Set(packages.map((it) => it["bom-ref"]));
const unknown = [...needed].filter((it) => !known.has(it));
if (unknown.length > 0) throw new Error(`npm does not list ${unknown.join(", ")}.`);

const version = process.versions.node;
const node = {
  type: "platform",
  "bom-ref": `node@${version}`,
  name: "node",
  version,
  purl: `pkg:generic/node@${version}`,
  licenses: [{ license: { id: "MIT" } }],
};
const component = { ...installed.metadata.component, name: manifestOf(root).name }; // npm says the name of the folder
const listed = new Set([component["bom-ref"], ...known]);
const sbom = {
  ...installed,
  metadata: { ...installed.metadata, component },
  components: [node, ...packages.map((it) => ({ ...it, scope: "required" }))],
  dependencies: installed.dependencies
    .filter(({ ref }) => listed.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((it) => listed.has(it)) })),
};
process.stdout.write(`${JSON.stringify(sbom, null, 1)}\n`);
