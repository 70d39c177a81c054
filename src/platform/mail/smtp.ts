import { createTransport, type Transporter } from "nodemailer";
import { config } from "../config/config.ts";
import { errorCode, errorField } from "../error-fields.ts";

export interface Message {
  to: string;
  subject: string;
  text: string;
  messageId?: string;
}

/** Whether a mail server is configured. Without one, admins pass on the links themselves. */
export const canSendEmail = (): boolean => config.mail !== null;

/** Hands a message to the mail server and returns once the server has accepted it. */
export async function sendMessage(message: Message): Promise<void> {
  if (!config.mail) throw new Error("PORTUS_EMAIL_SMTP_ADDRESS is not set");
  const { from, replyTo } = config.mail;
  transport ??= open(config.mail);
  await transport.sendMail({ from, ...(replyTo && { replyTo }), ...message });
}

/** Connects to the mail server and signs in, without a message. Throws what is wrong. */
export async function greetMailServer(
  settings: Pick<Settings, "smtp">,
  timeoutMs: number,
): Promise<void> {
  const limits = {
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
  const greeting = open(settings, limits);
  try {
    await greeting.verify();
  } finally {
    greeting.close();
  }
}

/** Whether the server refused the message itself (RFC 5321, 4.2.1): a retry would fail too. */
export function isRefusal(error: unknown): boolean {
  const status = errorField(error, "responseCode");
  if (typeof status !== "number" || status < 500) return false;
  return ["EENVELOPE", "EMESSAGE"].includes(errorCode(error));
}

let transport: Transporter | undefined;

type Settings = NonNullable<typeof config.mail>;

const usualLimits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

function open({ smtp }: Pick<Settings, "smtp">, limits = usualLimits): Transporter {
  const { address, port, secure, startTls, verify, ca, domain, user, password, method } = smtp;
  return createTransport({
    host: address,
    port,
    secure,
    ignoreTLS: !startTls,
    requireTLS: startTls && user !== null, // otherwise an attacker in between could get the password in the clear
    tls: { rejectUnauthorized: verify, ...(ca && { ca }) },
    ...(domain && { name: domain }),
    ...(user && { auth: { user, pass: password } }),
    ...(method && { authMethod: method }),
    ...limits,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
