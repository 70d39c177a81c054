import { createTransport, type Transporter } from "nodemailer";
import { config } from "../config/config.ts";
import { log } from "../log.ts";

export interface Letter {
  to: string;
  subject: string;
  text: string; // one paragraph, without markup
}

const tries = 3;
const pause = 2_000; // ms before the second try; each later one waits twice as long

/** Whether this Portus can send e-mail. Where it can't, an admin hands over the links. */
export const mayMail = (): boolean => config.mail !== null;

/** Hands a letter to the mail server. Who waits for it learns whether it was taken. */
export async function send(letter: Letter): Promise<void> {
  if (!config.mail) throw new Error("PORTUS_EMAIL_SMTP_ADDRESS is not set");
  const { from, replyTo } = config.mail;
  transport ??= open(config.mail);
  await transport.sendMail({ from, ...(replyTo && { replyTo }), ...letter });
}

/** Sends a letter that nobody waits for. What can't be sent after a few tries is in the log, without its text. */
export function post(letter: Letter): void {
  void persist(letter, tries, pause);
}

let transport: Transporter | undefined;

type Settings = NonNullable<typeof config.mail>;

function open({ smtp }: Settings): Transporter {
  const { address, port, secure, startTls, verify, ca, domain, user, password, method } = smtp;
  return createTransport({
    host: address,
    port,
    secure,
    ignoreTLS: !startTls,
    requireTLS: startTls && user !== null, // or whoever sits between could have the password said in the clear
    tls: { rejectUnauthorized: verify, ...(ca && { ca }) },
    ...(domain && { name: domain }),
    ...(user && { auth: { user, pass: password } }),
    ...(method && { authMethod: method }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function persist(letter: Letter, left: number, wait: number): Promise<void> {
  try {
    await send(letter);
  } catch (error) {
    log.warn({ err: error, subject: letter.subject, left: left - 1 }, "an e-mail was not sent");
    if (left <= 1) return;
    await new Promise<void>((resolve) => setTimeout(resolve, wait).unref());
    await persist(letter, left - 1, wait * 2);
  }
}
