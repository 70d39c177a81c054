import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const flags = { present: 0x01, verified: 0x04, withKey: 0x40 };

interface Device {
  host: string;
  origin: string;
  /** Whether it asks for a PIN, a fingerprint or a face. */
  verifies?: boolean;
}

interface Asked {
  challenge: string;
  user?: { id: string };
}

/** A device with one passkey, and the browser between it and a page: ES256, no attestation. */
export function passkeyDevice({ host, origin, verifies = true }: Device) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  const device = { counter: 0, origin, verifies, userHandle: "" };

  const clientData = (type: string, { challenge }: Asked) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: device.origin, crossOrigin: false }));

  function authenticatorData(more: number): Buffer {
    device.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(device.counter);
    const verified = device.verifies ? flags.verified : 0;
    return Buffer.concat([sha256(host), Buffer.from([flags.present | verified | more]), counter]);
  }

  const common = {
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key",
    clientExtensionResults: {},
  };

  return {
    device,
    /** What the browser sends after it created the passkey. */
    create(asked: Asked): string {
      device.userHandle = asked.user?.id ?? "";
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      const data = Buffer.concat([
        authenticatorData(flags.withKey),
        Buffer.alloc(16), // AAGUID
        Buffer.from([0, id.length]),
        id,
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]), // COSE: EC2, ES256, P-256
        Buffer.from(x, "base64url"),
        Buffer.from([0x22, 0x58, 0x20]),
        Buffer.from(y, "base64url"),
      ]);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        cborText("fmt"),
        cborText("none"),
        cborText("attStmt"),
        Buffer.from([0xa0]),
        cborText("authData"),
        Buffer.from([0x58, data.length]),
        data,
      ]);
      const response = {
        clientDataJSON: clientData("webauthn.create", asked).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal", "unheard-of"],
      };
      return JSON.stringify({ ...common, response, authenticatorAttachment: "platform" });
    },
    /** What the browser sends after the passkey signed a challenge. */
    get(asked: Asked): string {
      const data = authenticatorData(0);
      const client = clientData("webauthn.get", asked);
      const response = {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", Buffer.concat([data, sha256(client)]), privateKey).toString(
          "base64url",
        ),
        userHandle: device.userHandle,
      };
      return JSON.stringify({ ...common, response });
    },
  };
}

const sha256 = (given: string | Buffer) => createHash("sha256").update(given).digest();

/** A text of less than 24 characters. */
const cborText = (text: string) =>
  Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
