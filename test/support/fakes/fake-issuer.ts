import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";

// An issuer that sends whatever a test wants: what real providers send, and what attackers would.

type Claims = Record<string, unknown>;

export interface FakeIssuer {
  issuer: string;
  /** What it says at its endpoints. A function is called with the form that was sent. */
  answers: Record<string, Claims | ((form: URLSearchParams) => Claims | Promise<Claims>)>;
  status: Record<string, number>;
  asked: { path: string; form: URLSearchParams; authorization: string | undefined }[];
  metadata: Claims;
  sign(claims: Claims, header?: Claims): Promise<string>;
  /** Its public key, as an attacker reads it. */
  publicKey: string;
  /** A signature by a key that the issuer does not have. */
  signByStranger(claims: Claims, header?: Claims): Promise<string>;
}

export async function fakeIssuer(path = ""): Promise<FakeIssuer> {
  const [own, stranger] = await Promise.all([keyPair(), keyPair()]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const fake: FakeIssuer = {
    issuer,
    answers: {},
    status: {},
    asked: [],
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      end_session_endpoint: `${issuer}/end`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    },
    sign: (claims, header) => signed(own.privateKey, claims, header),
    signByStranger: (claims, header) => signed(stranger.privateKey, claims, header),
    publicKey: await exportSPKI(own.publicKey),
  };
  fake.answers["/keys"] = { keys: [jwk] };
  server.on("request", async (req, res) => {
    const at = (req.url ?? "").slice(path.length).split("?")[0] ?? "";
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    fake.asked.push({ path: at, form, authorization: req.headers.authorization });
    const answer = at === "/.well-known/openid-configuration" ? fake.metadata : fake.answers[at];
    const body = typeof answer === "function" ? await answer(form) : answer;
    res.writeHead(fake.status[at] ?? (body ? 200 : 404), { "content-type": "application/json" });
    res.end(JSON.stringify(body ?? {}));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return fake;
}

const keyPair = () => generateKeyPair("RS256", { extractable: true });

type PrivateKey = Awaited<ReturnType<typeof keyPair>>["privateKey"];

function signed(key: PrivateKey, claims: Claims, header: Claims = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one", ...header }).sign(key);
}

/** The claims that every ID token has. */
export function idClaims({ issuer }: FakeIssuer, nonce: string, claims: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: "portus",
    sub: "subject-1",
    iat: now,
    exp: now + 300,
    nonce,
    ...claims,
  };
}
