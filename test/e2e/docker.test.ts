import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startEngine } from "../support/clients/docker-engine.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password } from "../support/clients/people.ts";
import { must, run } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";

const engine = await startEngine(); // started first, so that it is stopped first
const stack = await startStack();
const ada = await newPerson(stack, "ada");
const eve = await newPerson(stack, "eve");

const skip = "why" in engine ? engine.why : false;

test("the docker engine logs in, pushes, pulls, and is refused the images of others", {
  skip,
}, () => {
  const docker = ["docker", "--host", "host" in engine ? engine.host : ""];
  const { host } = stack.registry;
  const image = imageLayout(join(stack.directory, "layout"), "docker");
  const archive = `docker-archive:${stack.directory}/image.tar:${host}/ada/app:d1`;
  must(["skopeo", "--insecure-policy", "copy", `oci:${image.directory}`, archive]);

  must([...docker, "load", "--input", `${stack.directory}/image.tar`]);
  const login = (name: string) => ["login", "--username", name, "--password-stdin", host];
  assert.match(must([...docker, ...login("ada")], ada.env, password), /Login Succeeded/);
  must([...docker, "push", `${host}/ada/app:d1`], ada.env);
  must([...docker, "image", "rm", `${host}/ada/app:d1`], ada.env);
  must([...docker, "pull", `${host}/ada/app:d1`], ada.env);

  must([...docker, ...login("eve")], eve.env, password);
  const refused = run([...docker, "pull", `${host}/ada/app:d1`], eve.env);
  assert.equal(refused.status, 1);
  assert.match(refused.output, /denied/);
  const wrong = run([...docker, ...login("ada")], eve.env, "not the password");
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /unauthorized|incorrect/i);
});
