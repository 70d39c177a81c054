/** A proxy on this machine is in front of Portus. */
process.env.PORTUS_TRUST_PROXY = "loopback";
