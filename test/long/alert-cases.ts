/** Samples with which an alert rule fires, or not: one value a minute, in promtool's notation. */
interface AlertCase {
  alert: string;
  what: string;
  series: Record<string, string>;
  at: string;
  fires: boolean;
}

const up = 'up{job="portus",instance="a"}';
const registry = (instance: string) =>
  `portus_registry_up{job="portus",instance="${instance}",registry="r:5000"}`;
const granted = 'portus_token_requests_total{instance="a",outcome="granted",by="token"}';
const received = 'portus_events_received_total{instance="a",registry="r:5000",action="pull"}';
const oldest = (queue: string) => `portus_job_oldest_seconds{instance="a",queue="${queue}"}`;
const drift = 'portus_drift{instance="a",kind="missing"}';
const calls = (outcome: string) =>
  `portus_webhook_deliveries_total{instance="a",outcome="${outcome}"}`;
const signIns = (outcome: string) =>
  `portus_sign_in_total{instance="a",method="password",outcome="${outcome}"}`;
const ca = 'portus_ca_expiry_timestamp_seconds{instance="a"}';
const leaf = 'portus_signing_key_expiry_timestamp_seconds{instance="a"}';
const certificate = 'portus_certificate_expiry_timestamp_seconds{instance="a",registry="r:5000"}';
const free = 'portus_disk_available_bytes{instance="a"}';
const size = 'portus_disk_size_bytes{instance="a"}';
const day = 86_400; // the clock of a case starts at 0

type Build = (alert: string, what: string, at: string, series: AlertCase["series"]) => AlertCase;

const fires: Build = (alert, what, at, series) => ({ alert, what, at, series, fires: true });
const silent: Build = (alert, what, at, series) => ({ alert, what, at, series, fires: false });

export const alertCases: readonly AlertCase[] = [
  fires("PortusDown", "if a scrape fails", "5m", { [up]: "1 0x10" }),
  fires("PortusDown", "if the database can't be used", "5m", {
    [up]: "1x10",
    'portus_up{job="portus",instance="a",component="database"}': "0x10",
  }),
  silent("PortusDown", "during a restart of a minute", "5m", { [up]: "1 1 0 1x10" }),

  fires("PortusRegistryDown", "after five minutes", "8m", { [registry("a")]: "1 0x10" }),
  silent("PortusRegistryDown", "if another replica reaches it", "8m", {
    [registry("a")]: "0x10",
    [registry("b")]: "1x10",
  }),

  fires("PortusNoEvents", "if clients get tokens and no event comes", "90m", {
    [granted]: "0+1x100",
    [received]: "5x100",
  }),
  fires("PortusNoEvents", "even if no event has ever come", "90m", { [granted]: "0+1x100" }),
  silent("PortusNoEvents", "if events come", "90m", {
    [granted]: "0+1x100",
    [received]: "0+1x100",
  }),
  silent("PortusNoEvents", "in a quiet night", "90m", { [granted]: "5x100", [received]: "5x100" }),

  fires("PortusKeyExpires", "13 days before the end of the CA", "1m", { [ca]: `${13 * day}x5` }),
  fires("PortusKeyExpires", "if the signing key was not replaced", "1m", {
    [ca]: `${3650 * day}x5`,
    [leaf]: `${day / 2}x5`,
  }),
  silent("PortusKeyExpires", "while there is time", "1m", {
    [ca]: `${15 * day}x5`,
    [leaf]: `${2 * day}x5`,
  }),

  fires("PortusCertificateExpires", "13 days before the end", "1m", {
    [certificate]: `${13 * day}x5`,
  }),
  fires("PortusCertificateExpires", "after the end", "2m", { [certificate]: "60x5" }),
  silent("PortusCertificateExpires", "while there is time", "1m", {
    [certificate]: `${15 * day}x5`,
  }),

  fires("PortusJobsStuck", "if work is due for long and nobody does it", "30m", {
    [oldest("emails")]: "0+60x40",
  }),
  silent("PortusJobsStuck", "if a backlog is worked on", "30m", {
    [oldest("manifests")]: "0 300 600 1000 500 0x40",
  }),

  fires("PortusEventsFailed", "if an event failed", "20m", {
    'portus_events_failed{instance="a"}': "1x30",
  }),
  silent("PortusEventsFailed", "if none did", "20m", {
    'portus_events_failed{instance="a"}': "0x30",
  }),

  fires("PortusDrift", "after two hours of drift", "130m", { [drift]: "0 3x140" }),
  silent("PortusDrift", "if the next sync repairs it", "130m", { [drift]: "3x60 0x80" }),

  fires("PortusWebhooksFail", "if most calls fail", "50m", {
    [calls("failed")]: "0+1x60",
    [calls("sent")]: "0x60",
  }),
  silent("PortusWebhooksFail", "if few fail", "50m", {
    [calls("failed")]: "0+1x60",
    [calls("sent")]: "0+10x60",
  }),
  silent("PortusWebhooksFail", "after a single failed call", "50m", {
    [calls("failed")]: "0 1x60",
    [calls("sent")]: "0x60",
  }),

  fires("PortusSignInFailures", "while somebody guesses", "12m", {
    [signIns("refused")]: "0+20x20",
  }),
  silent("PortusSignInFailures", "if people mistype", "12m", {
    [signIns("refused")]: "0+1x20",
    [signIns("accepted")]: "0+100x20",
  }),

  fires("PortusQuotaFull", "at 95 %", "20m", {
    'portus_quota_used_ratio{instance="a"}': "0.95x30",
  }),
  silent("PortusQuotaFull", "at 80 %", "20m", {
    'portus_quota_used_ratio{instance="a"}': "0.8x30",
  }),

  fires("PortusDiskFull", "at 5 % free", "10m", { [free]: "5x20", [size]: "100x20" }),
  silent("PortusDiskFull", "at 40 % free", "10m", { [free]: "40x20", [size]: "100x20" }),
];
