import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Request, RequestHandler, Response } from "express";
import { config } from "../../config/config.ts";
import { compressed, type Encoding, encodingFor } from "../compress.ts";
import { joinModules } from "./scripts.ts";

const root = fileURLToPath(new URL("../../../../public", import.meta.url));

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".txt": "text/plain; charset=utf-8",
};

interface Asset {
  body: Buffer;
  type: string;
  hash: string;
  compressed: Partial<Record<Encoding, Buffer>>; // filled on demand
}

/**
 * All files of public/, read once. Those of css/ become one style sheet: css/app.css declares its layers and comes first.
 * Those of js/ become one script, which js/app.js lists.
 */
function readAssets(): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (name: string, body: Buffer) => {
    const hash = createHash("sha256").update(body).digest("base64url").slice(0, 10);
    const type = types[extname(name)] ?? "application/octet-stream";
    assets.set(name, { body, hash, type, compressed: {} });
  };

  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }))
    if (!/^(css|js)\b/.test(name) && statSync(join(root, name)).isFile())
      add(name, readFileSync(join(root, name)));

  const sheets = textsIn("css").sort(([a], [b]) =>
    a === "app.css" ? -1 : b === "app.css" ? 1 : 0,
  );
  add("app.css", Buffer.from(sheets.map(([, text]) => text).join("")));
  add("app.js", Buffer.from(joinModules(new Map(textsIn("js")), "app.js")));
  return assets;
}

function textsIn(folder: string): [name: string, text: string][] {
  const names = readdirSync(join(root, folder)).sort();
  return names.map((name) => [name, readFileSync(join(root, folder, name), "utf8")]);
}

let assets = readAssets();

/** The URL of a file in public/. It changes with the content, so browsers may cache it forever. */
export function asset(name: string): string {
  const found = assets.get(name);
  return found ? `/assets/${name}?${found.hash}` : `/assets/${name}`;
}

export const serveAssets: RequestHandler = (req, res) => {
  if (config.development) assets = readAssets();
  const found = assets.get(req.path.slice(1));
  if (!found) return void res.status(404).type("text").send("There is no such file.\n");

  const isCurrent = req.originalUrl.endsWith(`?${found.hash}`);
  res.set("Content-Type", found.type);
  res.set("Cache-Control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache");
  res.send(bodyFor(req, res, found));
};

/** Images are compressed already. */
function bodyFor(req: Request, res: Response, { type, body, compressed: made }: Asset): Buffer {
  if (!/^text|svg/.test(type)) return body;
  res.vary("Accept-Encoding");
  const encoding = encodingFor(req.get("accept-encoding"));
  if (!encoding) return body;
  res.set("Content-Encoding", encoding);
  made[encoding] ??= compressed(body, encoding);
  return made[encoding];
}
