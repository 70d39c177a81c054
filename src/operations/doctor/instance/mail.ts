import { config } from "../../../platform/config/config.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { greetMailServer } from "../../../platform/mail/smtp.ts";
import { type Check, fine, wrong } from "../check.ts";

const timeoutMs = 8_000;

export const mailChecks = (): Check[] => [
  {
    id: "mail",
    title: "The mail server accepts Portus",
    run: async () => {
      const { mail } = config;
      if (!mail) return fine("No mail server is set: admins pass on links themselves.");
      const { address, port, user } = mail.smtp;
      try {
        await greetMailServer(mail, timeoutMs);
        return fine(
          `${address}:${port} answers${user ? ` and accepts the password of ${user}` : ""}. No e-mail was sent.`,
        );
      } catch (error) {
        return wrong(
          `${address}:${port}: ${errorMessage(error)}.`,
          "Correct these settings and restart Portus:",
          `PORTUS_EMAIL_SMTP_ADDRESS=${address}`,
          `PORTUS_EMAIL_SMTP_PORT=${port}`,
          ...(user ? [`PORTUS_EMAIL_SMTP_USER_NAME=${user}`, "PORTUS_EMAIL_SMTP_PASSWORD=…"] : []),
        );
      }
    },
  },
];
