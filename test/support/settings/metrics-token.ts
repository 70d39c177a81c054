/** Set before the settings are read. */
export const metricsToken = "the-metrics-token-of-the-tests";
process.env.PORTUS_METRICS_TOKEN = metricsToken;
